//! Arithmetic and statuses, without a context; and the limits, with their reasons. The numbers that the committee may
//! change are its parameters.

use super::state::{Campaign, Phase, Status};
use crate::{
    amounts::{Amount, BasisPoints},
    stages::StageIndex,
    time::{Span, Timestamp},
};
use borsh::{BorshDeserialize, BorshSerialize};

#[cfg(test)]
pub(super) mod tests;

/// Reviewers that a stage remembers, those included who were dismissed in it.
pub(super) const MAX_BOARD: usize = 64;

/// Votes on an appeal; all of them are needed to overturn a refusal (R23).
pub(super) const JUDGES: usize = 2;

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
pub(super) const REASON_BYTES: usize = 1_024;

/// Activity types there may be: one record holds them all.
pub(super) const MAX_TYPES: usize = 64;

/// The largest base reward: a thousandth of what a month can pay, which is a million base units (R1).
pub(super) const MAX_BASE: Amount = Amount::pos(1_000);

/// Organisers of a stage while the committee's caps hold: each is compared with a new one's affiliates (R14), within
/// the keys that a call may touch.
pub(super) const MAX_ORGANISERS: usize = 100;

/// Entries of a page.
pub(super) const MAX_PAGE: u32 = 50;

/// Submissions that one call looks at when it gives free places away; the agenda goes on.
pub(super) const PROMOTED_AT_ONCE: u32 = 16;

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
        Status::Open | Status::Approved | Status::Appealed { .. } if settled => 6,
        Status::Open => 0,
        Status::Approved => 1,
        Status::Rewarded => 2,
        Status::Refused { .. } => 3,
        Status::Appealed { .. } => 4,
        Status::Withdrawn => 5,
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
    campaign.places.min(campaign.taken.max(candidates))
}

/// The reviewer who is responsible for a submission: in turn, and nobody who has an interest. The zero address if
/// nobody is left.
pub(crate) fn responsible<A: Copy + PartialEq + Default>(
    reviewers: &[A],
    turn: u64,
    interested: [A; 2],
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
