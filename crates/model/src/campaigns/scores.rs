//! Where several reviewers score, and the best are rewarded (WP-44).
//!
//! The ranking is computed anew whenever somebody asks, until the result is fixed.

use super::{
    Before, Campaign, LOOKS, Outcome, REASON, SCORED, Submission, out_of_range, position,
    seconds_from, trimmed, ways::other_way,
};
use crate::{Due, Model, Refusal};
use alloy_primitives::Address;
use std::cmp::Reverse;
use wepos_abi::{ICampaigns, addresses};

/// The most points.
const POINTS: u128 = 100;

/// What one reviewer found a submission worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score {
    /// Who scored it.
    pub reviewer: Address,
    /// Of 100.
    pub points: u8,
    /// When.
    pub at_ms: u64,
    /// Why.
    pub reason: String,
}

/// A submission with all its scores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ranked {
    /// Its number.
    pub number: u32,
    /// The score in the middle.
    pub median: u8,
    /// The sum.
    pub total: u16,
}

/// A result that is fixed.
#[derive(Clone, Debug)]
pub struct Announced {
    /// As it stood then.
    pub ranked: Vec<Ranked>,
    /// How many of them are rewarded.
    pub winners: u32,
    /// The next submission that is told.
    next: u32,
}

impl Campaign {
    /// Whether a submission has all its scores.
    pub(super) fn is_complete(&self, submission: &Submission) -> bool {
        submission.scores.len() >= usize::from(self.scores)
    }

    /// Submissions with all their scores, the best first: by the median, the sum, and who came first.
    #[must_use]
    pub fn ranking(&self) -> Vec<Ranked> {
        if let Some(result) = &self.result {
            return result.ranked.clone();
        }
        let waits = |one: &Submission| {
            matches!(
                one.outcome,
                Outcome::Open
                    | Outcome::Contested {
                        before: Before::Open,
                        ..
                    }
            )
        };
        let mut ranked: Vec<Ranked> = (1..)
            .zip(&self.submissions)
            .filter(|(_, one)| self.decided_by == SCORED && self.is_complete(one) && waits(one))
            .map(|(number, one)| Ranked {
                number,
                median: median(&one.scores),
                total: one.scores.iter().map(|score| u16::from(score.points)).sum(),
            })
            .collect();
        ranked.sort_by_key(|one| (Reverse(one.median), Reverse(one.total), one.number));
        ranked
    }

    /// How many of a ranking are rewarded.
    #[must_use]
    pub fn winners(&self) -> u32 {
        if let Some(result) = &self.result {
            return result.winners;
        }
        let ranking = self.ranking();
        let good = ranking.iter().filter(|one| one.median >= self.threshold);
        (good.count() as u32).min(self.asked)
    }
}

fn median(scores: &[Score]) -> u8 {
    let mut points: Vec<u8> = scores.iter().map(|score| score.points).collect();
    points.sort_unstable();
    points[points.len() / 2]
}

impl Model {
    pub(super) fn score(
        &mut self,
        sender: Address,
        call: &ICampaigns::scoreCall,
    ) -> Result<(), Refusal> {
        let (id, number, points) = (call.campaign, call.submission, call.points);
        let reason = trimmed("reason", &call.reason, 1, REASON)?;
        if u128::from(points) > POINTS {
            return Err(out_of_range("points", points, 0, POINTS));
        }
        let submission = self.submission(id, number)?;
        let reviews = self.check_scorer(sender, id, number, &submission)?;
        let stage = self.campaign(id)?.stage;
        if reviews {
            self.load(stage, sender).decided += 1;
        }
        let event = ICampaigns::Scored {
            campaign: id,
            submission: number,
            reviewer: sender,
            points,
            reason: reason.clone(),
        };
        self.emit(addresses::CAMPAIGNS, &event);
        let score = Score {
            reviewer: sender,
            points,
            at_ms: self.now_ms,
            reason,
        };
        self.submission_mut(id, number).scores.push(score);
        let campaign = self.campaign(id)?;
        if campaign.is_complete(&campaign.submissions[number as usize - 1]) {
            self.close_case(id, &submission);
            self.announce_when_due(id);
            self.tell_late(id, number);
        }
        Ok(())
    }

    /// Whether who may score reviews, and does not only sit in the committee.
    fn check_scorer(
        &self,
        sender: Address,
        id: u64,
        number: u32,
        submission: &Submission,
    ) -> Result<bool, Refusal> {
        let campaign = self.campaign(id)?;
        if campaign.decided_by != SCORED {
            return Err(other_way(id, campaign.decided_by));
        }
        if submission.outcome != Outcome::Open || !self.is_alive(id) {
            return Err(self.not_open(id, number));
        }
        if campaign.is_complete(submission) {
            return Err(ICampaigns::ScoresComplete {
                campaign: id,
                submission: number,
                scores: campaign.scores,
            }
            .into());
        }
        let reviews = self.check_reviews(sender)?;
        self.check_in_time(id, submission)?;
        self.check_interest(sender, id, submission)?;
        if submission.scores.iter().any(|one| one.reviewer == sender) {
            return Err(ICampaigns::AlreadyScored {
                campaign: id,
                submission: number,
                reviewer: sender,
            }
            .into());
        }
        let everybodys = submission.submitted_ms + self.term("unopenedCaseDays");
        let turn = self.scorers(id, number);
        if self.now_ms >= everybodys || (reviews && turn.contains(&sender)) {
            return Ok(reviews);
        }
        Err(ICampaigns::NotResponsible {
            campaign: id,
            submission: number,
            reviewer: submission.reviewer,
            availableFrom: seconds_from(everybodys),
        }
        .into())
    }

    /// Whose turn it is: from the responsible reviewer on, as many as there are scores, without interest.
    pub fn scorers(&self, id: u64, number: u32) -> Vec<Address> {
        let campaign = &self.campaigns.all[position(id)];
        let submission = &campaign.submissions[number as usize - 1];
        let mut order = self.reviewers().to_vec();
        let first = order.iter().position(|one| *one == submission.reviewer);
        order.rotate_left(first.unwrap_or(0));
        order.retain(|one| self.check_interest(*one, id, submission).is_ok());
        order.truncate(campaign.scores.into());
        order
    }

    /// Holds one more place for all, if a new submission can need it.
    pub(super) fn hold_one(&mut self, id: u64) {
        let campaign = self.campaign_mut(id);
        if campaign.taken() < campaign.places {
            campaign.pool += 1;
            let (stage, unit) = (campaign.stage, campaign.unit());
            self.hold(stage, unit);
        }
    }

    /// Gives up places that nobody can need any more, while the stage runs; after it they burn with the settlement.
    pub(super) fn release_places(&mut self, id: u64) {
        let now_ms = self.now_ms;
        let stage = self.campaigns.all[position(id)].stage;
        if now_ms >= self.stage_end(stage) {
            return;
        }
        let campaign = self.campaign_mut(id);
        let spare = campaign.taken() - campaign.needed_places(now_ms).min(campaign.taken());
        let spare = spare.min(campaign.pool);
        campaign.pool -= spare;
        let amount = campaign.unit() * u128::from(spare);
        self.unhold(stage, amount);
    }

    /// Fixes the result when the campaign is closed and all is scored, or when nobody may score any more.
    pub(crate) fn announce_when_due(&mut self, id: u64) {
        let campaign = &self.campaigns.all[position(id)];
        let ranked = campaign.ranking();
        let closed = matches!(self.campaign_status(id), 4 | 5);
        if !closed || campaign.result.is_some() {
            return;
        }
        let unscored = campaign.live() - ranked.len() as u32;
        if unscored > 0 && self.now_ms < self.decisions_until(campaign.stage) {
            return;
        }
        let winners = campaign.winners();
        let event = ICampaigns::ResultAnnounced {
            campaign: id,
            winners,
            ranked: ranked.len() as u32,
            unscored,
        };
        self.campaign_mut(id).result = Some(Announced {
            ranked,
            winners,
            next: 1,
        });
        self.schedule(self.now_ms, Due::TellResult(id));
        self.emit(addresses::CAMPAIGNS, &event);
    }

    /// Tells some submissions their result, in order of number.
    pub(crate) fn tell_result(&mut self, id: u64) {
        if !self.is_alive(id) {
            return;
        }
        let campaign = &self.campaigns.all[position(id)];
        let count = campaign.submissions.len() as u32;
        let stage = campaign.stage;
        let result = campaign.result.clone().expect("it was announced");
        let last = (result.next + LOOKS as u32).min(count + 1);
        for number in result.next..last {
            let submission = self.submission_mut(id, number).clone();
            if submission.outcome != Outcome::Open {
                continue;
            }
            let place = result.ranked.iter().position(|one| one.number == number);
            if let Some(place) = place {
                self.tell_one(id, number, (place as u32) < result.winners);
            }
        }
        let campaign = self.campaign_mut(id);
        campaign.result = Some(Announced {
            next: last,
            ..result
        });
        let again = campaign.appealable_ms.max(self.now_ms);
        if last <= count {
            self.schedule(self.now_ms, Due::TellResult(id));
        } else if again < self.stage_end(stage) {
            self.schedule(again, Due::Close(id));
        }
    }

    /// What those lose who were not scored in time, by who was responsible: in the order of their numbers a place each,
    /// of the places that are left.
    pub(super) fn lost_unscored(&self, stage: usize) -> Vec<(Address, u128)> {
        let campaigns = self.campaigns.all.iter().filter(|one| one.stage == stage);
        let told = campaigns.filter(|one| {
            let result = one.result.as_ref();
            result.is_some_and(|result| result.next as usize > one.submissions.len())
        });
        told.flat_map(|campaign| {
            let unscored = campaign
                .submissions
                .iter()
                .filter(|one| one.outcome == Outcome::Open && !campaign.is_complete(one));
            unscored
                .take(campaign.pool as usize)
                .map(|one| (one.reviewer, campaign.unit()))
        })
        .collect()
    }

    fn tell_one(&mut self, id: u64, number: u32, approved: bool) {
        let account = self.submission_mut(id, number).account;
        if !approved {
            self.refuse(id, number);
        } else if let Err(cause) = self.check_barred(account) {
            self.exclude(id, number, cause);
        } else {
            self.take_place(id, number);
            self.approve_submission(id, number);
        }
    }

    /// A case, or the lack of scores, kept from a submission what all others were told: it wins if it is good enough
    /// and a place is left.
    pub(super) fn tell_late(&mut self, id: u64, number: u32) {
        let campaign = &self.campaigns.all[position(id)];
        let submission = &campaign.submissions[number as usize - 1];
        let told = campaign
            .result
            .as_ref()
            .is_some_and(|result| number < result.next);
        if !told || !campaign.is_complete(submission) {
            return;
        }
        let good = median(&submission.scores) >= campaign.threshold;
        let approved = good && self.has_room(id, submission.nominal);
        self.tell_one(id, number, approved);
    }

    /// When a result is fixed at the latest.
    pub fn fixed_at(&self, id: u64) -> u64 {
        self.decisions_until(self.campaigns.all[position(id)].stage)
    }
}
