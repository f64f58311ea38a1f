//! What no reviewer decides (R14, R21): the campaign's key signed it for this account and in time, no reviewer has
//! stopped that key, and a day pays no more than its share of the budget.

use super::{
    BY_GRADER, BY_NOBODY, BY_TICKET, Campaign, Place, RewardBooks, Standing, Submission, amount,
    facts,
};
use alloy_consensus::crypto::secp256k1::recover_signer;
use alloy_primitives::{Address, B256, Signature, U256, keccak256};
use alloy_sol_types::SolCall as _;
use wepos_abi::{
    ICampaigns,
    attestation::{Redemption, campaigns_domain, digest},
};

/// What a campaign with a daily ceiling paid on the last day on which it paid anything.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Today {
    /// Counted from the opening, from 1; 0 before the first payment.
    day: u64,
    paid: U256,
    ceiling: U256,
}

/// Why something redeemed does not hold, in English and Chinese.
type Objection = (&'static str, &'static str);

/// Who signed a hash, by r, s and v.
pub(super) fn signer(signature: &[u8], hash: B256) -> Option<Address> {
    let signature = Signature::from_raw(signature).ok()?;
    recover_signer(&signature, hash).ok()
}

impl Campaign {
    /// Counts a payment towards the ceiling of its day (R21): what was `left` of the budget when the day began ÷ the
    /// days that were, rounded up to a whole reward.
    pub(super) fn pays_today(
        &mut self,
        place: &mut Place<'_>,
        left: U256,
        event: &ICampaigns::Rewarded,
    ) {
        let (Some(terms), Some(funded)) = (&self.terms, self.funded) else {
            return;
        };
        if !matches!(terms.decidedBy, BY_GRADER | BY_NOBODY) {
            return;
        }
        let length = place.network.calendar().days(1).millis().max(1);
        let [opens, closes] = [terms.opensAt, terms.closesAt].map(|at| at.saturating_mul(1_000));
        let passed = place.time.millis().saturating_sub(opens) / length;
        let day = passed.saturating_add(1);
        if self.today.day != day {
            let begins = opens.saturating_add(passed.saturating_mul(length));
            let days = closes.saturating_sub(begins).div_ceil(length).max(1);
            let reward = funded.base.saturating_mul(funded.multiplier).max(U256::ONE);
            let rewards = left.div_ceil(U256::from(days)).div_ceil(reward);
            self.today = Today {
                day,
                paid: U256::ZERO,
                ceiling: reward.saturating_mul(rewards),
            };
        }
        self.today.paid = self.today.paid.saturating_add(event.amount);
        let Today { paid, ceiling, .. } = self.today;
        if paid > ceiling {
            let id = event.campaign;
            let english = format!("campaign {id} pays more on its day {day} than the day's share");
            let chinese = format!("活动 {id} 在第 {day} 天的支付超过了当日份额");
            let mismatch = place.wrong("I6", english, chinese);
            mismatch.account = Some(event.account);
            mismatch.amounts = Some((amount(ceiling), amount(paid)));
        }
    }
}

impl RewardBooks {
    pub(super) fn key_stopped(&mut self, id: u64) {
        if let Some(campaign) = self.campaigns.get_mut(&id) {
            campaign.stopped = true;
        }
    }

    /// The committee has decided that a key goes on, and executes it in this transaction.
    pub(super) fn key_resumed(&mut self, place: &mut Place<'_>, id: u64) {
        let call = ICampaigns::resumeKeyCall { campaign: id };
        if !self.is_executed(place, &call.abi_encode()) {
            let english =
                format!("the key of campaign {id} goes on and the committee has not decided that");
            let chinese = format!("活动 {id} 的密钥恢复使用，而委员会并未作此决定");
            place.wrong("I6", english, chinese);
        }
        if let Some(campaign) = self.campaigns.get_mut(&id) {
            campaign.stopped = false;
        }
    }

    /// A key that a reviewer stopped pays nothing until the committee lets it go on (R14).
    pub(super) fn check_key(&self, place: &mut Place<'_>, id: u64, account: Address) {
        if self.campaigns.get(&id).is_some_and(|it| it.stopped) {
            let english = format!("campaign {id} pays while its key is stopped");
            let chinese = format!("活动 {id} 在其密钥停用期间支付了奖励");
            place.wrong("I6", english, chinese).account = Some(account);
        }
    }

    /// What was redeemed in this transaction deserves its reward by what was signed off the chain.
    pub(super) fn redeemed(&mut self, place: &mut Place<'_>, event: &ICampaigns::Redeemed) {
        let (id, number) = (event.campaign, event.submission);
        let Some(submission) = self.submissions.get_mut(&(id, number)) else {
            return;
        };
        let terms = self.campaigns.get(&id).and_then(|it| it.terms.as_ref());
        let by = terms.map_or(BY_TICKET, |terms| terms.decidedBy);
        submission.fact = match by {
            BY_TICKET => keccak256(event.number.to_be_bytes()),
            _ => facts::of_account(submission.account, event.number),
        };
        let Some((english, chinese)) = objection(place, terms, submission, event) else {
            submission.standing = Standing::Deserved;
            return;
        };
        let account = submission.account;
        let english = format!("submission {number} of campaign {id} {english}");
        let chinese = format!("活动 {id} 的提交 {number} {chinese}");
        place.wrong("I6", english, chinese).account = Some(account);
    }
}

/// Why what was redeemed does not hold, if it does not: by the call that redeemed it, and its signatures alone.
fn objection(
    place: &Place<'_>,
    terms: Option<&ICampaigns::Terms>,
    submission: &Submission,
    event: &ICampaigns::Redeemed,
) -> Option<Objection> {
    let unsigned = (
        "rests on nothing that its key signed",
        "没有其密钥的有效签名",
    );
    let Ok(call) = ICampaigns::redeemCall::abi_decode(&place.transaction.input) else {
        return Some(unsigned);
    };
    let (said, account) = (&call.attestation, submission.account);
    let domain = campaigns_domain(place.network.chain_id(), place.network.hash());
    let told = (event.campaign, event.number, event.holder, event.data);
    let is_told = (said.campaign, said.number, said.holder, said.data) == told;
    let is_key = terms.is_none_or(|terms| terms.key == event.key);
    let by = terms.map_or(BY_TICKET, |terms| terms.decidedBy);
    let is_signed = signer(&call.signature, digest(said, &domain)) == Some(event.key);
    if !(is_told && is_key && is_signed && matches!(by, BY_TICKET | BY_GRADER)) {
        return Some(unsigned);
    }
    if said.expiresAt != 0 && said.expiresAt <= place.time.whole_seconds() {
        return Some(("rests on what had run out", "所依据的门票或成绩已经过期"));
    }
    let is_for_account = match by {
        BY_TICKET => {
            let redemption = Redemption {
                campaign: said.campaign,
                number: said.number,
                account,
            };
            let agreed = signer(&call.holderSignature, digest(&redemption, &domain));
            agreed == Some(said.holder) && said.holder != account
        }
        _ => said.holder == account,
    };
    if !(is_for_account && call.account == account) {
        return Some((
            "is for another account, by the ticket's own key or by the result",
            "依门票自身密钥的签名或成绩所载，应属于其他账户",
        ));
    }
    let places = terms.map_or(u32::MAX, |terms| terms.places);
    let numbers = 1..=if by == BY_TICKET { places } else { u32::MAX };
    if !numbers.contains(&said.number) {
        return Some(("is a ticket too many", "所用门票的编号超出名额"));
    }
    None
}
