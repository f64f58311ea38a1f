/** The rules by which Cosmos Hub makes and shares out new ATOM (Cosmos SDK, `x/mint`, `x/distribution`, `x/slashing`). */
import { Ratio } from "./ratio";

export interface Minting {
  /** The bonded part of the supply at which inflation stands still. */
  goal: Ratio;
  /** How fast inflation may move within a year. */
  change: Ratio;
  least: Ratio;
  most: Ratio;
  /** How many blocks the chain says that a year has. */
  blocksPerYear: bigint;
}

/** The decimals of the SDK's `Dec`; its products and quotients round half to even. */
const DECIMALS = 18;

/** How far inflation moves in one block, before its limits. */
export function inflationStep(bonded: Ratio, { goal, change, blocksPerYear }: Minting): Ratio {
  const perYear = Ratio.ONE.minus(bonded.by(goal).toEven(DECIMALS)).times(change).toEven(DECIMALS);
  return perYear.by(blocksPerYear).toEven(DECIMALS);
}

/** Inflation after so many blocks with the same part bonded: equal steps between two limits that hold what they stop. */
export function inflationAfter(blocks: bigint, inflation: Ratio, bonded: Ratio, minting: Minting): Ratio {
  return inflation.plus(inflationStep(bonded, minting).times(blocks)).within(minting.least, minting.most);
}

/** What one block adds to the supply, in millionths. */
export function blockProvision(inflation: Ratio, supply: bigint, blocksPerYear: bigint): bigint {
  return inflation.times(supply).by(blocksPerYear).toEven(DECIMALS).floor();
}

/** What a year adds to one bonded token, before the validator's commission. */
export function grossRate(inflation: Ratio, communityTax: Ratio, bonded: Ratio): Ratio {
  return inflation.times(Ratio.ONE.minus(communityTax)).by(bonded);
}

/** What is left of it for who delegates. */
export function netRate(gross: Ratio, commission: Ratio): Ratio {
  return gross.times(Ratio.ONE.minus(commission));
}

/** Tokens behind shares of a validator, rounded down: a slash takes tokens and leaves the shares. */
export function tokensOfShares(shares: bigint, tokens: bigint, allShares: bigint): bigint {
  return Ratio.of(shares * tokens, allShares).floor();
}

/** Shares that tokens buy of a validator, rounded down. */
export function sharesOfTokens(amount: bigint, tokens: bigint, allShares: bigint): bigint {
  return Ratio.of(amount * allShares, tokens).floor();
}
