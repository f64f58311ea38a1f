//! Cosmos Hub: `x/mint`, `x/distribution`, `x/staking` and `x/slashing` of the Cosmos SDK.

use crate::Decimal;

/// Days until unbonded tokens are free (`unbonding_time`); they earn nothing and can still be slashed.
pub const UNBONDING_DAYS: u64 = 21;
/// What a double signature costs each delegator of the validator, for ever out of the set: 5 %.
pub const DOUBLE_SIGN_SLASH: Decimal = Decimal::from_bps(500);
/// What a long absence costs: 0.01 %.
pub const DOWNTIME_SLASH: Decimal = Decimal::from_bps(1);

/// Parameters of `x/mint`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mint {
    /// The part of all tokens that should be bonded.
    pub goal: Decimal,
    /// How fast inflation may move, in a year.
    pub change: Decimal,
    /// The lowest inflation.
    pub least: Decimal,
    /// The highest inflation.
    pub most: Decimal,
    /// Blocks that a year is said to have.
    pub blocks_per_year: u64,
}

/// The Hub's parameters as they were last published; a chain is asked for those of today.
pub const MINT: Mint = Mint {
    goal: Decimal::from_bps(6_700),
    change: Decimal::from_bps(10_000),
    least: Decimal::from_bps(700),
    most: Decimal::from_bps(1_000),
    blocks_per_year: 4_360_000,
};

/// Inflation after one more block (`NextInflationRate`).
pub fn next_inflation(mint: &Mint, inflation: Decimal, bonded_ratio: Decimal) -> Option<Decimal> {
    let distance = Decimal::ONE.minus(bonded_ratio.over(mint.goal)?)?;
    let in_a_year = distance.times(mint.change)?;
    let in_a_block = in_a_year.over(Decimal::whole(mint.blocks_per_year)?)?;
    Some(inflation.plus(in_a_block)?.within(mint.least, mint.most))
}

/// What one block makes, in the smallest unit (`BlockProvision`).
pub fn block_provision(mint: &Mint, inflation: Decimal, supply: u64) -> Option<u64> {
    let annual = inflation.times_whole(supply)?;
    annual.over_whole(mint.blocks_per_year)?.floor()
}

/// What a delegator earns in a year for each token, without compounding: what is made, less the community's tax, shared
/// by stake, less the validator's commission.
///
/// It is as if blocks came as often as declared; it is scaled by how often they do.
pub fn yearly_rate(
    inflation: Decimal,
    community_tax: Decimal,
    bonded_ratio: Decimal,
    commission: Decimal,
) -> Option<Decimal> {
    let shared = inflation.times(Decimal::ONE.minus(community_tax)?)?;
    let gross = shared.over(bonded_ratio)?;
    gross.times(Decimal::ONE.minus(commission)?)
}

/// The tokens behind shares of a validator: ⌊shares × tokens ÷ all shares⌋. A slash takes tokens and leaves shares.
pub fn tokens_of_shares(shares: u64, tokens: u64, all_shares: u64) -> Option<u64> {
    let product = u128::from(shares).checked_mul(u128::from(tokens))?;
    u64::try_from(product.checked_div(u128::from(all_shares))?).ok()
}

/// What is left of delegated tokens after a slash.
pub fn after_slash(tokens: Decimal, fraction: Decimal) -> Option<Decimal> {
    tokens.times(Decimal::ONE.minus(fraction)?)
}
