//! The stage table: how much each month releases, and what a reward or a price is multiplied with (WP-55…63, R1).

use std::ops::RangeInclusive;

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

use crate::amounts::{Amount, readable};

#[cfg(test)]
mod tests;

/// The number of a stage, from 0 as in the white paper.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
)]
#[serde(transparent)]
pub struct StageIndex(pub u8);

/// A short text in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BilingualName {
    /// Chinese, the language of the white paper.
    pub zh: String,
    /// English.
    pub en: String,
}

/// One row of the stage table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StageEntry {
    /// What people call it.
    pub name: BilingualName,
    /// How many months it lasts, at least 1.
    pub months: u32,
    /// What each of its months unlocks (R4).
    #[serde(with = "readable")]
    pub release_per_month: Amount,
    /// What base rewards and base prices are multiplied with while it lasts, at least 1 (R1).
    pub multiplier: u32,
}

impl StageEntry {
    /// What the whole stage releases, or `None` if no amount can hold it.
    #[must_use]
    pub const fn release(&self) -> Option<Amount> {
        // `as` because `From` is not const.
        self.release_per_month.checked_mul(self.months as u128)
    }
}

/// All stages, in order. A list in JSON.
///
/// A table read from outside may hold anything; [`crate::genesis::Genesis::check`] says whether it makes sense.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[serde(transparent)]
pub struct StageTable(Vec<StageEntry>);

impl StageTable {
    /// A table of these rows.
    #[must_use]
    pub const fn new(stages: Vec<StageEntry>) -> Self {
        Self(stages)
    }

    /// The white paper's table: 91,000,000 PoS in 13 months, multiplier 1, 2, 4, 8, 16 (WP-56…62, R1).
    #[must_use]
    pub fn white_paper() -> Self {
        let stage = |zh: &str, en: &str, months, release_per_month, multiplier| StageEntry {
            name: BilingualName {
                zh: zh.to_owned(),
                en: en.to_owned(),
            },
            months,
            release_per_month: Amount::pos(release_per_month),
            multiplier,
        };
        Self(vec![
            stage("初期", "Beginning", 1, 1_000_000, 1),
            stage("拓展期", "Expansion", 3, 2_000_000, 2),
            stage("稳定增长期", "Steady growth", 3, 4_000_000, 4),
            stage("稳定增长期", "Steady growth", 3, 8_000_000, 8),
            stage("稳定增长期", "Steady growth", 3, 16_000_000, 16),
        ])
    }

    /// The rows, stage 0 first.
    #[must_use]
    pub fn entries(&self) -> &[StageEntry] {
        &self.0
    }

    /// The row of a stage.
    #[must_use]
    pub fn get(&self, stage: StageIndex) -> Option<&StageEntry> {
        self.0.get(usize::from(stage.0))
    }

    /// The stage a month belongs to: `None` for month 0, before the launch, and after the last stage (R18).
    #[must_use]
    pub fn stage_at_month(&self, number: u32) -> Option<StageIndex> {
        let position = (0..self.0.len()).find(|position| {
            StageIndex::at(*position)
                .and_then(|stage| self.months_of(stage))
                .is_some_and(|months| months.contains(&number))
        })?;
        StageIndex::at(position)
    }

    /// The first and the last month of a stage.
    #[must_use]
    pub fn months_of(&self, stage: StageIndex) -> Option<RangeInclusive<u32>> {
        let months = self.get(stage)?.months;
        let before = months_in(self.0.get(..usize::from(stage.0))?);
        Some(before.saturating_add(1)..=before.saturating_add(months))
    }

    /// The multiplier of a month. After the last stage it stays what it was (R18); before the launch it is the first
    /// stage's. 1 for an empty table.
    #[must_use]
    pub fn multiplier_at_month(&self, number: u32) -> u32 {
        let row = match self.stage_at_month(number) {
            Some(stage) => self.get(stage),
            None if number == 0 => self.0.first(),
            None => self.0.last(),
        };
        row.map_or(1, |row| row.multiplier)
    }

    /// All months of the table: 13 in the white paper's.
    #[must_use]
    pub fn total_months(&self) -> u32 {
        months_in(&self.0)
    }

    /// What all stages release: 91,000,000 PoS in the white paper's. `None` if no amount can hold it.
    #[must_use]
    pub fn total_release(&self) -> Option<Amount> {
        self.0
            .iter()
            .try_fold(Amount::ZERO, |sum, stage| sum.checked_add(stage.release()?))
    }

    /// What the months up to and including `number` have unlocked, the bound of I3. `None` if no amount can hold it.
    #[must_use]
    pub fn released_by_month(&self, number: u32) -> Option<Amount> {
        let mut left = number;
        self.0.iter().try_fold(Amount::ZERO, |sum, stage| {
            let months = stage.months.min(left);
            left = left.saturating_sub(months);
            sum.checked_add(stage.release_per_month.checked_mul(u128::from(months))?)
        })
    }
}

impl StageIndex {
    /// The stage at a position of the table.
    fn at(position: usize) -> Option<Self> {
        u8::try_from(position).ok().map(Self)
    }
}

/// The months of some rows together.
fn months_in(stages: &[StageEntry]) -> u32 {
    stages
        .iter()
        .fold(0, |sum, stage| sum.saturating_add(stage.months))
}
