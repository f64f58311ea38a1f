//! IRISnet: a mint of its own (`modules/mint` of irishub), the rest as Cosmos.

use crate::Decimal;

/// Days until unbonded tokens are free.
pub const UNBONDING_DAYS: u64 = 21;
/// What a double signature costs: 1 %.
pub const DOUBLE_SIGN_SLASH: Decimal = Decimal::from_bps(100);
/// What inflation is a part of, in uiris. It never grows: there is no compounding.
pub const INFLATION_BASE: u64 = 2_000_000_000_000_000;
/// Blocks that a year is said to have: one each five seconds, in a year of 365.25 days.
pub const BLOCKS_PER_YEAR: u64 = 6_311_520;

/// What one block makes, in uiris, however long it took.
pub fn block_provision(inflation: Decimal) -> Option<u64> {
    let annual = inflation.times_whole(INFLATION_BASE)?;
    annual.over_whole(BLOCKS_PER_YEAR)?.floor()
}

/// What a delegator earns in a year for each token, where so many uiris are bonded.
pub fn yearly_rate(
    inflation: Decimal,
    community_tax: Decimal,
    bonded: u64,
    commission: Decimal,
) -> Option<Decimal> {
    let per_token = inflation.times(Decimal::ratio(INFLATION_BASE, bonded)?)?;
    let gross = per_token.times(Decimal::ONE.minus(community_tax)?)?;
    gross.times(Decimal::ONE.minus(commission)?)
}
