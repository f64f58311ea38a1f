//! What fraud cases say about submissions and accounts (R24): what they contest is neither decided nor paid, and whom
//! they bar is paid nothing.

use super::{Place, RewardBooks, Standing};
use alloy_primitives::Address;
use wepos_abi::{ICampaigns, ICases::ICasesEvents as Cases};

impl RewardBooks {
    pub(super) fn cases(&mut self, event: &Cases) {
        if let Cases::Ended(it) = event
            && it.barredUntil > 0
        {
            let until = self.barred.entry(it.account).or_default();
            *until = it.barredUntil.max(*until);
        }
    }

    pub(super) fn contested(&mut self, event: &ICampaigns::Contested) {
        let key = (event.campaign, event.submission);
        if let Some(submission) = self.submissions.get_mut(&key) {
            submission.contested = true;
        }
    }

    pub(super) fn contest_ended(&mut self, event: &ICampaigns::ContestEnded) {
        let key = (event.campaign, event.submission);
        if let Some(submission) = self.submissions.get_mut(&key) {
            submission.contested = false;
        }
        if event.restored {
            self.caught_up(event.campaign, event.submission);
        } else {
            self.lost(event.campaign, event.submission);
        }
    }

    /// A submission is not paid any more, whatever was decided about it.
    pub(super) fn lost(&mut self, id: u64, number: u32) {
        let Some(submission) = self.submissions.get_mut(&(id, number)) else {
            return;
        };
        let before = std::mem::replace(&mut submission.standing, Standing::Refused);
        let campaign = self.campaigns.get_mut(&id);
        if let (Standing::Approved, Some(campaign)) = (before, campaign) {
            let taking = campaign.accounts.entry(submission.account).or_default();
            taking.approved = taking.approved.saturating_sub(1);
        }
    }

    /// What is paid is contested by no case, and its account not barred.
    pub(super) fn check_contests(
        &self,
        place: &mut Place<'_>,
        (id, number): (u64, u32),
        account: Address,
    ) {
        let submission = self.submissions.get(&(id, number));
        if submission.is_some_and(|submission| submission.contested) {
            let english =
                format!("submission {number} of campaign {id} is paid while a case contests it");
            let chinese = format!("活动 {id} 的提交 {number} 在违规案件结案之前即已支付");
            place.wrong("I6", english, chinese).account = Some(account);
        }
        if self.is_barred(place, account) {
            let english = format!("campaign {id} pays an account that a case bars");
            let chinese = format!("活动 {id} 向因违规案件受限的账户支付了奖励");
            place.wrong("I6", english, chinese).account = Some(account);
        }
    }

    /// Whether a case bars an account now.
    pub(super) fn is_barred(&self, place: &Place<'_>, account: Address) -> bool {
        let until = self.barred.get(&account).copied().unwrap_or(0);
        // Until is told in whole seconds, rounded up.
        place.time.ceil_seconds() < until
    }
}
