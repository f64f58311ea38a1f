//! Rewards by a list that the committee confirms (R3, R5).

use super::{
    LISTED, LOOKS, Outcome, REASON, out_of_range, position, seconds_from, trimmed, ways::other_way,
};
use crate::{Due, Model, Refusal, committee};
use alloy_primitives::Address;
use wepos_abi::{ICampaigns, addresses};

/// Lines of one call.
const LINES: usize = 32;

/// How far a list is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// Lines that the committee confirmed.
    pub confirmed: u32,
    /// Lines that were looked at to be paid.
    pub paid: u32,
    /// From when the last confirmed ones are.
    pub paid_from_ms: u64,
}

impl Model {
    /// Adds lines: all, or none.
    pub(super) fn post(
        &mut self,
        sender: Address,
        call: &ICampaigns::postCall,
    ) -> Result<(), Refusal> {
        let (id, lines) = (call.campaign, &call.lines);
        if !(1..=LINES).contains(&lines.len()) {
            let count = lines.len() as u128;
            return Err(out_of_range("lines", count, 1, LINES as u128));
        }
        let organiser = self.listed(id)?;
        if sender != organiser {
            return Err(ICampaigns::NotOrganiser {
                campaign: id,
                organiser,
            }
            .into());
        }
        // Whether a line fits depends on those before it.
        let before = (self.campaigns.clone(), self.emission.clone());
        let told = self.logs.len();
        for line in lines {
            if let Err(refusal) = self.add_line(id, line) {
                (self.campaigns, self.emission) = before;
                self.logs.truncate(told);
                return Err(refusal);
            }
        }
        Ok(())
    }

    /// The organiser of a campaign with a list.
    fn listed(&self, id: u64) -> Result<Address, Refusal> {
        let campaign = self.campaign(id)?;
        if campaign.decided_by != LISTED {
            return Err(other_way(id, campaign.decided_by));
        }
        Ok(campaign.organiser)
    }

    /// What a confirmation asks for; whom it benefits.
    pub(super) fn check_award(&self, id: u64, through: u32) -> Result<Address, Refusal> {
        let organiser = self.listed(id)?;
        let campaign = self.campaign(id)?;
        let (posted, confirmed) = (campaign.submissions.len() as u32, campaign.list.confirmed);
        if through <= confirmed || through > posted {
            return Err(ICampaigns::NothingToConfirm {
                campaign: id,
                posted,
                confirmed,
            }
            .into());
        }
        let until = self.decisions_until(campaign.stage);
        if self.now_ms >= until {
            return Err(ICampaigns::DecisionsOver {
                campaign: id,
                closedAt: until / 1000,
            }
            .into());
        }
        Ok(organiser)
    }

    /// Confirms lines; they are paid after the time for corrections.
    pub(super) fn award(&mut self, sender: Address, id: u64, through: u32) -> Result<(), Refusal> {
        committee::by_decision(sender)?;
        self.check_award(id, through)?;
        let paid_from_ms = self.now_ms + self.term("correctionDays");
        let list = &mut self.campaign_mut(id).list;
        let first = list.confirmed + 1;
        (list.confirmed, list.paid_from_ms) = (through, paid_from_ms);
        self.schedule(paid_from_ms, Due::PayList(id, first, through));
        let event = ICampaigns::AwardsConfirmed {
            campaign: id,
            first,
            last: through,
            paidFrom: seconds_from(paid_from_ms),
        };
        self.emit(addresses::CAMPAIGNS, &event);
        Ok(())
    }

    /// Strikes a line that is not paid: the organiser, a reviewer or a member.
    pub(super) fn strike(
        &mut self,
        sender: Address,
        call: &ICampaigns::strikeCall,
    ) -> Result<(), Refusal> {
        let (id, number) = (call.campaign, call.submission);
        let reason = trimmed("reason", &call.reason, 1, REASON)?;
        let organiser = self.listed(id)?;
        let submission = self.submission(id, number)?;
        if submission.outcome != Outcome::Open || !self.is_alive(id) {
            return Err(self.not_open(id, number));
        }
        if sender != organiser {
            self.check_reviews(sender)?;
            self.check_interest(sender, id, &submission)?;
        }
        self.close_case(id, &submission);
        self.submission_mut(id, number).decided_by = sender;
        let event = ICampaigns::Decided {
            campaign: id,
            submission: number,
            reviewer: sender,
            approved: false,
            reason,
        };
        self.emit(addresses::CAMPAIGNS, &event);
        self.refuse(id, number);
        if !self.submission_mut(id, number).has_place {
            self.give_places(id);
        }
        Ok(())
    }

    /// Pays some confirmed lines, in order.
    pub(crate) fn pay_list(&mut self, id: u64, next: u32, last: u32) {
        if !self.is_alive(id) {
            return;
        }
        let end = (next + LOOKS as u32).min(last + 1);
        for number in next..end {
            let submission = self.submission_mut(id, number).clone();
            if submission.outcome != Outcome::Open {
                continue;
            }
            self.close_case(id, &submission);
            let account = submission.account;
            let barred = self.check_barred(account);
            if let Err(cause) = barred.and_then(|()| self.check_seatless(account)) {
                self.exclude(id, number, cause);
            } else {
                self.approve_submission(id, number);
            }
        }
        let list = &mut self.campaign_mut(id).list;
        list.paid = list.paid.max(end - 1);
        if end <= last {
            self.schedule(self.now_ms, Due::PayList(id, end, last));
        }
    }

    /// A case lets a line go: if it is confirmed, it is paid with the last that are.
    pub(super) fn pay_late(&mut self, id: u64, number: u32) {
        let list = self.campaigns.all[position(id)].list;
        if number <= list.confirmed {
            let at = list.paid_from_ms.max(self.now_ms);
            self.schedule(at, Due::PayList(id, number, number));
        }
    }
}
