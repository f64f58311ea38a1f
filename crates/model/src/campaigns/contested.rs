//! What cases do to claims and accounts (R24): a claim that a case names is neither decided nor paid until the case
//! ends. It keeps its place, and takes one when its turn comes.

use super::{
    AT_ONCE, Campaign, GRADER, LISTED, Outcome, SCORED, Submission, TICKET, position, seconds_from,
};
use crate::{Due, Model, Refusal};
use alloy_primitives::{Address, B256};
use wepos_abi::{ICampaigns, addresses};

/// What a claim is while no case names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Before {
    /// Undecided.
    Open,
    /// Approved, and waiting for a place.
    Approved,
    /// Heard, for so much longer.
    Appealed {
        /// In milliseconds.
        left_ms: u64,
    },
    /// Waiting for an anchor.
    Unanchored,
}

/// What keeps somebody, or something, from new rewards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bar {
    /// Until when.
    pub until_ms: u64,
    /// By which case.
    pub case: u64,
}

impl Submission {
    /// Whether it waits for an anchor, under a case or not.
    pub(super) fn waits(&self) -> bool {
        let contested = |outcome| match outcome {
            Outcome::Contested { before, .. } => before == Before::Unanchored,
            outcome => outcome == Outcome::Waiting,
        };
        contested(self.outcome)
    }
}

impl Campaign {
    /// Whether what a submission rests on is its content, which others could bring as well.
    fn has_content(&self) -> bool {
        self.form.is_empty() && !matches!(self.decided_by, TICKET | GRADER | AT_ONCE)
    }
}

impl Model {
    /// What a claim is that a case may name: unpaid, and in no case before.
    pub(crate) fn contestable(&self, id: u64, number: u32) -> Option<Before> {
        let campaign = &self.campaigns.all[position(id)];
        let submission = &campaign.submissions[number as usize - 1];
        let now_ms = self.now_ms;
        let before = match submission.outcome {
            Outcome::Waiting if self.campaign_status(id) == 3 => Before::Unanchored,
            _ if !self.is_alive(id) => return None,
            Outcome::Open => Before::Open,
            Outcome::Approved => Before::Approved,
            Outcome::Appealed { until_ms } if now_ms < until_ms => Before::Appealed {
                left_ms: until_ms - now_ms,
            },
            _ => return None,
        };
        (!submission.released).then_some(before)
    }

    /// Whether somebody is responsible for a decision about an open submission: one with all its scores has none to
    /// come.
    fn is_counted(&self, id: u64, submission: &Submission) -> bool {
        let campaign = &self.campaigns.all[position(id)];
        campaign.decided_by != SCORED || !campaign.is_complete(submission)
    }

    /// Names a claim in a case.
    pub(crate) fn contest(&mut self, case: u64, id: u64, number: u32) {
        let before = self.contestable(id, number).expect("it was checked");
        let submission = self.submission_mut(id, number).clone();
        // Nobody can blame the reviewer for what a case keeps undecided.
        if before == Before::Open && self.is_counted(id, &submission) {
            self.close_case(id, &submission);
        }
        self.submission_mut(id, number).outcome = Outcome::Contested { case, before };
        let event = ICampaigns::Contested {
            campaign: id,
            submission: number,
            account: submission.account,
            caseId: case,
        };
        self.emit(addresses::CAMPAIGNS, &event);
    }

    fn contested_by(&mut self, case: u64, id: u64, number: u32) -> Option<Before> {
        match self.submission_mut(id, number).outcome {
            Outcome::Contested { case: by, before } if by == case => Some(before),
            _ => None,
        }
    }

    fn end_contest(&mut self, case: u64, id: u64, number: u32, restored: bool) {
        let event = ICampaigns::ContestEnded {
            campaign: id,
            submission: number,
            account: self.submission_mut(id, number).account,
            caseId: case,
            restored,
        };
        self.emit(addresses::CAMPAIGNS, &event);
    }

    /// The case did not hold: a claim is what it was.
    pub(crate) fn release_claim(&mut self, case: u64, id: u64, number: u32) {
        let Some(before) = self.contested_by(case, id, number) else {
            return;
        };
        if !self.is_alive(id) && before != Before::Unanchored {
            return;
        }
        self.end_contest(case, id, number, true);
        let (now_ms, status) = (self.now_ms, self.campaign_status(id));
        let (stage, way) = {
            let campaign = &self.campaigns.all[position(id)];
            (campaign.stage, campaign.decided_by)
        };
        let submission = self.submission_mut(id, number);
        submission.released = true;
        match before {
            Before::Open => {
                submission.outcome = Outcome::Open;
                let submission = submission.clone();
                if self.is_counted(id, &submission) {
                    self.open_case(id, &submission);
                }
                match way {
                    SCORED => self.tell_late(id, number),
                    LISTED => self.pay_late(id, number),
                    _ => {}
                }
            }
            Before::Approved => {
                submission.outcome = Outcome::Approved;
                let (account, has_place) = (submission.account, submission.has_place);
                if has_place && self.bar_of(account).is_some() {
                    self.free_place(id, number);
                    self.forfeit(id, number);
                    self.give_on(id);
                } else if has_place {
                    self.pay_submission(id, number);
                }
            }
            Before::Appealed { left_ms } => {
                let until_ms = (now_ms + left_ms).min(self.settles_at(stage));
                self.submission_mut(id, number).outcome = Outcome::Appealed { until_ms };
                self.schedule(until_ms, Due::EndAppeal(id, number));
            }
            Before::Unanchored if status == 3 => submission.outcome = Outcome::Waiting,
            Before::Unanchored => {
                self.stop_waiting(id, number);
                let closed_at = self.campaigns.all[position(id)].closes_ms / 1000;
                let cause = ICampaigns::CampaignClosed {
                    campaign: id,
                    closedAt: closed_at,
                };
                self.leave_unpaid(id, number, cause.into());
            }
        }
    }

    /// The case is proven: a claim is refused for good, its place is free, its content barred.
    pub(crate) fn refuse_claim(&mut self, bar: Bar, id: u64, number: u32) {
        let Some(before) = self.contested_by(bar.case, id, number) else {
            return;
        };
        let campaign = &self.campaigns.all[position(id)];
        let way = campaign.decided_by;
        let submission = campaign.submissions[number as usize - 1].clone();
        if campaign.has_content() {
            let bars = &mut self.campaigns.barred_facts;
            longer(bars.entry(submission.fact).or_insert(bar), bar);
        }
        if !self.is_alive(id) && before != Before::Unanchored {
            return;
        }
        self.submission_mut(id, number).outcome = Outcome::Refused { appeal_ms: None };
        match before {
            Before::Approved => {
                let approved = &mut self.person(submission.account).approved;
                *approved.entry(id).or_default() -= 1;
            }
            Before::Unanchored => self.stop_waiting(id, number),
            Before::Open | Before::Appealed { .. } if way == SCORED => {
                self.release_places(id);
                self.announce_when_due(id);
            }
            Before::Open | Before::Appealed { .. } => {}
        }
        self.person(submission.author).open.remove(&id);
        if submission.has_place {
            self.free_place(id, number);
            self.give_on(id);
        }
        self.end_contest(bar.case, id, number, false);
    }

    /// A place is free: who waits for it is looked at next.
    fn give_on(&mut self, id: u64) {
        let campaign = &self.campaigns.all[position(id)];
        if !campaign.line.is_empty() || !campaign.appeals.is_empty() {
            self.schedule(self.now_ms, Due::GivePlaces(id));
        }
    }

    /// The turn of what was approved has come, and its account is barred.
    pub(super) fn forfeit(&mut self, id: u64, number: u32) {
        let account = self.submission_mut(id, number).account;
        *self.person(account).approved.entry(id).or_default() -= 1;
        let cause = self.check_barred(account).expect_err("it was asked");
        self.leave_unpaid(id, number, cause);
    }

    /// What would be approved now is not, because of its account.
    pub(super) fn exclude(&mut self, id: u64, number: u32, cause: Refusal) {
        if self.submission_mut(id, number).has_place {
            self.free_place(id, number);
            self.give_on(id);
        }
        self.leave_unpaid(id, number, cause);
    }

    /// Tells that something is not paid, and why.
    pub(super) fn leave_unpaid(&mut self, id: u64, number: u32, Refusal(cause): Refusal) {
        let submission = self.submission_mut(id, number);
        submission.outcome = Outcome::Unpaid;
        let (account, author) = (submission.account, submission.author);
        self.person(author).open.remove(&id);
        let event = ICampaigns::ResultNotPaid {
            campaign: id,
            submission: number,
            account,
            cause,
        };
        self.emit(addresses::CAMPAIGNS, &event);
    }

    pub(crate) fn bar_account(&mut self, account: Address, bar: Bar) {
        longer(self.campaigns.bars.entry(account).or_insert(bar), bar);
    }

    /// What bars an account now.
    pub fn bar_of(&self, account: Address) -> Option<Bar> {
        let bar = self.campaigns.bars.get(&account).copied();
        bar.filter(|bar| self.now_ms < bar.until_ms)
    }

    /// What bars a content now.
    pub fn bar_of_fact(&self, fact: B256) -> Option<Bar> {
        let bar = self.campaigns.barred_facts.get(&fact).copied();
        bar.filter(|bar| self.now_ms < bar.until_ms)
    }

    pub(super) fn check_barred(&self, account: Address) -> Result<(), Refusal> {
        match self.bar_of(account) {
            Some(bar) => Err(ICampaigns::AccountBarred {
                account,
                availableFrom: seconds_from(bar.until_ms),
                caseId: bar.case,
            }
            .into()),
            None => Ok(()),
        }
    }
}

/// Of two bars, the one that holds longer.
fn longer(known: &mut Bar, bar: Bar) {
    if known.until_ms <= bar.until_ms {
        *known = bar;
    }
}
