//! Anchors (R21): what nobody reviews is paid to accounts with one, and no anchor is believed for being told. A ticket
//! or a contribution was earned by a submission in these books; an invitation was signed by somebody who may invite.

use super::{BY_GRADER, BY_NOBODY, BY_TICKET, Place, RewardBooks, Standing, unreviewed::signer};
use alloy_primitives::{Address, B256};
use alloy_sol_types::SolCall as _;
use wepos_abi::{
    ICampaigns, IIdentity,
    attestation::{Acceptance, INVITATIONS_PER_STAGE, digest, identity_domain},
};

/// What an account is anchored by, as the interface counts.
const BY_A_TICKET: u8 = 1;
const BY_A_CONTRIBUTION: u8 = 3;
const BY_AN_INVITATION: u8 = 4;
const BY_GENESIS: u8 = 5;

impl RewardBooks {
    /// An account has an anchor now. It is for ever; an invitation alone gives way to an anchor of another kind.
    pub(super) fn anchored(&mut self, place: &mut Place<'_>, event: &ICampaigns::Anchored) {
        let (account, kind) = (event.account, event.kind);
        let is_new = match self.anchor_of(place, account) {
            None => true,
            Some(before) => before == BY_AN_INVITATION && kind != BY_AN_INVITATION,
        };
        let is_founded = match kind {
            BY_A_TICKET | BY_A_CONTRIBUTION => self.is_earned(place, event),
            BY_AN_INVITATION => self.is_invited(place, event),
            // No rule of this version proves a delegation.
            _ => false,
        };
        if !(is_new && is_founded) {
            let english = format!("an anchor of kind {kind} rests on nothing, or is not the first");
            let chinese = format!("类型为 {kind} 的锚定没有依据，或并非首个锚定");
            place.wrong("I6", english, chinese).account = Some(account);
        }
        self.anchored.insert(account, kind);
    }

    /// How an account is anchored, if it is.
    fn anchor_of(&self, place: &Place<'_>, account: Address) -> Option<u8> {
        let ready = place.network.genesis().ready_accounts();
        let is_ready = || ready.iter().any(|one| one.address == account);
        let told = self.anchored.get(&account).copied();
        told.or_else(|| is_ready().then_some(BY_GENESIS))
    }

    /// Whether the submission behind an anchor is the account's: a ticket that is being paid, or approved work.
    fn is_earned(&mut self, place: &Place<'_>, event: &ICampaigns::Anchored) -> bool {
        let bytes = event.source.as_slice();
        let (campaign, number) = (bytes[16..24].try_into(), bytes[28..].try_into());
        let id = u64::from_be_bytes(campaign.expect("8 bytes"));
        let number = u32::from_be_bytes(number.expect("4 bytes"));
        if event.source != of_submission(id, number) {
            return false;
        }
        self.approve_line(place, id, number);
        let (Some(campaign), Some(submission)) =
            (self.campaigns.get(&id), self.submissions.get(&(id, number)))
        else {
            return false;
        };
        let by_ticket = campaign.decided_by().is_none_or(|by| by == BY_TICKET);
        submission.account == event.account
            && match event.kind {
                BY_A_TICKET => by_ticket && submission.standing == Standing::Deserved,
                _ => submission.standing == Standing::Approved,
            }
    }

    /// Whether an invitation was accepted in this transaction: signed for this stage, with a number that was not used,
    /// by an account that was not itself invited and is not barred; and by the key of its link for this account.
    fn is_invited(&mut self, place: &Place<'_>, event: &ICampaigns::Anchored) -> bool {
        let Ok(call) = IIdentity::acceptCall::abi_decode(&place.transaction.input) else {
            return false;
        };
        let (said, account) = (&call.invitation, event.account);
        let network = place.network;
        let domain = identity_domain(network.chain_id(), network.hash());
        let acceptance = Acceptance {
            inviter: said.inviter,
            stage: said.stage,
            number: said.number,
            account,
        };
        let stages = network.genesis().stages.entries().len();
        let running = match place.schedule().0 {
            Some(stage) => usize::from(stage.0),
            None => stages,
        };
        let key = (said.inviter, said.stage, said.number);
        let inviter = self.anchor_of(place, said.inviter);
        (call.account, said.inviter.into_word()) == (account, event.source)
            && usize::from(said.stage) == running
            && (1..=INVITATIONS_PER_STAGE).contains(&said.number)
            && inviter.is_some_and(|kind| kind != BY_AN_INVITATION)
            && !self.is_barred(place, said.inviter)
            && signer(&call.signature, digest(said, &domain)) == Some(said.inviter)
            && signer(&call.holderSignature, digest(&acceptance, &domain)) == Some(said.holder)
            && self.invitations.insert(key)
    }

    /// What nobody reviews is paid to accounts with an anchor; a ticket is one (R21).
    pub(super) fn check_anchor(&self, place: &mut Place<'_>, id: u64, account: Address) {
        let by = self.campaigns.get(&id).and_then(|it| it.decided_by());
        let needed = matches!(by, Some(BY_GRADER | BY_NOBODY));
        if needed && self.anchor_of(place, account).is_none() {
            let english = format!("campaign {id} pays an account without an anchor");
            let chinese = format!("活动 {id} 向没有锚定的账户支付了奖励");
            place.wrong("I6", english, chinese).account = Some(account);
        }
    }
}

/// What an anchor rests on that came with a submission: campaign and number in the last bytes.
pub(in crate::audit) fn of_submission(campaign: u64, number: u32) -> B256 {
    let mut source = B256::ZERO;
    source[16..24].copy_from_slice(&campaign.to_be_bytes());
    source[28..].copy_from_slice(&number.to_be_bytes());
    source
}
