//! Dates of the proleptic Gregorian calendar, and the count of days between them.
//!
//! Both directions count years from March, so that the leap day is the last day of its year: then the days before a
//! month follow one straight line, and the days before a year need no table. The method is well known (Hinnant, 2013).

#![allow(
    clippy::arithmetic_side_effects,
    reason = "dates are bounded on entry, and a table of tests walks a thousand years"
)]

/// Days in the 400 years after which the Gregorian calendar repeats.
const DAYS_PER_ERA: i64 = 146_097;

/// Days from 0000-03-01, where an era begins, to 1970-01-01.
const EPOCH_DAY: i64 = 719_468;

/// A day of the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct CivilDate {
    /// The year; 0 is 1 BC.
    pub(super) year: i64,
    /// 1 to 12.
    pub(super) month: i64,
    /// 1 to 31.
    pub(super) day: i64,
}

impl CivilDate {
    /// The date `days` after 1970-01-01. For counts up to 2⁴⁰ in either direction, which is all the calendar asks.
    pub(super) fn from_days(days: i64) -> Self {
        let days = days.clamp(-(1 << 40), 1 << 40) + EPOCH_DAY;
        let (era, day_of_era) = (days.div_euclid(DAYS_PER_ERA), days.rem_euclid(DAYS_PER_ERA));
        // Take out the leap days (one in 4 years, none in 100, one in 400): what is left has years of 365 days.
        let leap_days = day_of_era / 1_460 - day_of_era / 36_524 + day_of_era / 146_096;
        let year_of_era = (day_of_era - leap_days) / 365;
        let day_of_year = day_of_era - days_before_year(year_of_era);
        // Five months from March or August on have 153 days.
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - days_before_month(month_from_march) + 1;
        let month = if month_from_march < 10 {
            month_from_march + 3
        } else {
            month_from_march - 9
        };
        let year = era * 400 + year_of_era + i64::from(month <= 2);
        Self { year, month, day }
    }

    /// Days from 1970-01-01 to this date.
    pub(super) fn to_days(self) -> i64 {
        let year = self.year - i64::from(self.month <= 2);
        let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let month_from_march = (self.month + 9) % 12;
        let day_of_era =
            days_before_year(year_of_era) + days_before_month(month_from_march) + self.day - 1;
        era * DAYS_PER_ERA + day_of_era - EPOCH_DAY
    }

    /// Months since January of the year 0.
    pub(super) const fn month_index(self) -> i64 {
        self.year * 12 + self.month - 1
    }
}

/// Days in a month of a year.
pub(super) fn days_in_month(year: i64, month: i64) -> i64 {
    let next = if month == 12 {
        CivilDate {
            year: year + 1,
            month: 1,
            day: 1,
        }
    } else {
        CivilDate {
            year,
            month: month + 1,
            day: 1,
        }
    };
    next.to_days()
        - CivilDate {
            year,
            month,
            day: 1,
        }
        .to_days()
}

/// Days of an era before a year of it (0 to 399), years beginning in March.
const fn days_before_year(year_of_era: i64) -> i64 {
    year_of_era * 365 + year_of_era / 4 - year_of_era / 100
}

/// Days of a year before a month (0 is March).
const fn days_before_month(month_from_march: i64) -> i64 {
    (153 * month_from_march + 2) / 5
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Walks 1,000 years day by day with the calendar rule everybody knows, which shares nothing with the code above.
    #[test]
    fn a_thousand_years_of_days_match_the_schoolbook_rule() {
        let (mut year, mut month, mut day) = (1600, 1, 1);
        for days in -135_140..230_103 {
            let date = CivilDate { year, month, day };
            assert_eq!(CivilDate::from_days(days), date);
            assert_eq!(date.to_days(), days);
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let length = [
                31,
                if leap { 29 } else { 28 },
                31,
                30,
                31,
                30,
                31,
                31,
                30,
                31,
                30,
                31,
            ][month as usize - 1];
            assert_eq!(days_in_month(year, month), length);
            day += 1;
            if day > length {
                (day, month) = (1, month + 1);
            }
            if month > 12 {
                (month, year) = (1, year + 1);
            }
        }
        assert_eq!(year, 2600);
    }

    #[test]
    fn the_epoch_and_days_before_the_common_era_are_right() {
        assert_eq!(
            CivilDate::from_days(0),
            CivilDate {
                year: 1970,
                month: 1,
                day: 1
            }
        );
        assert_eq!(
            CivilDate::from_days(-719_468),
            CivilDate {
                year: 0,
                month: 3,
                day: 1
            }
        );
        assert_eq!(
            CivilDate {
                year: -1,
                month: 12,
                day: 31
            }
            .to_days(),
            -719_529
        );
    }
}
