/** The rules by which IRISnet makes new IRIS (irismod, `modules/mint`). */
import { Ratio } from "./ratio";

/** What inflation is counted on, in millionths of an IRIS. It never grows, so nothing compounds. */
export const INFLATION_BASE = 2_000_000_000_000_000n;

/** Fixed in the program, however long blocks really take. */
export const BLOCKS_PER_YEAR = 6_311_520n;

/** What one block adds, in millionths: the same for a slow block and a fast one. */
export function blockProvision(inflation: Ratio): bigint {
  return inflation.times(INFLATION_BASE).by(BLOCKS_PER_YEAR).floor();
}

/** What a year adds to one bonded token, before the validator's commission. */
export function grossRate(inflation: Ratio, communityTax: Ratio, bonded: bigint): Ratio {
  return inflation.times(INFLATION_BASE).times(Ratio.ONE.minus(communityTax)).by(bonded);
}
