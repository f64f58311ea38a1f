/** The rules of Tezos' adaptive issuance, staking and slashing (`docs/alpha/adaptive_issuance.rst`, protocol Tallinn). */
import { Ratio } from "./ratio";

const CENTRE_FROM = Ratio.of(48, 100);
const CENTRE_TO = Ratio.of(52, 100);
/** Each day, the dynamic rate moves by this part of the distance to the centre. */
const GROWTH_PER_DAY = Ratio.of(1, 100);
const STATIC_OVER = Ratio.of(1, 1600);
const LEAST = Ratio.of(25, 10_000);
const MOST = Ratio.of(10, 100);

/** A delegated tez has the weight of a third of a staked one. */
export const STAKING_OVER_DELEGATION = 3n;
/** How many times its own stake a baker may be entrusted with. */
const MOST_TIMES_OWN = 9n;

/** Falls as more is staked: 1 ÷ (1600 · r²). */
export function staticRate(staked: Ratio): Ratio {
  return STATIC_OVER.by(staked.times(staked));
}

/** The most that can be issued at this staked part. */
export function adaptiveMost(staked: Ratio): Ratio {
  if (staked.compare(Ratio.of(5, 100)) <= 0) return MOST;
  if (staked.compare(Ratio.of(50, 100)) >= 0) return Ratio.of(1, 100);
  const distance = Ratio.of(50).minus(staked.times(100)).by(42);
  return Ratio.ONE.plus(distance.times(distance).times(9)).by(100).within(Ratio.of(1, 100), MOST);
}

const cap = (staked: Ratio): Ratio => adaptiveMost(staked).atMost(MOST);

/** What is issued in a year, as a part of the supply. */
export function issuanceRate(staked: Ratio, dynamic: Ratio): Ratio {
  return staticRate(staked).plus(dynamic).atMost(cap(staked)).atLeast(LEAST);
}

/** The dynamic rate one day later, before its limits. */
export function dynamicStep(staked: Ratio): Ratio {
  const below = CENTRE_FROM.minus(staked);
  const above = CENTRE_TO.minus(staked);
  if (below.compare(Ratio.ZERO) > 0) return below.times(GROWTH_PER_DAY);
  return above.compare(Ratio.ZERO) < 0 ? above.times(GROWTH_PER_DAY) : Ratio.ZERO;
}

/** The dynamic rate one day later: never below nothing, and never more than the cap leaves beside the static rate. */
export function dynamicAfterDay(staked: Ratio, dynamic: Ratio): Ratio {
  const room = cap(staked).minus(staticRate(staked)).atLeast(Ratio.ZERO);
  return dynamic.plus(dynamicStep(staked)).within(Ratio.ZERO, room);
}

/** Weights by which a block's rewards are shared out. */
const WEIGHTS = { attestation: 10_240n, fixed: 5_120n, bonus: 5_120n, dal: 2_275n, nonce: 1n, vdf: 1n } as const;
const ALL_WEIGHTS = 22_757n;
/** At the coefficient 1: 80,007,812 mutez a minute, of which a block of six seconds is a tenth. */
const PER_MINUTE = 80_007_812n;
const MINUTES_PER_YEAR = 525_600n;
const BLOCKS_PER_MINUTE = 10n;

export type Reward = keyof typeof WEIGHTS;

/** How the issuance of today stands to the base amount. */
export function coefficient(rate: Ratio, supply: bigint): Ratio {
  return rate.times(supply).by(MINUTES_PER_YEAR).by(PER_MINUTE);
}

/** What a block pays for a kind of work, in mutez, rounded down. */
export function blockReward(of: Reward, rate: Ratio, supply: bigint): bigint {
  const perBlock = Ratio.of(PER_MINUTE, BLOCKS_PER_MINUTE);
  return perBlock.times(Ratio.of(WEIGHTS[of], ALL_WEIGHTS)).times(coefficient(rate, supply)).floor();
}

export interface Baker {
  own: bigint;
  /** Staked with the baker by others. */
  staked: bigint;
  ownDelegated: bigint;
  /** Delegated to the baker by others. */
  delegated: bigint;
  /** How many times its own stake the baker accepts from others. */
  limit: bigint;
}

/** The weight of a baker. What is staked above its limit counts as delegated; delegated tez count a third. */
export function bakingPower(baker: Baker): { staked: Ratio; delegated: Ratio; power: Ratio } {
  const limit = Ratio.of(baker.limit).atMost(Ratio.of(MOST_TIMES_OWN)).times(baker.own);
  const accepted = Ratio.of(baker.staked).atMost(limit);
  const over = Ratio.of(baker.staked).minus(accepted);
  const staked = Ratio.of(baker.own).plus(accepted);
  const delegated = Ratio.of(baker.ownDelegated + baker.delegated)
    .plus(over)
    .atMost(Ratio.of(baker.own * MOST_TIMES_OWN));
  return { staked, delegated, power: staked.plus(delegated.by(STAKING_OVER_DELEGATION)) };
}

/** How the reward for stake is split: by share, and of the stakers' part the baker keeps its edge. */
export function split(reward: bigint, own: bigint, staked: bigint, edge: Ratio): { baker: Ratio; stakers: Ratio } {
  const stakers = Ratio.of(reward * staked, own + staked).times(Ratio.ONE.minus(edge));
  return { baker: Ratio.of(reward).minus(stakers), stakers };
}

/** What a year adds to one staked tez, before the baker's edge. A delegated one brings its baker a third of it. */
export function grossRate(rate: Ratio, staked: Ratio, delegated: Ratio): Ratio {
  return rate.by(staked.plus(delegated.by(STAKING_OVER_DELEGATION)));
}

/** The part of a stake that a double attestation costs; `slots` is the part of the slots that were misused. */
export function doubleAttestation(slots: Ratio): Ratio {
  return slots.times(slots).times(9).atMost(Ratio.ONE);
}
