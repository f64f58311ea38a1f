//! `wepos redeem`: a ticket, or an invitation, by its link (WP-32, R21).

use alloy_primitives::hex;
use alloy_signer::SignerSync as _;
use wepos_abi::attestation::{InvitationLink, Ticket, campaigns_domain, digest, identity_domain};
use wepos_client::{Address, B256, Modules, PrivateKeySigner, read_address};

use crate::{
    commands::{send::Send, signing::Signed},
    keystore::{self, KeySource},
    output::{Failure, Output},
};

pub(crate) const EXAMPLES: &str = "\
Examples:
  wepos redeem 'https://pos.example.org/ticket#AQAA…' --key bob
  wepos redeem 'https://pos.example.org/invite#AWYv…' --key bob
  wepos redeem 'https://pos.example.org/ticket#AQAA…' --key bob --account 0x7099…79C8     for somebody else
The key on the ticket signs for whom it is, so that nobody who sees it on its way can take it. Whoever sends it needs no
PoS, and neither does the account. A result that waits for an anchor says so, with the nearest ways to one.";

/// The arguments of `wepos redeem`.
#[derive(Debug, clap::Args)]
pub(crate) struct Redeem {
    /// The link of a ticket or of an invitation, or what follows its `#`.
    #[arg(value_name = "LINK")]
    link: String,
    /// For whom; the account that sends it if not given.
    #[arg(long, value_name = "ADDRESS")]
    account: Option<String>,
    /// Who sends it: the name of a stored key, a keystore file, or 0x and the key.
    #[arg(long, value_name = "KEY", env = "WEPOS_KEY", hide_env_values = true)]
    key: String,
    #[command(flatten)]
    source: KeySource,
    #[command(flatten)]
    network: Signed,
    /// Only say what would be sent, and whether it would succeed.
    #[arg(long)]
    dry_run: bool,
}

impl Redeem {
    pub(crate) fn run(self, output: &Output) -> Result<(), Failure> {
        let account = match &self.account {
            Some(account) => read_address(account, &Modules::built_in())
                .map_err(|why| Failure::new("usage", format!("--account: {why}")))?,
            None => keystore::signer(&self.key, &self.source)?.address(),
        };
        let (module, action, arguments) = match Ticket::decode(&self.link) {
            Ok(ticket) => ("campaigns", "redeem", self.ticket(&ticket, account)?),
            Err(error) => match InvitationLink::decode(&self.link) {
                Ok(link) => ("identity", "accept", self.invitation(&link, account)?),
                // Most links are tickets: their reason is the one to give.
                Err(_) => {
                    return Err(Failure::new("link", error.english()).in_chinese(error.chinese()));
                }
            },
        };
        let (node, key) = (self.network.into_node(), Some(self.key));
        Send::of(
            module,
            action,
            arguments,
            node,
            (key, self.source),
            self.dry_run,
        )
        .run(output)
    }

    fn ticket(&self, ticket: &Ticket, account: Address) -> Result<Vec<String>, Failure> {
        let domain = self.network.domain(campaigns_domain)?;
        let one_time = one_time_key(&ticket.secret)?;
        let attestation = ticket.attestation(one_time.address());
        let attestation = format!(
            "({},{},{},{},{})",
            attestation.campaign,
            attestation.number,
            attestation.holder,
            attestation.expiresAt,
            attestation.data
        );
        let agreed = digest(&ticket.redemption(account), &domain);
        arguments(attestation, &ticket.signature, account, &one_time, agreed)
    }

    fn invitation(&self, link: &InvitationLink, account: Address) -> Result<Vec<String>, Failure> {
        let domain = self.network.domain(identity_domain)?;
        let one_time = one_time_key(&link.secret)?;
        let invitation = link.invitation(one_time.address());
        let invitation = format!(
            "({},{},{},{})",
            invitation.inviter, invitation.stage, invitation.number, invitation.holder
        );
        let agreed = digest(&link.acceptance(account), &domain);
        arguments(invitation, &link.signature, account, &one_time, agreed)
    }
}

/// What was signed, its signature, for whom, and the one-time key's signature over that.
fn arguments(
    signed: String,
    signature: &[u8],
    account: Address,
    one_time: &PrivateKeySigner,
    agreed: B256,
) -> Result<Vec<String>, Failure> {
    let agreed = one_time
        .sign_hash_sync(&agreed)
        .map_err(|error| Failure::new("key", format!("the key on it cannot sign: {error}")))?;
    Ok(vec![
        signed,
        hex::encode_prefixed(signature),
        account.to_string(),
        hex::encode_prefixed(agreed.as_bytes()),
    ])
}

fn one_time_key(secret: &B256) -> Result<PrivateKeySigner, Failure> {
    PrivateKeySigner::from_bytes(secret)
        .map_err(|error| Failure::new("link", format!("the key on it is none: {error}")))
}
