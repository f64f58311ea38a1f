//! The module's records: the only file that knows its keys.

use super::rules::{Area, Shares};
use crate::{
    amounts::Amount,
    stages::StageIndex,
    state::{Field, Item, Key, Map, Record},
};
use borsh::{BorshDeserialize, BorshSerialize};

/// The module's number in keys.
pub(super) const MODULE: u8 = 2;

/// How far the schedule has run: the one record that every block reads.
pub(super) const CLOCK: Item<Clock> = Item::new(Field::new(MODULE, 1));

/// What became of each stage's PoS, by index.
pub(super) const STAGES: Map<u8, StageRecord> = Map::new(Field::new(MODULE, 2));

/// The budgets of the areas in the running month.
pub(super) const BUDGET: Item<Budget> = Item::new(Field::new(MODULE, 3));

pub(super) const LAYOUT: &[(u8, &str, &str)] = &[
    (1, "clock", "Clock"),
    (2, "stages", "stage index -> StageRecord"),
    (3, "budget", "Budget"),
];

/// How far the schedule has run.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Clock {
    /// The last month that began. One past the last month of the table, it stays.
    pub(crate) month: u32,
    /// The stage that has ended and is not settled yet.
    pub(crate) settling: Option<StageIndex>,
}

impl Record for Clock {
    const NAME: &'static str = "Clock";
}

/// What became of a stage's PoS: running totals, so that a boundary costs the same however much is under review.
///
/// What `released` counts is in exactly one of the other places; `held` is a part of what is reserved, and of the
/// settlement once the stage has ended. [`super::rules`] keeps it so.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct StageRecord {
    /// Where the stage is in its life.
    pub(crate) phase: Phase,
    /// The tranches so far.
    pub(crate) released: Amount,
    /// Now kept for rewards of campaigns.
    pub(crate) reserved: Amount,
    /// Of that, what submissions wait for (R5).
    pub(crate) held: Amount,
    /// Paid to members.
    pub(crate) issued: Amount,
    /// Now in the settlement escrow.
    pub(crate) settlement: Amount,
    /// Burned at the boundary: never reserved.
    pub(crate) burned_unreserved: Amount,
    /// Burned at the boundary: reserved, and nobody had submitted anything for it.
    pub(crate) burned_unsubmitted: Amount,
    /// Burned when the time of settlement was over: refused, or not decided in time.
    pub(crate) burned_undecided: Amount,
}

impl Record for StageRecord {
    const NAME: &'static str = "StageRecord";
}

/// Where a stage is in its life.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) enum Phase {
    /// Not begun, or running.
    #[default]
    Open,
    /// Ended; what was under review may still be paid.
    Settling,
    /// What was issued and what was burned make up its allotment (I4), for ever.
    Settled,
}

/// The budgets of the areas (R14).
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(crate) struct Budget {
    /// How the next tranches are split; by equal shares as long as nothing was decided.
    pub(crate) shares: Option<Shares>,
    /// What this month's tranche gave to each area.
    pub(crate) earmarked: [Amount; Area::COUNT],
    /// What of it the area has not reserved yet.
    pub(crate) left: [Amount; Area::COUNT],
}

impl Record for Budget {
    const NAME: &'static str = "Budget";
}

/// The key of a stage's record, for modules whose calls hold and pay: they load it with a block's first batch.
pub(crate) fn stage_key(stage: StageIndex) -> Key {
    STAGES.key(&stage.0)
}
