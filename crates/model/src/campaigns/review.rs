//! Reviewers decide, two others hear the appeal.

use super::{
    LISTED, Outcome, REASON, REVIEWER, SCORED, Submission, position, seconds_from,
    submissions::{anchor_source, not_author},
    trimmed,
    ways::other_way,
};
use crate::{Due, Model, Refusal};
use alloy_primitives::Address;
use wepos_abi::{ICampaigns, addresses};

/// Who hears an appeal.
const JUDGES: usize = 2;

impl Model {
    pub(super) fn decide(
        &mut self,
        sender: Address,
        call: &ICampaigns::decideCall,
    ) -> Result<(), Refusal> {
        let (id, number, approved) = (call.campaign, call.submission, call.approved);
        let reason = trimmed("reason", &call.reason, 1, REASON)?;
        let submission = self.submission(id, number)?;
        self.check_decider(sender, id, number, &submission)?;
        if approved {
            self.check_approvable(id, submission.account)?;
        }
        self.close_case(id, &submission);
        let stage = self.campaigns.all[position(id)].stage;
        if self.reviewers().contains(&sender) {
            self.load(stage, sender).decided += 1;
        }
        self.submission_mut(id, number).decided_by = sender;
        let event = ICampaigns::Decided {
            campaign: id,
            submission: number,
            reviewer: sender,
            approved,
            reason,
        };
        self.emit(addresses::CAMPAIGNS, &event);
        if approved {
            self.approve_submission(id, number);
        } else {
            self.refuse(id, number);
            if !self.submission_mut(id, number).has_place {
                self.give_places(id);
            }
        }
        Ok(())
    }

    /// Who is barred is rewarded by nobody (R24), and several authors may have nominated one account.
    pub(super) fn check_approvable(&mut self, id: u64, account: Address) -> Result<(), Refusal> {
        self.check_barred(account)?;
        self.check_rewards(id, account)
    }

    /// Until when a submission of a stage can be decided for the first time (R5).
    pub(super) fn decisions_until(&self, stage: usize) -> u64 {
        let until = self.stage_end(stage) + self.term("firstDecisionDays");
        until.min(self.settles_at(stage))
    }

    fn check_decider(
        &self,
        sender: Address,
        id: u64,
        number: u32,
        submission: &Submission,
    ) -> Result<(), Refusal> {
        let way = self.campaign(id)?.decided_by;
        if matches!(way, SCORED | LISTED) {
            return Err(other_way(id, way));
        }
        if submission.outcome != Outcome::Open || !self.is_alive(id) {
            return Err(self.not_open(id, number));
        }
        let reviews = self.check_reviews(sender)?;
        self.check_in_time(id, submission)?;
        self.check_interest(sender, id, submission)?;
        let responsible = submission.reviewer;
        let everybodys = submission.submitted_ms + self.term("unopenedCaseDays");
        if (reviews && sender == responsible) || self.now_ms >= everybodys {
            return Ok(());
        }
        let left = !self.reviewers().contains(&responsible)
            || self.check_interest(responsible, id, submission).is_err();
        if reviews && left {
            return Ok(());
        }
        Err(ICampaigns::NotResponsible {
            campaign: id,
            submission: number,
            reviewer: responsible,
            availableFrom: seconds_from(everybodys),
        }
        .into())
    }

    /// A reviewer, or a member of the committee; whether it is the first.
    pub(super) fn check_reviews(&self, sender: Address) -> Result<bool, Refusal> {
        let reviews = self.reviewers().contains(&sender);
        if reviews || self.is_member(sender) {
            return Ok(reviews);
        }
        Err(ICampaigns::NotReviewer { account: sender }.into())
    }

    /// What a case has let go has time until the settlement ends.
    pub(super) fn check_in_time(&self, id: u64, submission: &Submission) -> Result<(), Refusal> {
        let until = self.decisions_until(self.campaign(id)?.stage);
        if self.now_ms < until || submission.released {
            return Ok(());
        }
        Err(ICampaigns::DecisionsOver {
            campaign: id,
            closedAt: until / 1000,
        }
        .into())
    }

    /// Neither author nor organiser, nor affiliated with one; nor who is nominated.
    pub(super) fn check_interest(
        &self,
        account: Address,
        id: u64,
        submission: &Submission,
    ) -> Result<(), Refusal> {
        let parties = [
            submission.account,
            self.campaign(id)?.organiser,
            submission.author,
        ];
        for party in parties {
            if self.affiliated(account, party) {
                return Err(ICampaigns::Recused { account, party }.into());
            }
        }
        Ok(())
    }

    pub(super) fn approve_submission(&mut self, id: u64, number: u32) {
        let submission = self.submission_mut(id, number);
        submission.outcome = Outcome::Approved;
        let (account, has_place, before) =
            (submission.account, submission.has_place, submission.nominal);
        // Approvals since it was submitted make it a further reward.
        let nominal = self.nominal(id, account).min(before);
        if nominal < before {
            if has_place {
                self.free_place(id, number);
            }
            self.submission_mut(id, number).nominal = nominal;
            if has_place {
                self.take_place(id, number);
            }
        }
        *self.person(account).approved.entry(id).or_default() += 1;
        self.anchor(account, 3, anchor_source(id, number));
        if has_place {
            self.pay_submission(id, number);
        }
    }

    /// The place is free at once; unless the appeal reaches beyond the stage's end, where what is free would burn.
    pub(super) fn refuse(&mut self, id: u64, number: u32) {
        let until = self.now_ms + self.term("appealDays");
        let running = self.running_index();
        let submission = self.submission_mut(id, number);
        submission.outcome = Outcome::Refused {
            appeal_ms: Some(until),
        };
        let (account, author, has_place) =
            (submission.account, submission.author, submission.has_place);
        let campaign = self.campaign_mut(id);
        campaign.appealable_ms = campaign.appealable_ms.max(until);
        let (stage, way) = (campaign.stage, campaign.decided_by);
        // Another nomination of the account was approved first: that is nobody's fault.
        let is_fault = way == REVIEWER && self.check_rewards(id, account).is_ok();
        let person = self.person(author);
        person.open.remove(&id);
        if is_fault {
            *person.refusals.entry(running).or_default() += 1;
        }
        if has_place && until > self.stage_end(stage) {
            self.schedule(until, Due::EndRefusal(id, number));
        } else if has_place {
            self.free_place(id, number);
        }
    }

    /// A refusal can be appealed no more: the place it kept is free.
    pub(crate) fn end_refusal(&mut self, id: u64, number: u32) {
        let submission = &self.campaigns.all[position(id)].submissions[number as usize - 1];
        let refused = matches!(submission.outcome, Outcome::Refused { .. });
        if refused && submission.has_place && self.is_alive(id) {
            self.free_place(id, number);
            self.give_places(id);
        }
    }

    pub(super) fn appeal(
        &mut self,
        sender: Address,
        call: &ICampaigns::appealCall,
    ) -> Result<(), Refusal> {
        let (id, number) = (call.campaign, call.submission);
        let reason = trimmed("reason", &call.reason, 1, REASON)?;
        let submission = self.submission(id, number)?;
        let (account, author) = (submission.account, submission.author);
        if ![account, author].contains(&sender) {
            return Err(not_author(id, number, author));
        }
        let Outcome::Refused {
            appeal_ms: Some(until),
        } = submission.outcome
        else {
            return Err(self.not_open(id, number));
        };
        let stage = self.campaign(id)?.stage;
        let until = until.min(self.settles_at(stage));
        if self.now_ms >= until {
            return Err(ICampaigns::AppealTimeOver {
                closedAt: until / 1000,
            }
            .into());
        }
        self.check_person(id, author, account)?;
        let judges = self.judges(id, &submission)?;
        let until = self.now_ms + self.term("appealDecisionDays");
        let until = until.min(self.settles_at(stage));
        let mine = self.submission_mut(id, number);
        mine.outcome = Outcome::Appealed { until_ms: until };
        mine.judges = judges.iter().map(|judge| (*judge, None)).collect();
        self.person(author).open.insert(id, number);
        if !submission.has_place {
            let first = self.campaigns.all[position(id)].appeals.is_empty();
            if first && self.has_room(id, submission.nominal) {
                self.take_place(id, number);
            } else {
                self.campaign_mut(id).appeals.push_back(number);
            }
        }
        for judge in &judges {
            self.load(stage, *judge).appeals_assigned += 1;
        }
        self.schedule(until, Due::EndAppeal(id, number));
        let event = ICampaigns::Appealed {
            campaign: id,
            submission: number,
            account,
            judges,
            reason,
        };
        self.emit(addresses::CAMPAIGNS, &event);
        Ok(())
    }

    /// The next two after the first of those who decided, who have no part in it.
    fn judges(&self, id: u64, submission: &Submission) -> Result<Vec<Address>, Refusal> {
        let reviewers = self.reviewers();
        let scorers = submission.scores.iter().map(|score| score.reviewer);
        let deciders: Vec<Address> = scorers.chain([submission.decided_by]).collect();
        let from = reviewers
            .iter()
            .position(|reviewer| deciders.contains(reviewer));
        let mut order = reviewers.to_vec();
        order.rotate_left(from.unwrap_or(0));
        order.retain(|reviewer| {
            !deciders.contains(reviewer) && self.check_interest(*reviewer, id, submission).is_ok()
        });
        if order.len() < JUDGES {
            return Err(ICampaigns::TooFewJudges {
                eligible: order.len() as u32,
                needed: JUDGES as u32,
            }
            .into());
        }
        order.truncate(JUDGES);
        Ok(order)
    }

    pub(super) fn decide_appeal(
        &mut self,
        judge: Address,
        call: &ICampaigns::decideAppealCall,
    ) -> Result<(), Refusal> {
        let (id, number, overturn) = (call.campaign, call.submission, call.overturn);
        let reason = trimmed("reason", &call.reason, 1, REASON)?;
        let submission = self.submission(id, number)?;
        let Outcome::Appealed { until_ms } = submission.outcome else {
            return Err(self.not_open(id, number));
        };
        if self.now_ms >= until_ms {
            return Err(ICampaigns::HearingOver {
                closedAt: until_ms / 1000,
            }
            .into());
        }
        let mut judges = submission.judges.iter();
        match judges.find(|(account, _)| *account == judge) {
            None => return Err(ICampaigns::NotJudge { account: judge }.into()),
            Some((_, Some(_))) => {
                return Err(ICampaigns::AlreadyHeard { account: judge }.into());
            }
            Some((_, None)) => {}
        }
        self.check_interest(judge, id, &submission)?;
        let mut others = submission.judges.iter().filter(|one| one.0 != judge);
        if overturn && others.all(|(_, vote)| *vote == Some(true)) {
            self.check_approvable(id, submission.account)?;
        }
        let stage = self.campaign(id)?.stage;
        let judges = &mut self.submission_mut(id, number).judges;
        for hearing in judges.iter_mut().filter(|hearing| hearing.0 == judge) {
            hearing.1 = Some(overturn);
        }
        let unanimous = judges.iter().all(|(_, vote)| *vote == Some(true));
        self.load(stage, judge).appeals_heard += 1;
        let event = ICampaigns::AppealHeard {
            campaign: id,
            submission: number,
            judge,
            overturn,
            reason,
        };
        self.emit(addresses::CAMPAIGNS, &event);
        if unanimous || !overturn {
            self.end_appeal_with(id, number, unanimous);
        }
        Ok(())
    }

    /// The time of a hearing is over: the refusal stands.
    pub(crate) fn end_appeal(&mut self, id: u64, number: u32) {
        let submission = &self.campaigns.all[position(id)].submissions[number as usize - 1];
        let waits = match submission.outcome {
            Outcome::Appealed { until_ms } => until_ms <= self.now_ms,
            _ => false,
        };
        if waits && self.is_alive(id) {
            self.end_appeal_with(id, number, false);
        }
    }

    fn end_appeal_with(&mut self, id: u64, number: u32, overturned: bool) {
        let event = ICampaigns::AppealEnded {
            campaign: id,
            submission: number,
            overturned,
        };
        self.emit(addresses::CAMPAIGNS, &event);
        let running = self.running_index();
        let way = self.campaigns.all[position(id)].decided_by;
        let submission = self.submission_mut(id, number);
        let (author, has_place) = (submission.author, submission.has_place);
        if overturned {
            if way == REVIEWER {
                let refusals = self.person(author).refusals.entry(running).or_default();
                *refusals = refusals.saturating_sub(1);
            }
            return self.approve_submission(id, number);
        }
        submission.outcome = Outcome::Refused { appeal_ms: None };
        self.person(author).open.remove(&id);
        if has_place {
            self.free_place(id, number);
            self.give_places(id);
        }
    }
}
