//! The numbers of the rules that may change, with the rule book's values and bounds.

use crate::{Model, Refusal};
use alloy_primitives::U256;
use wepos_abi::{ICommittee, addresses};

/// Name, the rule book's value, the smallest, the largest.
const TABLE: [(&str, u64, u64, u64); 21] = [
    ("proposalLapseDays", 14, 7, 30),
    ("decisionDelayDays", 3, 3, 14),
    ("draftLapseDays", 30, 7, 90),
    ("openDrafts", 3, 1, 10),
    ("nextStageDays", 30, 7, 30),
    ("reviewedWindowDays", 7, 3, 14),
    ("submissionsPerPlace", 3, 1, 10),
    ("refusalsBeforeWait", 3, 1, 10),
    ("refusalWaitDays", 7, 1, 14),
    ("reviewersMin", 3, 3, 15),
    ("unopenedCaseDays", 7, 1, 14),
    ("firstDecisionDays", 14, 7, 18),
    ("appealDays", 7, 3, 10),
    ("appealDecisionDays", 7, 3, 10),
    ("uncappedSeats", 5, 5, 15),
    ("campaignCap", 500, 100, 1_000),
    ("organiserCap", 1_000, 100, 2_000),
    ("fraudReplyDays", 7, 3, 30),
    ("fraudDecisionDays", 14, 7, 30),
    ("fraudBarStages", 1, 0, 1),
    ("correctionDays", 7, 3, 10),
];

/// What together must fit into a settlement of 28 days.
const REVIEW: [&str; 3] = ["firstDecisionDays", "appealDays", "appealDecisionDays"];

impl Model {
    /// What a parameter is now.
    ///
    /// # Panics
    ///
    /// When there is none of this name.
    pub fn parameter(&self, name: &str) -> u64 {
        let row = TABLE.iter().find(|row| row.0 == name);
        let initial = row.expect("the table has all parameters").1;
        let changed = self.committee.parameters.get(name);
        changed.copied().unwrap_or(initial)
    }

    /// All parameters: name, value, bounds.
    pub fn parameters(&self) -> Vec<(&'static str, u64, u64, u64)> {
        let now = |&(name, _, least, most): &_| (name, self.parameter(name), least, most);
        TABLE.iter().map(now).collect()
    }

    /// A parameter that counts days, as a length of time.
    pub(crate) fn term(&self, name: &str) -> u64 {
        self.settings.days(self.parameter(name))
    }

    /// A known name, a value within bounds, and reviews that end before settlement does.
    pub(super) fn check_parameter(
        &self,
        name: &str,
        value: U256,
    ) -> Result<(&'static str, u64), Refusal> {
        let Some((known, _, least, most)) = TABLE.iter().copied().find(|row| row.0 == name) else {
            let name = name.to_owned();
            return Err(ICommittee::UnknownParameter { name }.into());
        };
        if value < U256::from(least) || value > U256::from(most) {
            return Err(ICommittee::ParameterOutOfBounds {
                name: name.to_owned(),
                value,
                minimum: U256::from(least),
                maximum: U256::from(most),
            }
            .into());
        }
        let value = u64::try_from(value).expect("it is within the bounds");
        if REVIEW.contains(&known) {
            let others = REVIEW.iter().filter(|other| **other != known);
            let total = value + others.map(|other| self.parameter(other)).sum::<u64>();
            if total > 28 {
                return Err(ICommittee::ReviewTooLong {
                    total: U256::from(total),
                    settlement: U256::from(28),
                }
                .into());
            }
        }
        Ok((known, value))
    }

    pub(super) fn set_parameter(&mut self, name: &str, value: U256) -> Result<(), Refusal> {
        let (name, value) = self.check_parameter(name, value)?;
        let previous = self.parameter(name);
        self.committee.parameters.insert(name, value);
        let event = ICommittee::ParameterSet {
            name: name.to_owned(),
            previous: U256::from(previous),
            current: U256::from(value),
        };
        self.emit(addresses::COMMITTEE, &event);
        Ok(())
    }
}
