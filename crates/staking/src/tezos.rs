//! Tezos: adaptive issuance, baking power, shares of rewards, denunciations.
//!
//! Constants are those of the mainnet protocol Tallinn. The rate of a cycle follows from the stake three cycles before.

use crate::Decimal;

/// Full cycles until unstaked tez are free: it is more than four days and less than five.
pub const UNSTAKE_CYCLES: u64 = 4;
/// How much less a delegated tez weighs than a staked one.
pub const EDGE_OF_STAKING: u64 = 3;
/// The most that stakers may bring for each tez of the baker's own.
pub const STAKING_LIMIT_MAX: u64 = 9;
/// The most delegated tez that count for each staked one of the baker's own.
pub const DELEGATION_LIMIT: u64 = 9;
/// What a double bake costs: 5 % of the stake.
pub const DOUBLE_BAKE_SLASH: Decimal = Decimal::from_bps(500);

/// The sum of the weights that the issuance of a block is shared by.
const SUM_OF_WEIGHTS: u64 = 22_757;
/// Minutes of a year.
const MINUTES_PER_YEAR: u64 = 525_600;
/// Blocks of a minute.
const BLOCKS_PER_MINUTE: u64 = 10;
/// The static rate's divisor: 1 ÷ (1600 r²).
const STATIC_DIVISOR: u64 = 1_600;

const CENTRE_FROM: Decimal = Decimal::from_bps(4_800);
const CENTRE_TO: Decimal = Decimal::from_bps(5_200);
const GROWTH_PER_DAY: Decimal = Decimal::from_bps(100);
const MOST: Decimal = Decimal::from_bps(1_000);
const LEAST: Decimal = Decimal::from_bps(25);
const LEAST_CEILING: Decimal = Decimal::from_bps(100);

/// What a duty weighs in the issuance of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duty {
    /// Attesting.
    Attestation,
    /// Baking, the fixed part.
    BakingFixed,
    /// Baking, the part for attestations above two thirds.
    BakingBonus,
    /// The data availability layer.
    DataAvailability,
    /// Revealing a nonce.
    Nonce,
}

/// The rate that follows from the staked part of all tez alone: 1 ÷ (1600 r²).
pub fn static_rate(staked_ratio: Decimal) -> Option<Decimal> {
    let square = staked_ratio.times(staked_ratio)?;
    Decimal::ONE.over(square.times_whole(STATIC_DIVISOR)?)
}

/// The ceiling of the rate: 10 % up to 5 % staked, 1 % from 50 % on, a parabola between.
pub fn ceiling(staked_ratio: Decimal) -> Option<Decimal> {
    if staked_ratio <= Decimal::from_bps(500) {
        return Some(MOST);
    }
    if staked_ratio >= Decimal::from_bps(5_000) {
        return Some(LEAST_CEILING);
    }
    let percent_below_half = Decimal::whole(50)?.minus(staked_ratio.times_whole(100)?)?;
    let part = percent_below_half.over(Decimal::whole(42)?)?;
    let percent = Decimal::ONE.plus(part.times(part)?.times_whole(9)?)?;
    Some(percent.over_whole(100)?.within(LEAST_CEILING, MOST))
}

/// How the dynamic rate moves in one cycle of a day: up below 48 % staked, down above 52 %.
pub fn dynamic_change(staked_ratio: Decimal) -> Option<Decimal> {
    let distance = if staked_ratio < CENTRE_FROM {
        CENTRE_FROM.minus(staked_ratio)?
    } else if staked_ratio > CENTRE_TO {
        CENTRE_TO.minus(staked_ratio)?
    } else {
        Decimal::ZERO
    };
    distance.times(GROWTH_PER_DAY)
}

/// What is issued in a year, as a part of all tez.
pub fn issuance_rate(staked_ratio: Decimal, dynamic: Decimal) -> Option<Decimal> {
    let most = ceiling(staked_ratio)?;
    let rate = static_rate(staked_ratio)?
        .plus(dynamic)?
        .within(Decimal::ZERO, most);
    Some(rate.within(LEAST, MOST))
}

/// What a duty earns in one block, in mutez, all bakers together.
pub fn block_reward(rate: Decimal, supply: u64, duty: Duty) -> Option<u64> {
    let weight = match duty {
        Duty::Attestation => 10_240,
        Duty::BakingFixed | Duty::BakingBonus => 5_120,
        Duty::DataAvailability => 2_275,
        Duty::Nonce => 1,
    };
    let per_minute = rate.times_whole(supply)?.over_whole(MINUTES_PER_YEAR)?;
    let per_block = per_minute.over_whole(BLOCKS_PER_MINUTE)?;
    per_block
        .times_whole(weight)?
        .over_whole(SUM_OF_WEIGHTS)?
        .floor()
}

/// The stake and delegation that a baker is weighed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Baker {
    /// What the baker staked, in mutez.
    pub own_staked: u64,
    /// What others staked with it.
    pub staked_by_others: u64,
    /// What it holds without staking, and what others delegated to it.
    pub delegated: u64,
    /// How much of others' stake it takes for each of its own.
    pub limit: u64,
}

impl Baker {
    /// What counts as staked: others' stake up to the limit.
    pub fn staked(&self) -> Option<u64> {
        let limit = self.limit.min(STAKING_LIMIT_MAX);
        let room = self.own_staked.checked_mul(limit)?;
        self.own_staked.checked_add(self.staked_by_others.min(room))
    }

    /// Baking power in mutez: staked + delegated ÷ 3, where what is staked above the limit counts as delegated, and
    /// delegated up to nine times the baker's own.
    pub fn power(&self) -> Option<Decimal> {
        let staked = self.staked()?;
        let above = self
            .own_staked
            .checked_add(self.staked_by_others)?
            .checked_sub(staked)?;
        let room = self.own_staked.checked_mul(DELEGATION_LIMIT)?;
        let delegated = self.delegated.checked_add(above)?.min(room);
        Decimal::whole(staked)?.plus(Decimal::ratio(delegated, EDGE_OF_STAKING)?)
    }
}

/// How a reward on stake is shared: (baker, stakers) of `reward`. The baker keeps `edge` of what others' stake earned.
pub fn shares(reward: u64, own: u64, others: u64, edge: Decimal) -> Option<(u64, u64)> {
    let all = u128::from(own).checked_add(u128::from(others))?;
    let by_others = u128::from(reward)
        .checked_mul(u128::from(others))?
        .checked_div(all)?;
    let by_others = u64::try_from(by_others).ok()?;
    let stakers = Decimal::ONE.minus(edge)?.times_whole(by_others)?.floor()?;
    Some((reward.checked_sub(stakers)?, stakers))
}

/// What a year gives for each staked tez, before the baker's edge; a delegated tez gives a third of it.
pub fn yield_per_staked(
    rate: Decimal,
    staked_ratio: Decimal,
    delegated_ratio: Decimal,
) -> Option<Decimal> {
    rate.over(staked_ratio.plus(delegated_ratio.over_whole(EDGE_OF_STAKING)?)?)
}

/// What a double attestation costs where bakers with such a part of the slots did it: 9 f², all of it from a third on.
pub fn double_attestation_slash(slots: Decimal) -> Option<Decimal> {
    let part = slots.times(slots)?.times_whole(9)?;
    Some(part.within(Decimal::ZERO, Decimal::ONE))
}
