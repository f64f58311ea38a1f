//! Values of the ABI as people read them.

use crate::Format;
use alloy_dyn_abi::DynSolValue;
use alloy_primitives::{U256, hex, utils::format_ether};

/// The last second of the year 9999, where ISO 8601 ends to have four digits for a year.
const LAST_SECOND_SHOWN: u64 = 253_402_300_799;

const SECONDS_PER_DAY: u64 = 86_400;

/// A decoded value as text, in its own format if it has one and by its type otherwise.
pub(crate) fn show(value: &DynSolValue, format: Option<Format>) -> String {
    match (format, value) {
        (Some(Format::Amount), DynSolValue::Uint(number, _)) => show_amount(*number),
        (Some(Format::Time), DynSolValue::Uint(number, _)) => time(*number),
        _ => plain(value),
    }
}

fn plain(value: &DynSolValue) -> String {
    match value {
        DynSolValue::Bool(value) => value.to_string(),
        DynSolValue::Int(number, _) => number.to_string(),
        DynSolValue::Uint(number, _) => number.to_string(),
        DynSolValue::FixedBytes(word, size) => hex::encode_prefixed(&word[..(*size).min(32)]),
        DynSolValue::Address(address) => address.to_string(),
        DynSolValue::Bytes(bytes) => hex::encode_prefixed(bytes),
        DynSolValue::String(text) => text.clone(),
        DynSolValue::Array(values) | DynSolValue::FixedArray(values) => list("[", values, "]"),
        DynSolValue::Tuple(values) => list("(", values, ")"),
        // Function pointers do not occur in our interfaces; named structs exist with a feature we leave off.
        other => format!("{other:?}"),
    }
}

fn list(open: &str, values: &[DynSolValue], close: &str) -> String {
    let shown: Vec<String> = values.iter().map(plain).collect();
    format!("{open}{}{close}", shown.join(", "))
}

/// An amount in PoS, exact, without zeros at the end: `1.5 PoS`.
pub fn show_amount(base_units: U256) -> String {
    let text = format_ether(base_units);
    format!("{} PoS", text.trim_end_matches('0').trim_end_matches('.'))
}

/// A moment in UTC, such as `2026-11-22T10:13:02Z`; the bare number if it lies beyond the year 9999.
fn time(unix_seconds: U256) -> String {
    let Some(seconds) = u64::try_from(unix_seconds)
        .ok()
        .filter(|at| *at <= LAST_SECOND_SHOWN)
    else {
        return unix_seconds.to_string();
    };
    let (year, month, day) = date(seconds / SECONDS_PER_DAY);
    let of_day = seconds % SECONDS_PER_DAY;
    let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// The Gregorian date of a day counted from 1970-01-01.
///
/// Years are counted from March, so that the leap day is the last of its year and the months before it repeat in a
/// pattern of 153 days per five.
fn date(days_since_1970: u64) -> (u64, u64, u64) {
    const DAYS_FROM_YEAR_0_MARCH: u64 = 719_468;
    const DAYS_PER_400_YEARS: u64 = 146_097;

    let days = days_since_1970 + DAYS_FROM_YEAR_0_MARCH;
    let cycle = days / DAYS_PER_400_YEARS;
    let day_of_cycle = days % DAYS_PER_400_YEARS;
    let year_of_cycle =
        (day_of_cycle - day_of_cycle / 1460 + day_of_cycle / 36_524 - day_of_cycle / 146_096) / 365;
    let day_of_year =
        day_of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = 400 * cycle + year_of_cycle + u64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact_and_without_idle_zeros() {
        let whole = U256::from(10).pow(U256::from(18));
        assert_eq!(show_amount(U256::ZERO), "0 PoS");
        assert_eq!(show_amount(U256::from(1)), "0.000000000000000001 PoS");
        assert_eq!(show_amount(whole * U256::from(100)), "100 PoS");
        assert_eq!(
            show_amount(whole * U256::from(3) / U256::from(2)),
            "1.5 PoS"
        );
    }

    #[test]
    fn moments_are_shown_in_utc() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (951_868_799, "2000-02-29T23:59:59Z"),
            (951_868_800, "2000-03-01T00:00:00Z"),
            (1_792_700_000, "2026-10-22T20:13:20Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
            (LAST_SECOND_SHOWN, "9999-12-31T23:59:59Z"),
            (LAST_SECOND_SHOWN + 1, "253402300800"),
        ] {
            assert_eq!(time(U256::from(seconds)), text);
        }
        assert_eq!(time(U256::MAX), U256::MAX.to_string());
    }

    #[test]
    fn every_day_of_a_whole_cycle_follows_the_day_before() {
        let mut previous = date(0);
        for day in 1..=146_097 {
            let next = date(day);
            let (year, month, of_month) = previous;
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let length = match month {
                2 => 28 + u64::from(leap),
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            };
            let expected = if of_month < length {
                (year, month, of_month + 1)
            } else if month < 12 {
                (year, month + 1, 1)
            } else {
                (year + 1, 1, 1)
            };
            assert_eq!(next, expected);
            previous = next;
        }
    }

    #[test]
    fn other_values_are_shown_by_their_type() {
        let address = crate::addresses::TOKEN;
        for (value, text) in [
            (DynSolValue::Bool(true), "true"),
            (
                DynSolValue::Address(address),
                "0x0000000000000000000000000000000000001001",
            ),
            (DynSolValue::Bytes(vec![1, 2]), "0x0102"),
            (DynSolValue::String("文".into()), "文"),
            (
                DynSolValue::Array(vec![DynSolValue::Bool(false), DynSolValue::Bool(true)]),
                "[false, true]",
            ),
        ] {
            assert_eq!(show(&value, None), text);
        }
    }
}
