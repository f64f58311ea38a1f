//! `wepos invite`: the links by which an anchored account invites others (R21).

use std::ops::RangeInclusive;

use alloy_signer::{SignerSync as _, k256::elliptic_curve::rand_core::OsRng};
use alloy_sol_types::Eip712Domain;
use serde_json::json;
use wepos_abi::attestation::{
    INVITATIONS_PER_STAGE, InvitationLink, SIGNATURE_BYTES, digest, identity_domain,
};
use wepos_client::{Language, PrivateKeySigner};

use crate::{
    commands::{
        signing::{Portal, Signed},
        ticket::read_numbers,
    },
    keystore::{self, KeySource},
    output::{Failure, Output},
};

pub(crate) const EXAMPLES: &str = "\
Examples:
  wepos invite --stage 0 --key alice --portal https://pos.example.org --genesis genesis.json
  wepos invite --stage 1 --key alice --portal https://pos.example.org --numbers 2 --json
The key of the account signs, and no node is needed where --genesis is given. A number can be accepted once: of two
links with the same number, the first that somebody accepts.";

/// The arguments of `wepos invite`.
#[derive(Debug, clap::Args)]
pub(crate) struct Invite {
    /// The stage in which the links are good, from 0.
    #[arg(long, value_name = "N")]
    stage: u8,
    /// Which of the five invitations of the stage.
    #[arg(long, value_name = "FIRST-LAST", value_parser = read_numbers, default_value = "1-5")]
    numbers: RangeInclusive<u32>,
    /// The account that invites: the name of a stored key, a keystore file, or 0x and the key.
    #[arg(long, value_name = "KEY")]
    key: String,
    #[command(flatten)]
    source: KeySource,
    #[command(flatten)]
    network: Signed,
    #[command(flatten)]
    portal: Portal,
}

/// The invitation of `inviter` with a stage and a number, for whoever has the one-time key.
///
/// # Errors
///
/// When the key cannot sign.
pub(crate) fn invitation(
    inviter: &PrivateKeySigner,
    one_time: &PrivateKeySigner,
    (stage, number): (u8, u8),
    domain: &Eip712Domain,
) -> Result<InvitationLink, alloy_signer::Error> {
    let mut link = InvitationLink {
        inviter: inviter.address(),
        stage,
        number,
        secret: one_time.to_bytes(),
        signature: [0; SIGNATURE_BYTES],
    };
    let signed = digest(&link.invitation(one_time.address()), domain);
    link.signature = inviter.sign_hash_sync(&signed)?.as_bytes();
    Ok(link)
}

impl Invite {
    pub(crate) fn run(self, output: &Output) -> Result<(), Failure> {
        if *self.numbers.end() > u32::from(INVITATIONS_PER_STAGE) {
            return Err(Failure::new(
                "usage",
                format!("an account has {INVITATIONS_PER_STAGE} invitations in a stage"),
            )
            .in_chinese(format!("每个账户每个阶段有 {INVITATIONS_PER_STAGE} 个邀请")));
        }
        let domain = self.network.domain(identity_domain)?;
        let portal = self.portal.root()?;
        let signer = keystore::signer(&self.key, &self.source)?;
        let mut lines = Vec::new();
        let mut values = Vec::new();
        for number in self.numbers.filter_map(|it| u8::try_from(it).ok()) {
            let one_time = PrivateKeySigner::random_with(&mut OsRng);
            let link = invitation(&signer, &one_time, (self.stage, number), &domain)
                .map_err(|error| Failure::new("key", format!("the key cannot sign: {error}")))?;
            let url = link.link(portal);
            lines.push(format!("{number}  {url}"));
            values.push(json!({"number": number, "link": url}));
        }
        let inviter = signer.address();
        lines.push(match output.language() {
            Language::Chinese => format!(
                "由 {inviter} 邀请，阶段 {}。谁先打开链接并接受，谁就被邀请；邀请人是公开的。",
                self.stage
            ),
            _ => format!(
                "Invitations by {inviter} for stage {}. Whoever accepts one first is invited; who invited is public.",
                self.stage
            ),
        });
        let value = json!({
            "inviter": inviter.to_string(),
            "stage": self.stage,
            "invitations": values,
        });
        output.result(&lines.join("\n"), &value)
    }
}
