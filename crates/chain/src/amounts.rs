//! Amounts of PoS and shares of them: integers, checked, rounded down (R19).
//!
//! An [`Amount`] counts *units* of 10⁻¹⁸ PoS, what Ethereum wallets expect of a native coin. The rule book's "base" is
//! something else (an amount divided by the multiplier of its time), which is why this file does not say "base unit".

use std::{fmt, str::FromStr};

use alloy_primitives::U256;
use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

#[cfg(test)]
mod tests;

/// Decimal places of PoS (R19).
pub const DECIMALS: u8 = 18;

/// Units in one PoS.
const UNITS_PER_POS: u128 = 1_000_000_000_000_000_000;

/// All PoS there will ever be: 100,000,000, created at genesis in protocol accounts (WP-55, I1).
pub const TOTAL_SUPPLY: Amount = Amount::pos(100_000_000);

/// The symbol written after an amount.
pub const SYMBOL: &str = "PoS";

/// Characters an amount may have in text: far more than 39 digits, a point and the symbol need, and short enough to
/// quote in an error.
pub const TEXT_MAX: usize = 64;

/// A number of units of 10⁻¹⁸ PoS.
///
/// In JSON it is a decimal string of units, exact in every language; documents that people read use [`readable`].
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
    BorshSerialize,
    BorshDeserialize,
)]
pub struct Amount(u128);

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// The smallest amount there is: 10⁻¹⁸ PoS.
    pub const UNIT: Self = Self(1);

    /// The largest amount the type can hold, about 3.4 × 10²⁰ PoS.
    pub const MAX: Self = Self(u128::MAX);

    /// An amount of whole PoS. Every `u64` fits.
    #[must_use]
    pub const fn pos(whole: u64) -> Self {
        // u64::MAX × 10^18 is below u128::MAX, so this cannot overflow; `as` because `From` is not const.
        Self((whole as u128).saturating_mul(UNITS_PER_POS))
    }

    /// An amount of `units` × 10⁻¹⁸ PoS.
    #[must_use]
    pub const fn from_units(units: u128) -> Self {
        Self(units)
    }

    /// How many units of 10⁻¹⁸ PoS this is.
    #[must_use]
    pub const fn units(self) -> u128 {
        self.0
    }

    /// The units as the 256-bit number of Solidity's ABI.
    #[must_use]
    pub fn to_u256(self) -> U256 {
        U256::from(self.0)
    }

    /// Whether this is nothing.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The sum, or `None` above [`Amount::MAX`].
    #[must_use]
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(units) => Some(Self(units)),
            None => None,
        }
    }

    /// The difference, or `None` if `other` is more.
    #[must_use]
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(units) => Some(Self(units)),
            None => None,
        }
    }

    /// This amount `times` over (a base amount × multiplier, a monthly release × months), or `None` above
    /// [`Amount::MAX`].
    #[must_use]
    pub const fn checked_mul(self, times: u128) -> Option<Self> {
        match self.0.checked_mul(times) {
            Some(units) => Some(Self(units)),
            None => None,
        }
    }

    /// `self × numerator ÷ denominator`, rounded down (R19), with a product of 256 bits, so that only the result must
    /// fit. `None` if the denominator is 0 or the result is above [`Amount::MAX`].
    #[must_use]
    pub fn mul_div(self, numerator: u128, denominator: u128) -> Option<Self> {
        if denominator == 0 {
            return None;
        }
        // Two factors of 128 bits cannot exceed 256.
        let product = U256::from(self.0).checked_mul(U256::from(numerator))?;
        let quotient = product.checked_div(U256::from(denominator))?;
        u128::try_from(quotient).ok().map(Self)
    }

    /// The sum of many amounts, or `None` above [`Amount::MAX`].
    pub fn checked_sum(amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
        amounts.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }
}

impl From<Amount> for U256 {
    fn from(amount: Amount) -> Self {
        amount.to_u256()
    }
}

/// A 256-bit number that is above [`Amount::MAX`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} units are more than any amount of PoS can be")]
pub struct AmountOutOfRange(pub U256);

impl TryFrom<U256> for Amount {
    type Error = AmountOutOfRange;

    fn try_from(units: U256) -> Result<Self, Self::Error> {
        u128::try_from(units)
            .map(Self)
            .map_err(|_| AmountOutOfRange(units))
    }
}

impl fmt::Display for Amount {
    /// `12.5 PoS`: no trailing zeros, no separators, every unit shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = self.0 / UNITS_PER_POS;
        let fraction = self.0 % UNITS_PER_POS;
        if fraction == 0 {
            return f.pad(&format!("{whole} {SYMBOL}"));
        }
        let digits = format!("{fraction:018}");
        f.pad(&format!(
            "{whole}.{} {SYMBOL}",
            digits.trim_end_matches('0')
        ))
    }
}

/// Why a text is not an amount.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AmountTextError {
    /// There is no digit.
    #[error("an amount is missing: write a number such as 12.5PoS")]
    Empty,
    /// The text is longer than [`TEXT_MAX`].
    #[error("an amount has at most {TEXT_MAX} characters, this has {0}")]
    TooLong(usize),
    /// The amount is below zero.
    #[error("an amount cannot be negative")]
    Negative,
    /// A unit other than PoS.
    #[error("the unit `{0}` is not known: amounts are in PoS, such as 12.5PoS")]
    UnknownUnit(String),
    /// A character that numbers do not have here, such as a thousands separator.
    #[error(
        "`{0}` does not belong in an amount: use digits and at most one point, such as 1000000.5PoS"
    )]
    UnexpectedCharacter(char),
    /// A point without digits on both of its sides, or two points.
    #[error("`{0}` is not a number: a point needs digits on both sides and may come once")]
    Point(String),
    /// More decimal places than PoS has.
    #[error("PoS has {DECIMALS} decimal places, this amount has {0}")]
    TooPrecise(usize),
    /// More than [`Amount::MAX`].
    #[error("this is more than any amount of PoS can be")]
    TooLarge,
}

impl FromStr for Amount {
    type Err = AmountTextError;

    /// Reads what people type: `10PoS`, `0.01`, `1 PoS`. The number is in PoS, with or without the symbol.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let length = text.chars().count();
        if length > TEXT_MAX {
            return Err(AmountTextError::TooLong(length));
        }
        let end = text
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(text.len());
        let (number, unit) = text.split_at(end);
        check_unit(number, unit.trim_start())?;
        if number.is_empty() {
            return Err(AmountTextError::Empty);
        }
        let (whole, fraction) = match number.split_once('.') {
            None => (number, ""),
            Some((whole, fraction)) => {
                if whole.is_empty() || fraction.is_empty() || fraction.contains('.') {
                    return Err(AmountTextError::Point(number.to_owned()));
                }
                (whole, fraction)
            }
        };
        if fraction.len() > usize::from(DECIMALS) {
            return Err(AmountTextError::TooPrecise(fraction.len()));
        }
        let whole: u128 = whole.parse().map_err(|_| AmountTextError::TooLarge)?;
        let fraction: u128 = format!("{fraction:0<18}")
            .parse()
            .map_err(|_| AmountTextError::TooLarge)?;
        whole
            .checked_mul(UNITS_PER_POS)
            .and_then(|units| units.checked_add(fraction))
            .map(Self)
            .ok_or(AmountTextError::TooLarge)
    }
}

/// Accepts nothing or `PoS` after the number, and says what is wrong otherwise.
fn check_unit(number: &str, unit: &str) -> Result<(), AmountTextError> {
    match unit.chars().next() {
        None => Ok(()),
        Some(_) if unit == SYMBOL && !number.is_empty() => Ok(()),
        Some(_) if unit == SYMBOL => Err(AmountTextError::Empty),
        Some('-') if number.is_empty() => Err(AmountTextError::Negative),
        Some(first) if first.is_alphabetic() && !number.is_empty() => {
            Err(AmountTextError::UnknownUnit(unit.to_owned()))
        }
        Some(first) => Err(AmountTextError::UnexpectedCharacter(first)),
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <String as Deserialize>::deserialize(deserializer)?;
        // `u128::from_str` would also take a plus sign.
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(de::Error::custom(
                "an amount is a string of decimal digits, in units of 10^-18 PoS",
            ));
        }
        text.parse()
            .map(Self)
            .map_err(|_| de::Error::custom("this amount does not fit into 128 bits"))
    }
}

/// Amounts as people write them, `"1000000 PoS"`, for documents that people check by eye: use as
/// `#[serde(with = "amounts::readable")]`.
pub mod readable {
    use serde::{Deserialize as _, Deserializer, Serializer, de};

    use super::Amount;

    /// Writes [`Amount`]'s display form.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(amount: &Amount, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(amount)
    }

    /// Reads what [`Amount`]'s `FromStr` reads.
    ///
    /// # Errors
    /// [`super::AmountTextError`] as the deserializer's error.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Amount, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse()
            .map_err(|error| de::Error::custom(format!("amount `{}`: {error}", shown(&text))))
    }

    /// The text, or its beginning if it is too long to be an amount.
    fn shown(text: &str) -> String {
        text.chars().take(super::TEXT_MAX).collect()
    }
}

/// A share in hundredths of a percent, 0 to 10,000 (a whole).
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
)]
#[serde(try_from = "u16", into = "u16")]
pub struct BasisPoints(u16);

impl BasisPoints {
    /// How many basis points are a whole.
    pub const WHOLE: u16 = 10_000;

    /// A share, or `None` above [`Self::WHOLE`].
    #[must_use]
    pub const fn new(basis_points: u16) -> Option<Self> {
        if basis_points > Self::WHOLE {
            None
        } else {
            Some(Self(basis_points))
        }
    }

    /// A share of 0 to 100 percent, or `None` above.
    #[must_use]
    pub const fn percent(percent: u8) -> Option<Self> {
        Self::new((percent as u16).saturating_mul(100))
    }

    /// The number of basis points.
    #[must_use]
    pub const fn get(self) -> u16 {
        self.0
    }

    /// This share of an amount, rounded down.
    #[must_use]
    pub fn of(self, amount: Amount) -> Amount {
        // A share of at most a whole never exceeds the amount, so this fits.
        amount
            .mul_div(u128::from(self.0), u128::from(Self::WHOLE))
            .unwrap_or(amount)
    }

    /// This share of a count (gas, bytes), rounded down.
    #[must_use]
    pub fn of_count(self, count: u64) -> u64 {
        // A share of at most a whole never exceeds the count, so this fits.
        Amount::from_units(u128::from(count))
            .mul_div(u128::from(self.0), u128::from(Self::WHOLE))
            .and_then(|share| u64::try_from(share.units()).ok())
            .unwrap_or(count)
    }
}

/// A share above a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} basis points are more than a whole, which is 10000")]
pub struct BasisPointsOutOfRange(pub u16);

impl TryFrom<u16> for BasisPoints {
    type Error = BasisPointsOutOfRange;

    fn try_from(basis_points: u16) -> Result<Self, Self::Error> {
        Self::new(basis_points).ok_or(BasisPointsOutOfRange(basis_points))
    }
}

impl From<BasisPoints> for u16 {
    fn from(share: BasisPoints) -> Self {
        share.0
    }
}

impl BorshDeserialize for BasisPoints {
    fn deserialize_reader<R: borsh::io::Read>(reader: &mut R) -> borsh::io::Result<Self> {
        let basis_points = u16::deserialize_reader(reader)?;
        Self::try_from(basis_points)
            .map_err(|error| borsh::io::Error::new(borsh::io::ErrorKind::InvalidData, error))
    }
}

impl fmt::Display for BasisPoints {
    /// `5 %`, `0.25 %`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, hundredths) = (self.0 / 100, self.0 % 100);
        if hundredths == 0 {
            return f.pad(&format!("{whole} %"));
        }
        let digits = format!("{hundredths:02}");
        f.pad(&format!("{whole}.{} %", digits.trim_end_matches('0')))
    }
}
