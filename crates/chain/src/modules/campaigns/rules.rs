//! Arithmetic and statuses, without a context; and the limits, with their reasons. The numbers that the committee may
//! change are its parameters.

use super::state::{Before, Campaign, Phase, Status};
use crate::{
    amounts::{Amount, BasisPoints},
    stages::StageIndex,
    time::{Span, Timestamp},
};
use alloy_primitives::Address;
use borsh::{BorshDeserialize, BorshSerialize};

#[cfg(test)]
pub(super) mod tests;

/// Reviewers that a stage remembers, those included who were dismissed in it.
pub(super) const MAX_BOARD: usize = 64;

/// Prizes of one campaign that reviewers score: one record ranks all its submissions, three for each.
pub(super) const MAX_PRIZES: u32 = 100;

/// Scores that a submission takes: an odd number, so that one is in the middle.
pub(super) const MIN_SCORES: u8 = 3;
/// More reviewers than this read nothing more carefully.
pub(super) const MAX_SCORES: u8 = 7;

/// What a score is out of.
pub(super) const MAX_POINTS: u8 = 100;

/// Lines of a list that one call adds: each touches six keys of those that a call may.
pub(super) const MAX_LINES: usize = 32;

/// Votes on an appeal; all of them are needed to overturn a refusal (R23).
pub(crate) const JUDGES: usize = 2;

/// Places of one campaign: far more than a budget of 5 % of any month pays at 1 PoS each.
pub(super) const MAX_PLACES: u32 = 1_000_000;

/// Rewards of one account, and uses of one fact, in one campaign: a daily task of a stage has 92.
pub(super) const MAX_REWARDS: u16 = 100;

/// Bytes of a title: a line.
pub(super) const TITLE_BYTES: usize = 160;

/// Bytes of what is said about a campaign, in each language: a page.
pub(super) const TEXT_BYTES: usize = 4_096;

/// Bytes of a submission: a page, or a link with a summary.
pub(super) const CONTENT_BYTES: usize = 2_048;

/// Bytes of a reason.
pub(crate) const REASON_BYTES: usize = 1_024;

/// Activity types there may be: one record holds them all.
pub(super) const MAX_TYPES: usize = 64;

/// The largest base reward: a thousandth of what a month can pay, which is a million base units (R1).
pub(super) const MAX_BASE: Amount = Amount::pos(1_000);

/// Organisers of a stage while the committee's caps hold: each is compared with a new one's affiliates (R14), within
/// the keys that a call may touch.
pub(super) const MAX_ORGANISERS: usize = 100;

/// Fields of a form: what people fill in without giving up.
pub(super) const FORM_FIELDS: usize = 20;

/// Bytes of a form's labels and choices: they are read with one key.
pub(super) const FORM_BYTES: usize = 8_192;

/// Choices of a field: a list that fits a screen.
pub(super) const FIELD_CHOICES: usize = 30;

/// Bytes of a label, or of a choice in both languages.
pub(super) const LABEL_BYTES: usize = 400;

/// Bytes of all answers to a form: what a submission may have (`CONTENT_BYTES`), for one half of the fields.
pub(super) const ANSWER_BYTES: usize = 4_096;

/// Results of one account that may wait for an anchor: one call pays them all, within the keys that it may touch.
pub(super) const MAX_WAITING: usize = 16;

/// Days of a period of a recurring task: no stage is longer than a quarter.
pub(super) const MAX_PERIOD_DAYS: u8 = 92;

/// Entries of a page.
pub(super) const MAX_PAGE: u32 = 50;

/// Submissions that one call looks at when it gives free places away; the agenda goes on.
pub(super) const PROMOTED_AT_ONCE: u32 = 16;

/// Who decides about a submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) enum DecidedBy {
    /// A human reviewer (R23).
    Reviewer,
    /// One-time tickets that the organiser's key signed (WP-32).
    Ticket,
    /// The organiser's grader, whose key signs results (quiz, lesson, simulator).
    Grader,
    /// Nobody: what is taken is paid (an unreviewed form, a recurring task).
    AtOnce,
    /// Several reviewers, by scores; the best are rewarded (WP-44).
    Scores,
    /// The committee, which confirms a list of the organiser (R3, R5).
    List,
}

impl DecidedBy {
    /// By its number in the interface.
    pub(crate) const fn numbered(number: u8) -> Option<Self> {
        Some(match number {
            0 => Self::Reviewer,
            1 => Self::Ticket,
            2 => Self::Grader,
            3 => Self::AtOnce,
            4 => Self::Scores,
            5 => Self::List,
            _ => return None,
        })
    }

    /// Its number in the interface.
    pub(crate) const fn number(self) -> u8 {
        self as u8
    }

    /// Whether a key signs what is rewarded.
    pub(crate) const fn has_key(self) -> bool {
        matches!(self, Self::Ticket | Self::Grader)
    }

    /// Whether somebody decides about each submission after it was taken.
    pub(crate) const fn decides_later(self) -> bool {
        matches!(self, Self::Reviewer | Self::Scores | Self::List)
    }

    /// Whether reviewers read each submission (R23): its author waits after some refusals, and others may stand in
    /// line.
    pub(crate) const fn is_read(self) -> bool {
        matches!(self, Self::Reviewer | Self::Scores)
    }

    /// Whether a reward needs an anchor and has a daily ceiling: no human being has looked at it (R21).
    pub(crate) const fn needs_anchor(self) -> bool {
        matches!(self, Self::Grader | Self::AtOnce)
    }
}

/// What an organiser proposes.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Terms {
    pub(crate) activity_type: u16,
    pub(crate) stage: StageIndex,
    pub(crate) places: u32,
    pub(crate) opens_at: Timestamp,
    pub(crate) closes_at: Timestamp,
    pub(crate) rewards_per_account: u16,
    pub(crate) rewards_per_fact: u16,
    pub(crate) repeat_factor: BasisPoints,
    pub(crate) decided_by: DecidedBy,
    /// Signs tickets or results; the zero address where nothing is signed.
    pub(crate) key: Address,
    /// Days of a period of a recurring task; 0 for none.
    pub(crate) every_days: u8,
    /// Periods in a row that one reward takes; 0 and 1 for each.
    pub(crate) streak: u8,
    pub(crate) nominations: bool,
    /// How many reviewers score each submission; 0 where nobody scores.
    pub(crate) scores: u8,
    /// The median that a reward takes there.
    pub(crate) threshold: u8,
}

/// The instants of a stage that campaigns go by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StageTimes {
    pub(crate) starts: Timestamp,
    pub(crate) ends: Timestamp,
    /// When what is undecided burns.
    pub(crate) settles_at: Timestamp,
}

impl StageTimes {
    /// Where the window of a reviewed campaign ends at the latest.
    pub(crate) fn window_end(&self, window: Span) -> Timestamp {
        self.ends
            .checked_sub(window)
            .map_or(self.starts, |end| end.max(self.starts))
    }
}

/// How far a campaign has come, as everybody sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CampaignStatus {
    Draft,
    Queued,
    Approved,
    Open,
    Closed,
    Settling,
    Settled,
    Withdrawn,
    Lapsed,
    Unfunded,
}

impl CampaignStatus {
    /// Its number in the interface.
    pub(crate) const fn number(self) -> u8 {
        self as u8
    }

    /// Whether submissions can still become something.
    pub(crate) const fn is_alive(self) -> bool {
        matches!(self, Self::Open | Self::Closed | Self::Settling)
    }
}

/// The status of a campaign at `now`.
pub(crate) fn campaign_status(
    campaign: &Campaign,
    times: &StageTimes,
    now: Timestamp,
) -> CampaignStatus {
    match campaign.phase {
        Phase::Draft if now >= campaign.lapses_at => CampaignStatus::Lapsed,
        Phase::Draft => CampaignStatus::Draft,
        Phase::Withdrawn => CampaignStatus::Withdrawn,
        Phase::Lapsed => CampaignStatus::Lapsed,
        Phase::Queued => CampaignStatus::Queued,
        Phase::Unfunded => CampaignStatus::Unfunded,
        Phase::Funded if now >= times.settles_at => CampaignStatus::Settled,
        Phase::Funded if now >= times.ends => CampaignStatus::Settling,
        Phase::Funded if now >= campaign.terms.closes_at => CampaignStatus::Closed,
        Phase::Funded if now >= campaign.terms.opens_at => CampaignStatus::Open,
        Phase::Funded => CampaignStatus::Approved,
    }
}

/// The number of a submission's status in the interface: what a settled campaign left undecided has one of its own.
pub(crate) const fn submission_status(status: Status, campaign: CampaignStatus) -> u8 {
    let settled = matches!(campaign, CampaignStatus::Settled);
    match status {
        Status::Contested {
            before: Before::Unanchored,
            ..
        } if settled => 8,
        Status::Contested { .. } if settled => 6,
        Status::Contested { .. } => 9,
        Status::Open | Status::Approved | Status::Appealed { .. } if settled => 6,
        Status::Open => 0,
        Status::Approved => 1,
        Status::Rewarded => 2,
        Status::Refused { .. } => 3,
        Status::Appealed { .. } => 4,
        Status::Withdrawn => 5,
        Status::Unanchored if matches!(campaign, CampaignStatus::Open) => 7,
        Status::Unanchored | Status::Unpaid => 8,
    }
}

/// What one place pays: base × multiplier (I9). `None` if no amount can hold it.
pub(crate) fn unit(base: Amount, multiplier: u32) -> Option<Amount> {
    base.checked_mul(u128::from(multiplier))
}

/// What a campaign reserves. `None` if no amount can hold it.
pub(crate) fn budget(base: Amount, multiplier: u32, places: u32) -> Option<Amount> {
    unit(base, multiplier)?.checked_mul(u128::from(places))
}

/// What a submission of an account pays that has `rewards` approved ones in the campaign: each further one pays a
/// fraction of the one before, rounded down (R2, R19).
pub(crate) fn nominal(unit: Amount, repeat_factor: BasisPoints, rewards: u16) -> Amount {
    if mutated!(
        RepeatFactorIgnored,
        true,
        repeat_factor.get() == BasisPoints::WHOLE
    ) {
        return unit;
    }
    // At most MAX_REWARDS turns.
    (0..rewards).fold(unit, |amount, _| repeat_factor.of(amount))
}

/// Places that a closed campaign still needs: those that are taken, and those that a submission may yet take. A refusal
/// that can be appealed may take one; nothing else that is neither live nor placed can.
pub(crate) fn needed_places(campaign: &Campaign, now: Timestamp) -> u32 {
    let candidates = if now >= campaign.appealable_until {
        campaign.live
    } else {
        campaign.submissions.saturating_sub(campaign.withdrawn)
    };
    let given = campaign.taken.saturating_sub(campaign.pool);
    campaign.places.min(given.max(candidates))
}

/// Today's ceiling of a campaign that nobody reviews (R21).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ceiling {
    /// The day, counted from the opening, from 1.
    pub(crate) day: u32,
    /// What was paid on it.
    pub(crate) paid: Amount,
    /// What may be paid on it.
    pub(crate) amount: Amount,
    /// When the next day begins.
    pub(crate) until: Timestamp,
}

/// Today's ceiling: the budget that was left when the day began ÷ the days that were, rounded up to a whole reward.
/// `day` is the length of a day.
pub(crate) fn ceiling(campaign: &Campaign, day: Span, now: Timestamp) -> Ceiling {
    let terms = &campaign.terms;
    let length = day.millis().max(1);
    let passed = periods_passed(terms, length, now);
    let begins = (terms.opens_at.millis()).saturating_add(passed.saturating_mul(length));
    let until = Timestamp::from_millis(begins.saturating_add(length));
    let number = u32::try_from(passed.saturating_add(1)).unwrap_or(u32::MAX);
    if campaign.day == number {
        return Ceiling {
            day: number,
            paid: campaign.paid_today,
            amount: campaign.ceiling,
            until,
        };
    }
    let days = terms.closes_at.millis().saturating_sub(begins);
    let days = u128::from(days.div_ceil(length).max(1));
    let unit = unit(campaign.base, campaign.multiplier).unwrap_or_default();
    let budget = budget(campaign.base, campaign.multiplier, campaign.places).unwrap_or_default();
    let left = budget.checked_sub(campaign.paid).unwrap_or_default();
    let per_day = left.units().div_ceil(days);
    let rewards = per_day.div_ceil(unit.units().max(1));
    Ceiling {
        day: number,
        paid: Amount::ZERO,
        amount: unit.checked_mul(rewards).unwrap_or(left),
        until,
    }
}

/// The period of a recurring task that an instant lies in, from 1, and when the next one begins.
pub(crate) fn period(terms: &Terms, day: Span, now: Timestamp) -> (u32, Timestamp) {
    let length = (day.millis().max(1)).saturating_mul(u64::from(terms.every_days.max(1)));
    let passed = periods_passed(terms, length, now);
    let next = passed.saturating_add(1);
    let number = u32::try_from(next).unwrap_or(u32::MAX);
    let begins = (terms.opens_at.millis()).saturating_add(next.saturating_mul(length));
    (number, Timestamp::from_millis(begins))
}

/// Whole periods of `length` milliseconds since the opening.
fn periods_passed(terms: &Terms, length: u64, now: Timestamp) -> u64 {
    let passed = now.millis().saturating_sub(terms.opens_at.millis());
    passed.checked_div(length).unwrap_or(0)
}

/// The reviewer who is responsible for a submission: in turn, and nobody who has an interest. The zero address if
/// nobody is left.
pub(crate) fn responsible<A: Copy + PartialEq + Default>(
    reviewers: &[A],
    turn: u64,
    interested: &[A],
) -> A {
    let Some(first) = turn.checked_rem(reviewers.len() as u64) else {
        return A::default();
    };
    let first = usize::try_from(first).expect("a position in a list");
    let (before, after) = reviewers.split_at(first);
    after
        .iter()
        .chain(before)
        .copied()
        .find(|reviewer| !interested.contains(reviewer))
        .unwrap_or_default()
}
