//! Numbers as people write them, compared exactly: no floats, in which 0.1 + 0.2 is something else than 0.3.

use std::{fmt, str::FromStr};

/// Digits after the point.
const FRACTION: u32 = 9;

/// Digits before it.
const WHOLE: usize = 18;

/// What one is in the smallest unit.
const ONE: i128 = 10_i128.pow(FRACTION);

/// A decimal number: up to 18 digits, a point and up to nine more, with or without a minus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Decimal(i128);

impl Decimal {
    /// How far it is from another one.
    pub fn distance(self, other: Self) -> Self {
        // Both have fewer than 28 digits of the 38 that fit.
        Self((self.0 - other.0).abs())
    }

    /// Whether it is below zero.
    pub fn is_negative(self) -> bool {
        self.0 < 0
    }
}

/// A text that is no decimal number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoDecimal;

impl FromStr for Decimal {
    type Err = NoDecimal;

    fn from_str(text: &str) -> Result<Self, NoDecimal> {
        let (sign, digits) = match text.strip_prefix('-') {
            Some(digits) => (-1, digits),
            None => (1, text),
        };
        let (whole, fraction) = match digits.split_once('.') {
            Some((_, "")) => return Err(NoDecimal),
            Some((whole, fraction)) => (whole, fraction),
            None => (digits, ""),
        };
        let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let fits = (1..=WHOLE).contains(&whole.len()) && fraction.len() <= FRACTION as usize;
        if !fits || !plain(whole) || !plain(fraction) {
            return Err(NoDecimal);
        }
        let number = format!("{whole}{fraction:0<width$}", width = FRACTION as usize);
        let number: i128 = number.parse().map_err(|_| NoDecimal)?;
        Ok(Self(sign * number))
    }
}

/// The shortest way to write it, which is one for each number.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, fraction) = (self.0.abs() / ONE, self.0.abs() % ONE);
        write!(f, "{sign}{whole}")?;
        if fraction == 0 {
            return Ok(());
        }
        let fraction = format!("{fraction:0width$}", width = FRACTION as usize);
        write!(f, ".{}", fraction.trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_number_has_one_short_spelling() {
        for (text, shown) in [
            ("10.50", "10.5"),
            ("007", "7"),
            ("-0", "0"),
            ("-0.000000001", "-0.000000001"),
            (
                "999999999999999999.999999999",
                "999999999999999999.999999999",
            ),
        ] {
            assert_eq!(text.parse::<Decimal>().unwrap().to_string(), shown);
        }
    }

    #[test]
    fn other_texts_are_no_numbers() {
        for text in [
            "",
            "-",
            ".",
            "1.",
            ".5",
            "+1",
            "1e3",
            " 1",
            "1 ",
            "1,5",
            "0x1",
            "--1",
            "１",
            "1.2.3",
            "0.0000000001",
            "1000000000000000000",
        ] {
            assert_eq!(text.parse::<Decimal>(), Err(NoDecimal), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(units in -(10_i128.pow(27) - 1)..10_i128.pow(27)) {
            let number = Decimal(units);
            prop_assert_eq!(number.to_string().parse::<Decimal>(), Ok(number));
        }

        #[test]
        fn any_text_is_read_or_refused(text: String) {
            if let Ok(number) = text.parse::<Decimal>() {
                prop_assert_eq!(number.to_string().parse::<Decimal>(), Ok(number));
            }
        }
    }
}
