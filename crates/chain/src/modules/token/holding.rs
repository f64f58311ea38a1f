//! Holding, measured one way everywhere: the average over a month.
//!
//! The average is the sum of balance × milliseconds ÷ the length of the whole month, rounded down; an account first
//! seen mid-month had 0 before. A record is brought up to date when it is touched; months in between, in which nothing
//! moved, follow in closed form.

use crate::{
    amounts::Amount,
    time::{Calendar, Timestamp},
};
use borsh::{BorshDeserialize, BorshSerialize};

/// A whole month with an average of at least this much counts as a holding month (WP-16; nominal, not inflated).
pub const HOLDING_MONTH_MINIMUM: Amount = Amount::pos(10);

/// The time-weighted part of an account's record.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Holding {
    /// Up to when the sums below reach.
    pub updated_at: Timestamp,
    /// The month of `updated_at`, counted from 1.
    pub month: u32,
    /// Base units × milliseconds held in that month so far.
    ///
    /// At most 10²⁶ × 2.7 × 10⁹ ms, below 2¹²⁸.
    pub accumulated: u128,
    /// The average of the month before.
    pub last_average: Amount,
    /// Consecutive whole months, up to the last one, with an average of at least [`HOLDING_MONTH_MINIMUM`].
    pub holding_months: u32,
}

impl Holding {
    /// A record that begins now.
    pub fn begin(calendar: &Calendar, now: Timestamp) -> Self {
        Self {
            updated_at: now,
            month: calendar.month_at(now),
            ..Self::default()
        }
    }

    /// Brings the sums up to `now`, during which the balance was `balance`.
    pub fn advance(&mut self, calendar: &Calendar, balance: Amount, now: Timestamp) {
        if now <= self.updated_at {
            return;
        }
        let month = calendar.month_at(now);
        if month == self.month {
            self.accumulated = sum(self.accumulated, product(balance, self.updated_at, now));
            self.updated_at = now;
            return;
        }
        let (start, end) = calendar.month_bounds(self.month);
        let sum = sum(self.accumulated, product(balance, self.updated_at, end));
        let length = u128::from(end.millis().saturating_sub(start.millis()));
        let average = sum.checked_div(length).expect("a month is not empty");
        let average = mutated!(AverageRoundsUp, sum.div_ceil(length), average);
        self.finish_month(Amount::from_units(average), 1);
        // The months run forward, so that this is 0 for the month after.
        let between = month.saturating_sub(self.month).saturating_sub(1);
        if between > 0 {
            self.finish_month(balance, between);
        }
        let (start, _) = calendar.month_bounds(month);
        self.month = month;
        self.accumulated = product(balance, start, now);
        self.updated_at = now;
    }

    /// Ends `months` months that all had the same average.
    fn finish_month(&mut self, average: Amount, months: u32) {
        self.last_average = average;
        self.holding_months = if average >= HOLDING_MONTH_MINIMUM {
            self.holding_months.saturating_add(months)
        } else {
            0
        };
    }
}

/// 10²⁶ base units × 2.7 × 10⁹ ms stay below 2¹²⁸; a rule that broke this is contained.
const FITS: &str = "the supply held for a month fits into 128 bits";

fn sum(one: u128, other: u128) -> u128 {
    one.checked_add(other).expect(FITS)
}

fn product(balance: Amount, from: Timestamp, to: Timestamp) -> u128 {
    let length = u128::from(to.millis().saturating_sub(from.millis()));
    balance.units().checked_mul(length).expect(FITS)
}
