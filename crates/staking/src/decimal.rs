//! Numbers with 18 decimals.

use std::{fmt, str::FromStr};

/// A number with 18 decimals, rounded as the Cosmos SDK's `LegacyDec` rounds: to the nearest, and from the middle to
/// the even one.
///
/// Operations give nothing where a result is beyond 170 × 10¹⁸ or a divisor is 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decimal(i128);

/// One, in units of the last decimal.
const ONE: i128 = 1_000_000_000_000_000_000;

impl Decimal {
    /// Zero.
    pub const ZERO: Self = Self(0);
    /// One.
    pub const ONE: Self = Self(ONE);

    /// Hundredths of a percent: `from_bps(500)` is 0.05.
    pub const fn from_bps(bps: u32) -> Self {
        Self(bps as i128 * (ONE / 10_000))
    }

    /// A whole number; nothing above 170 × 10¹⁸.
    pub fn whole(number: u64) -> Option<Self> {
        i128::from(number).checked_mul(ONE).map(Self)
    }

    /// `numerator` ÷ `denominator`; nothing if that is 0.
    pub fn ratio(numerator: u64, denominator: u64) -> Option<Self> {
        scaled(i128::from(numerator), ONE, i128::from(denominator)).map(Self)
    }

    /// The sum.
    pub fn plus(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference.
    pub fn minus(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// The product.
    pub fn times(self, other: Self) -> Option<Self> {
        scaled(self.0, other.0, ONE).map(Self)
    }

    /// The quotient; nothing if `other` is 0.
    pub fn over(self, other: Self) -> Option<Self> {
        scaled(self.0, ONE, other.0).map(Self)
    }

    /// The product with a whole number: no rounding.
    pub fn times_whole(self, number: u64) -> Option<Self> {
        self.0.checked_mul(i128::from(number)).map(Self)
    }

    /// The quotient by a whole number, cut off (`QuoInt`); nothing if it is 0.
    pub fn over_whole(self, number: u64) -> Option<Self> {
        self.0.checked_div(i128::from(number)).map(Self)
    }

    /// What is before the point; nothing if it is negative or above 64 bits.
    pub fn floor(self) -> Option<u64> {
        u64::try_from(self.0.div_euclid(ONE)).ok()
    }

    /// Within these bounds.
    pub fn within(self, least: Self, most: Self) -> Self {
        Self(self.0.min(most.0).max(least.0))
    }

    /// How far the two are apart.
    pub fn distance(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0)?.checked_abs().map(Self)
    }

    /// With so many decimals, rounded as everything here.
    pub fn with_decimals(self, decimals: u32) -> Self {
        let unit = 10i128.pow(18u32.saturating_sub(decimals));
        scaled(self.0, 1, unit).map_or(self, |it| Self(it.saturating_mul(unit)))
    }
}

/// `a` × `b` ÷ `divisor`, to the nearest, from the middle to the even one. The product may have 256 bits.
fn scaled(a: i128, b: i128, divisor: i128) -> Option<i128> {
    if divisor == 0 {
        return None;
    }
    let is_negative = (a < 0) ^ (b < 0) ^ (divisor < 0);
    let divisor = divisor.unsigned_abs();
    let (high, low) = product(a.unsigned_abs(), b.unsigned_abs());
    if high >= divisor {
        return None;
    }
    // Long division, bit by bit. The rest is below 2^127, so that twice of it has room.
    let mut rest = high;
    let mut quotient: u128 = 0;
    for bit in (0..u128::BITS).rev() {
        rest = (rest << 1) | ((low >> bit) & 1);
        quotient <<= 1;
        if rest >= divisor {
            rest -= divisor;
            quotient |= 1;
        }
    }
    let up = match (rest << 1).cmp(&divisor) {
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Equal => quotient & 1,
        std::cmp::Ordering::Greater => 1,
    };
    let size = i128::try_from(quotient.checked_add(up)?).ok()?;
    Some(if is_negative { -size } else { size })
}

/// The upper and the lower half of a product.
fn product(a: u128, b: u128) -> (u128, u128) {
    const HALF: u128 = (1 << 64) - 1;
    let (a_high, a_low) = (a >> 64, a & HALF);
    let (b_high, b_low) = (b >> 64, b & HALF);
    let low = a_low * b_low;
    let (left, right) = (a_high * b_low, a_low * b_high);
    let middle = (low >> 64) + (left & HALF) + (right & HALF);
    let high = a_high * b_high + (left >> 64) + (right >> 64) + (middle >> 64);
    (high, (middle << 64) | (low & HALF))
}

impl fmt::Display for Decimal {
    /// Without zeros at the end: `155.1667`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let size = self.0.unsigned_abs();
        let one = ONE.unsigned_abs();
        let decimals = format!("{:018}", size % one);
        let decimals = decimals.trim_end_matches('0');
        let point = if decimals.is_empty() { "" } else { "." };
        write!(f, "{sign}{}{point}{decimals}", size / one)
    }
}

impl FromStr for Decimal {
    type Err = ();

    /// Reads `12`, `-0.5` or `1234.567`: digits, at most one point, at most 18 decimals.
    fn from_str(text: &str) -> Result<Self, ()> {
        let (sign, digits) = match text.strip_prefix('-') {
            Some(digits) => (-1, digits),
            None => (1, text),
        };
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        let is_number = |text: &str| text.bytes().all(|it| it.is_ascii_digit());
        if whole.is_empty()
            || decimals.len() > 18
            || !is_number(whole)
            || !is_number(decimals)
            || digits.ends_with('.')
        {
            return Err(());
        }
        let whole: i128 = whole.parse().map_err(|_| ())?;
        let decimals: i128 = format!("{decimals:0<18}").parse().map_err(|_| ())?;
        let size = whole
            .checked_mul(ONE)
            .and_then(|it| it.checked_add(decimals));
        size.map(|it| Self(sign * it)).ok_or(())
    }
}
