//! Scores and lists (WP-44, R5): the ranking is made once more from the scores, and a list is paid after the decision
//! that confirms it and the time for corrections.

use super::{Campaign, Committee, Place, RewardBooks, Said, Standing, Submission};
use alloy_primitives::Address;
use alloy_sol_types::SolCall as _;
use std::cmp::Reverse;
use wepos_abi::{ICampaigns, addresses};

/// Who decides, by the terms: several reviewers by scores, the committee by a list.
pub(super) const BY_SCORES: u8 = 4;
pub(super) const BY_LIST: u8 = 5;

/// Lines that the committee confirmed, and when they are paid.
#[derive(Debug, Clone, Copy)]
pub(super) struct Confirmed {
    first: u32,
    last: u32,
    paid_from: u64,
}

impl Campaign {
    pub(super) fn decided_by(&self) -> Option<u8> {
        self.terms.as_ref().map(|terms| terms.decidedBy)
    }

    /// Scores that a submission takes, and the median that a reward takes.
    fn scoring(&self) -> (usize, u8) {
        let terms = self.terms.as_ref();
        terms.map_or((0, 0), |terms| (terms.scores.into(), terms.threshold))
    }
}

/// The score in the middle, and the sum.
fn points(submission: &Submission) -> (u8, u16) {
    let mut points: Vec<u8> = submission
        .scores
        .iter()
        .map(|(_, points)| *points)
        .collect();
    points.sort_unstable();
    let median = points.get(points.len() / 2).copied().unwrap_or(0);
    (median, points.into_iter().map(u16::from).sum())
}

impl RewardBooks {
    pub(super) fn scored(&mut self, place: &mut Place<'_>, event: &ICampaigns::Scored) {
        let (id, number, reviewer) = (event.campaign, event.submission, event.reviewer);
        let campaign = self.campaigns.get(&id);
        let submission = self.submissions.get_mut(&(id, number));
        let (Some(campaign), Some(submission)) = (campaign, submission) else {
            return;
        };
        let (needed, threshold) = campaign.scoring();
        let fit = campaign.decided_by() == Some(BY_SCORES)
            && submission.standing == Standing::Open
            && !submission.contested
            && submission.scores.len() < needed
            && submission.scores.iter().all(|(by, _)| *by != reviewer)
            && reviewer != submission.account
            && reviewer != campaign.organiser
            && event.points <= 100;
        if !fit {
            let english = format!(
                "submission {number} of campaign {id} is scored twice by one reviewer, too often, or with an interest"
            );
            let chinese = format!(
                "活动 {id} 的提交 {number} 被同一审核人重复打分、打分过多，或由利益相关者打分"
            );
            place.wrong("I6", english, chinese).account = Some(reviewer);
        }
        submission.scores.push((reviewer, event.points));
        let complete = submission.scores.len() == needed;
        let good = points(submission).0 >= threshold;
        if campaign.announced && complete && good {
            // A case had kept it from the others' result.
            self.approve(id, number);
        }
    }

    /// The winners are those that the scores say.
    pub(super) fn announced(&mut self, place: &mut Place<'_>, event: &ICampaigns::ResultAnnounced) {
        let id = event.campaign;
        let Some(campaign) = self.campaigns.get_mut(&id) else {
            return;
        };
        let first = !std::mem::replace(&mut campaign.announced, true);
        let (needed, threshold) = campaign.scoring();
        let places = campaign.terms.as_ref().map_or(0, |terms| terms.places);
        let organiser = campaign.organiser;
        let mut ranked: Vec<(Reverse<(u8, u16)>, u32)> = (self.submissions.iter())
            .filter(|((of, _), one)| {
                *of == id && one.standing == Standing::Open && one.scores.len() == needed
            })
            .map(|((_, number), one)| (Reverse(points(one)), *number))
            .collect();
        ranked.sort_unstable();
        let good = ranked.iter().take(places as usize);
        let winners = good
            .filter(|(Reverse((median, _)), _)| *median >= threshold)
            .count();
        if !first || winners != event.winners as usize || ranked.len() != event.ranked as usize {
            let english = format!(
                "the result of campaign {id} is not what its scores say: {winners} of {} win",
                ranked.len()
            );
            let chinese = format!(
                "活动 {id} 的结果与打分不符：共 {} 份，应有 {winners} 份获奖",
                ranked.len()
            );
            place.wrong("I6", english, chinese).account = Some(organiser);
        }
        for (place, (_, number)) in ranked.iter().enumerate() {
            let contested = self
                .submissions
                .get(&(id, *number))
                .is_some_and(|it| it.contested);
            if place < winners && !contested {
                self.approve(id, *number);
            } else if !contested && let Some(submission) = self.submissions.get_mut(&(id, *number))
            {
                submission.standing = Standing::Refused;
            }
        }
    }

    /// A case lets a submission go after the result: it is rewarded if it is good enough and a place is left.
    pub(super) fn caught_up(&mut self, id: u64, number: u32) {
        let campaign = self.campaigns.get(&id);
        let submission = self.submissions.get(&(id, number));
        let (Some(campaign), Some(submission)) = (campaign, submission) else {
            return;
        };
        let (needed, threshold) = campaign.scoring();
        let ranked = campaign.announced
            && submission.standing == Standing::Open
            && submission.scores.len() == needed;
        if ranked && points(submission).0 >= threshold {
            self.approve(id, number);
        }
    }

    /// The committee has decided to confirm these lines, and executes it in this transaction.
    pub(super) fn confirmed(&mut self, place: &mut Place<'_>, event: &ICampaigns::AwardsConfirmed) {
        let id = event.campaign;
        let call = ICampaigns::awardCall {
            campaign: id,
            through: event.last,
        };
        if !self.is_executed(place, &call.abi_encode()) {
            let english = format!(
                "lines of campaign {id} are confirmed and the committee has not decided that"
            );
            let chinese = format!("活动 {id} 的名单被确认，而委员会并未作此决定");
            place.wrong("I6", english, chinese);
        }
        if let Some(campaign) = self.campaigns.get_mut(&id) {
            campaign.confirmed.push(Confirmed {
                first: event.first,
                last: event.last,
                paid_from: event.paidFrom,
            });
        }
    }

    /// Whether a decision of the committee for this call is executed in this transaction.
    pub(super) fn is_executed(&self, place: &Place<'_>, call: &[u8]) -> bool {
        let executes = |id: &u64| {
            place.transaction.events.iter().any(|event| {
                matches!(&event.said, Said::Committee(Committee::Executed(it)) if it.id == *id)
            })
        };
        self.proposals.iter().any(|(id, proposal)| {
            let same = proposal.target == addresses::CAMPAIGNS && proposal.call[..] == *call;
            same && proposal.effective_at.is_some() && !proposal.executed && executes(id)
        })
    }

    /// A line that is paid is confirmed, and its time for corrections is over: that is its approval.
    pub(super) fn approve_line(&mut self, place: &Place<'_>, id: u64, number: u32) {
        let due = self.campaigns.get(&id).is_some_and(|campaign| {
            let now = place.time.whole_seconds();
            let covers = |one: &Confirmed| {
                (one.first..=one.last).contains(&number) && one.paid_from <= now.saturating_add(1)
            };
            campaign.decided_by() == Some(BY_LIST) && campaign.confirmed.iter().any(covers)
        });
        let open = self.submissions.get(&(id, number));
        if due && open.is_some_and(|one| one.standing == Standing::Open) {
            self.approve(id, number);
        }
    }

    /// Whether an organiser corrects its own list: it may refuse what it wrote.
    pub(super) fn is_correction(&self, event: &ICampaigns::Decided) -> bool {
        let campaign = self.campaigns.get(&event.campaign);
        !event.approved && campaign.is_some_and(|campaign| campaign.decided_by() == Some(BY_LIST))
    }
}

/// Whether somebody decided about a submission, and so hears no appeal about it.
pub(super) fn has_decided(submission: &Submission, account: Address) -> bool {
    submission.decided_by == Some(account) || submission.scores.iter().any(|(by, _)| *by == account)
}
