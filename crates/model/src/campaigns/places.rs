//! Who has a place, who is next, and what is paid.

use super::{
    Before, LOOKS, Outcome, SCORED, Submission, TICKET, position, submissions::anchor_source,
};
use crate::{Due, Model};
use alloy_primitives::U256;
use wepos_abi::{ICampaigns, IReputation, addresses};

impl Model {
    /// Whether a place is free: while the stage runs each has its budget, after it there is what became free.
    pub(super) fn has_room(&self, id: u64, nominal: u128) -> bool {
        let campaign = &self.campaigns.all[position(id)];
        match self.campaign_status(id) {
            6 => false,
            _ if campaign.decided_by == SCORED => campaign.pool > 0,
            5 => campaign.spare >= nominal,
            _ => campaign.taken() < campaign.places,
        }
    }

    pub(super) fn take_place(&mut self, id: u64, number: u32) {
        let ended = self.campaign_status(id) == 5;
        let submission = self.submission_mut(id, number);
        submission.has_place = true;
        // What is held for a winner was held for all before.
        let mine = self.campaign_mut(id);
        if mine.decided_by == SCORED {
            mine.pool -= 1;
            return;
        }
        let submission = self.submission_mut(id, number);
        let (nominal, reviewer) = (submission.nominal, submission.reviewer);
        let undecided = submission.outcome == Outcome::Open;
        let campaign = self.campaign_mut(id);
        let stage = campaign.stage;
        if ended {
            campaign.spare -= nominal;
        }
        self.hold(stage, nominal);
        if undecided {
            self.load(stage, reviewer).undecided_amount += nominal;
        }
    }

    pub(super) fn free_place(&mut self, id: u64, number: u32) {
        let submission = self.submission_mut(id, number);
        submission.has_place = false;
        let nominal = submission.nominal;
        let mine = self.campaign_mut(id);
        if mine.decided_by == SCORED {
            mine.pool += 1;
            return;
        }
        let stage = self.campaigns.all[position(id)].stage;
        if self.now_ms >= self.stage_end(stage) {
            self.campaign_mut(id).spare += nominal;
        }
        self.unhold(stage, nominal);
    }

    /// A case is nobody's to decide any more.
    pub(super) fn close_case(&mut self, id: u64, submission: &Submission) {
        let stage = self.campaigns.all[position(id)].stage;
        let load = self.load(stage, submission.reviewer);
        load.undecided -= 1;
        if submission.has_place {
            load.undecided_amount -= submission.nominal;
        }
    }

    /// A case is somebody's to decide again.
    pub(super) fn open_case(&mut self, id: u64, submission: &Submission) {
        let stage = self.campaigns.all[position(id)].stage;
        let load = self.load(stage, submission.reviewer);
        load.undecided += 1;
        if submission.has_place {
            load.undecided_amount += submission.nominal;
        }
    }

    pub(super) fn pay_submission(&mut self, id: u64, number: u32) {
        let campaign = &self.campaigns.all[position(id)];
        let (stage, base, multiplier) = (campaign.stage, campaign.base, campaign.multiplier);
        let decided_by = campaign.decided_by;
        let before = super::drafts::budget(campaign) - campaign.paid();
        let submission = self.submission_mut(id, number);
        submission.outcome = Outcome::Rewarded;
        let (account, author, nominal) =
            (submission.account, submission.author, submission.nominal);
        self.pay(stage, account, nominal);
        self.person(author).open.remove(&id);
        if decided_by == TICKET {
            self.anchor(account, 1, anchor_source(id, number));
        }
        let token = (U256::from(id) << 32) | U256::from(number);
        let event = IReputation::Locked { tokenId: token };
        self.emit(addresses::REPUTATION, &event);
        let event = ICampaigns::Rewarded {
            campaign: id,
            submission: number,
            account,
            amount: U256::from(nominal),
            base: U256::from(base),
            multiplier: U256::from(multiplier),
            budgetBefore: U256::from(before),
            budgetAfter: U256::from(before - nominal),
        };
        self.emit(addresses::CAMPAIGNS, &event);
    }

    /// Free places go to appeals first, then in order of submission; the approved are paid at once.
    pub(crate) fn give_places(&mut self, id: u64) {
        if !self.is_alive(id) {
            return;
        }
        for _ in 0..LOOKS {
            let campaign = &self.campaigns.all[position(id)];
            let by_appeal = !campaign.appeals.is_empty();
            let Some(&number) = campaign.appeals.front().or(campaign.line.front()) else {
                return;
            };
            let submission = &campaign.submissions[number as usize - 1];
            let waits = match submission.outcome {
                Outcome::Approved => true,
                Outcome::Open => !by_appeal,
                Outcome::Appealed { .. } => by_appeal,
                Outcome::Contested { before, .. } => match before {
                    Before::Approved => true,
                    Before::Open => !by_appeal,
                    Before::Appealed { .. } => by_appeal,
                    Before::Unanchored => false,
                },
                _ => false,
            };
            let (account, approved) = (submission.account, submission.outcome == Outcome::Approved);
            let waits = waits && !submission.has_place;
            if waits && approved && self.bar_of(account).is_some() {
                self.forfeit(id, number);
            } else if waits {
                if !self.has_room(id, submission.nominal) {
                    return;
                }
                self.take_place(id, number);
                let event = ICampaigns::PlaceTaken {
                    campaign: id,
                    submission: number,
                    account,
                };
                self.emit(addresses::CAMPAIGNS, &event);
                if approved {
                    self.pay_submission(id, number);
                }
            }
            let campaign = self.campaign_mut(id);
            if by_appeal {
                campaign.appeals.pop_front();
            } else {
                campaign.line.pop_front();
            }
        }
        let campaign = &self.campaigns.all[position(id)];
        if !campaign.appeals.is_empty() || !campaign.line.is_empty() {
            self.schedule(self.now_ms, Due::GivePlaces(id));
        }
    }
}
