//! Instants, spans and the calendar of months (R12).
//!
//! Nothing here reads a clock: a [`Timestamp`] comes from a block header or from genesis. The calendar turns
//! instants into month numbers and back. A real network counts calendar months from its launch in local time; a
//! development network counts months of one fixed length, so that a stage passes in minutes. Terms of rules are in
//! days, hours and minutes *of the calendar*, never in seconds.
//!
//! The date arithmetic is written out in [`civil`]: two short functions. The date crates carry clocks and time zones,
//! stop at the year 9999, and their next version would be a change of consensus.

#![allow(
    clippy::arithmetic_side_effects,
    reason = "instants and dates are bounded by the latest launch and the longest month"
)]

use std::fmt;

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

mod civil;
#[cfg(test)]
mod tests;

use civil::{CivilDate, days_in_month};

/// Milliseconds in a day of a real network (R12).
pub const REAL_DAY_MS: u64 = 86_400_000;

/// Days in a month of fixed length: the day of a development network is a thirtieth of its month (R12).
pub const DAYS_PER_FIXED_MONTH: u64 = 30;

/// The shortest term of a real network (R12).
pub const REAL_TERM_MIN: Span = Span::from_seconds(5);

/// The local time of the calendar where genesis names no other: UTC+8 (R12).
pub const DEFAULT_UTC_OFFSET_MINUTES: i16 = 480;

/// The offsets from UTC that exist on Earth, in minutes: UTC−12 to UTC+14.
pub const UTC_OFFSET_MINUTES: std::ops::RangeInclusive<i16> = -720..=840;

/// The last instant a network may launch: the end of the year 9999. With it every month number has bounds that fit.
pub const LAUNCH_MAX: Timestamp = Timestamp::from_millis(253_402_300_799_999);

/// The shortest fixed month: a day of 100 ms still holds several blocks.
pub const FIXED_MONTH_MIN: Span = Span::from_millis(3_000);

/// The longest fixed month: 31 real days, so that every month number has bounds that fit into 64 bits.
pub const FIXED_MONTH_MAX: Span = Span::from_millis(31 * REAL_DAY_MS);

/// An instant: whole milliseconds since 1970-01-01T00:00:00Z, without leap seconds. A number in JSON.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
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
pub struct Timestamp(u64);

impl Timestamp {
    /// The instant this many milliseconds after 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn millis(self) -> u64 {
        self.0
    }

    /// Whole seconds since 1970-01-01T00:00:00Z, as Ethereum's block timestamp.
    #[must_use]
    pub const fn whole_seconds(self) -> u64 {
        self.0 / 1_000
    }

    /// The first whole second since 1970-01-01T00:00:00Z that is not before it: when something that begins here has
    /// begun by Ethereum's block timestamp.
    #[must_use]
    pub const fn ceil_seconds(self) -> u64 {
        self.0.div_ceil(1_000)
    }

    /// The instant `span` later, or `None` beyond what 64 bits hold.
    #[must_use]
    pub const fn checked_add(self, span: Span) -> Option<Self> {
        match self.0.checked_add(span.0) {
            Some(millis) => Some(Self(millis)),
            None => None,
        }
    }

    /// The instant `span` earlier, or `None` before 1970.
    #[must_use]
    pub const fn checked_sub(self, span: Span) -> Option<Self> {
        match self.0.checked_sub(span.0) {
            Some(millis) => Some(Self(millis)),
            None => None,
        }
    }

    /// The span from `earlier` to here, or `None` if `earlier` is later.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Option<Span> {
        match self.0.checked_sub(earlier.0) {
            Some(millis) => Some(Span(millis)),
            None => None,
        }
    }
}

impl fmt::Display for Timestamp {
    /// RFC 3339 in UTC with milliseconds: `2027-01-01T00:00:00.000Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = CivilDate::from_days(i64::try_from(self.0 / REAL_DAY_MS).unwrap_or(i64::MAX));
        let millis = self.0 % REAL_DAY_MS;
        let (seconds, millis) = (millis / 1_000, millis % 1_000);
        let (minutes, seconds) = (seconds / 60, seconds % 60);
        let (hours, minutes) = (minutes / 60, minutes % 60);
        f.pad(&format!(
            "{:04}-{:02}-{:02}T{hours:02}:{minutes:02}:{seconds:02}.{millis:03}Z",
            date.year, date.month, date.day
        ))
    }
}

/// A length of time in whole milliseconds.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
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
pub struct Span(u64);

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// A span of milliseconds.
    #[must_use]
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// A span of seconds; every `u32` fits.
    #[must_use]
    pub const fn from_seconds(seconds: u32) -> Self {
        // `as` because `From` is not const; a u32 × 1000 fits.
        Self(seconds as u64 * 1_000)
    }

    /// Its milliseconds.
    #[must_use]
    pub const fn millis(self) -> u64 {
        self.0
    }
}

/// How the months of a network run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
enum Months {
    /// Calendar months in local time, `utc_offset_ms` east of UTC.
    Civil { utc_offset_ms: i64 },
    /// Months of one length.
    Fixed { length_ms: u64 },
}

/// Why a calendar cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// The launch is after [`LAUNCH_MAX`].
    #[error("a launch at {} ms lies after the year 9999: it is given in milliseconds since 1970", .0.millis())]
    LaunchTooLate(Timestamp),
    /// No such time zone: see [`UTC_OFFSET_MINUTES`].
    #[error("an offset of {0} minutes from UTC does not exist: it lies between -720 and 840")]
    UtcOffset(i16),
    /// A fixed month outside [`FIXED_MONTH_MIN`] to [`FIXED_MONTH_MAX`].
    #[error(
        "a month of {} ms is out of bounds: it has {} to {} ms",
        .0.millis(), FIXED_MONTH_MIN.millis(), FIXED_MONTH_MAX.millis()
    )]
    MonthLength(Span),
}

/// The months of a network, and the length of its day (R12).
///
/// Months are numbered from 1, and month 1 starts at the launch. Month 0 is all the time before. A month contains its
/// start and not its end. All methods are total: every number has bounds, every instant a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Calendar {
    launch: Timestamp,
    months: Months,
}

impl Calendar {
    /// Calendar months from `launch`, counted in local time `utc_offset_minutes` east of UTC.
    ///
    /// # Errors
    /// [`CalendarError::LaunchTooLate`], [`CalendarError::UtcOffset`].
    pub fn real(launch: Timestamp, utc_offset_minutes: i16) -> Result<Self, CalendarError> {
        if launch > LAUNCH_MAX {
            return Err(CalendarError::LaunchTooLate(launch));
        }
        if !UTC_OFFSET_MINUTES.contains(&utc_offset_minutes) {
            return Err(CalendarError::UtcOffset(utc_offset_minutes));
        }
        let utc_offset_ms = i64::from(utc_offset_minutes) * 60_000;
        Ok(Self {
            launch,
            months: Months::Civil { utc_offset_ms },
        })
    }

    /// Months of one `length` from `launch`, for development. A day is a thirtieth of it, rounded down.
    ///
    /// # Errors
    /// [`CalendarError::LaunchTooLate`], [`CalendarError::MonthLength`].
    pub fn fixed(launch: Timestamp, length: Span) -> Result<Self, CalendarError> {
        if launch > LAUNCH_MAX {
            return Err(CalendarError::LaunchTooLate(launch));
        }
        if !(FIXED_MONTH_MIN..=FIXED_MONTH_MAX).contains(&length) {
            return Err(CalendarError::MonthLength(length));
        }
        Ok(Self {
            launch,
            months: Months::Fixed {
                length_ms: length.millis(),
            },
        })
    }

    /// The start of month 1, which is also the time of the genesis block.
    #[must_use]
    pub const fn launch(&self) -> Timestamp {
        self.launch
    }

    /// The start of month `number` and the start of the next, where it ends. Month 0 lasts from 1970 to the launch.
    #[must_use]
    pub fn month_bounds(&self, number: u32) -> (Timestamp, Timestamp) {
        let start = match number.checked_sub(1) {
            None => Timestamp::from_millis(0),
            Some(months) => self.after(u64::from(months)),
        };
        (start, self.after(u64::from(number)))
    }

    /// The number of the month that contains `instant`: 0 before the launch, 1 from the launch on. Beyond month
    /// `u32::MAX`, some 350 million years away, it stays there.
    #[must_use]
    pub fn month_at(&self, instant: Timestamp) -> u32 {
        let Some(elapsed) = instant.since(self.launch) else {
            return 0;
        };
        let whole_months = match self.months {
            Months::Fixed { length_ms } => elapsed.millis().checked_div(length_ms).unwrap_or(0),
            Months::Civil { utc_offset_ms } => {
                // The months of the two local dates differ by as many calendar months as have begun since the launch,
                // or by one more if the day and time of the launch are not yet reached in the later one.
                let started = self.local_date(instant, utc_offset_ms).month_index()
                    - self.local_date(self.launch, utc_offset_ms).month_index();
                let started = u64::try_from(started).unwrap_or(0);
                if instant < self.after(started) {
                    started.saturating_sub(1)
                } else {
                    started
                }
            }
        };
        u32::try_from(whole_months.saturating_add(1)).unwrap_or(u32::MAX)
    }

    /// Milliseconds in a day of this network: 86,400,000, or a thirtieth of a fixed month.
    #[must_use]
    pub const fn day_length_ms(&self) -> u64 {
        match self.months {
            Months::Civil { .. } => REAL_DAY_MS,
            Months::Fixed { length_ms } => length_ms / DAYS_PER_FIXED_MONTH,
        }
    }

    /// A term of `count` days.
    #[must_use]
    pub const fn days(&self, count: u32) -> Span {
        self.day_fraction(count, 1)
    }

    /// A term of `count` hours, a twenty-fourth of a day each, not shorter than [`Self::term_min`].
    #[must_use]
    pub const fn hours(&self, count: u32) -> Span {
        self.day_fraction(count, 24)
    }

    /// A term of `count` minutes, a 1,440th of a day each, not shorter than [`Self::term_min`].
    #[must_use]
    pub const fn minutes(&self, count: u32) -> Span {
        self.day_fraction(count, 1_440)
    }

    /// The shortest term: 5 s on a real network. On a development network it is 1 ms, which is one block, because a
    /// block is always later than its parent (R12).
    #[must_use]
    pub const fn term_min(&self) -> Span {
        match self.months {
            Months::Civil { .. } => REAL_TERM_MIN,
            Months::Fixed { .. } => Span::from_millis(1),
        }
    }

    /// Whether months have one fixed length, as only a development network's may.
    #[must_use]
    pub const fn is_fixed(&self) -> bool {
        matches!(self.months, Months::Fixed { .. })
    }

    /// `count` parts of a day that has `parts` of them, rounded down, at least the shortest term.
    const fn day_fraction(&self, count: u32, parts: u64) -> Span {
        // At most 2^32 days of at most 86.4 million ms: far below 2^64. `as` because `From` is not const.
        let span = Span::from_millis(self.day_length_ms() * count as u64 / parts);
        if span.0 < self.term_min().0 {
            self.term_min()
        } else {
            span
        }
    }

    /// The instant `months` months after the launch; exact for every `months` up to 2³².
    fn after(&self, months: u64) -> Timestamp {
        match self.months {
            Months::Fixed { length_ms } => Timestamp(
                self.launch
                    .0
                    .saturating_add(length_ms.saturating_mul(months)),
            ),
            Months::Civil { utc_offset_ms } => {
                let launch_day = self.local_date(self.launch, utc_offset_ms);
                let index = launch_day
                    .month_index()
                    .saturating_add(i64::try_from(months).unwrap_or(i64::MAX));
                let (year, month) = (index.div_euclid(12), index.rem_euclid(12) + 1);
                let day = launch_day.day.min(days_in_month(year, month));
                let date = CivilDate { year, month, day };
                // The local time of day is the launch's, so whole days are all that separates the two.
                let days = date.to_days() - launch_day.to_days();
                let days = u64::try_from(days).unwrap_or(0);
                Timestamp(
                    self.launch
                        .0
                        .saturating_add(days.saturating_mul(REAL_DAY_MS)),
                )
            }
        }
    }

    /// The date on the wall at `instant`, `utc_offset_ms` east of UTC.
    fn local_date(&self, instant: Timestamp, utc_offset_ms: i64) -> CivilDate {
        let local_ms = i128::from(instant.0) + i128::from(utc_offset_ms);
        let days = local_ms.div_euclid(i128::from(REAL_DAY_MS));
        // At most 2^64 ÷ 86.4 million: about 2^38 days.
        CivilDate::from_days(i64::try_from(days).unwrap_or(i64::MAX))
    }
}
