/** Amounts of PoS: integers of base units in state, decimal numbers on the page. Never a float. */

export const DECIMALS = 18;
const ONE = 10n ** 18n;

/** All PoS there will ever be (WP-55). */
export const TOTAL_SUPPLY = 100_000_000n * ONE;

/** How many decimals a page shows; the rest is there on focus and in the copy. */
const SHOWN_DECIMALS = 4;

/** The exact decimal number, without grouping: what is copied, and what `parseAmount` reads back. */
export function exactAmount(units: bigint): string {
  const sign = units < 0n ? "-" : "";
  const absolute = units < 0n ? -units : units;
  const fraction = (absolute % ONE).toString().padStart(DECIMALS, "0").replace(/0+$/, "");
  return `${sign}${absolute / ONE}${fraction === "" ? "" : `.${fraction}`}`;
}

/**
 * The amount as a page shows it: grouped, at most four decimals, rounded down, so that nobody reads more than there is.
 * What is too small to be seen is `<0.0001`, not 0.
 */
export function showAmount(units: bigint, locale: string): string {
  const absolute = units < 0n ? -units : units;
  const step = 10n ** BigInt(DECIMALS - SHOWN_DECIMALS);
  if (absolute !== 0n && absolute < step) {
    return `${units < 0n ? ">−" : "<"}0.0001`;
  }
  const whole = new Intl.NumberFormat(locale).format(absolute / ONE);
  const fraction = ((absolute % ONE) / step).toString().padStart(SHOWN_DECIMALS, "0").replace(/0+$/, "");
  return `${units < 0n ? "−" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}

export type ParsedAmount = { units: bigint } | { problem: "empty" | "format" | "decimals" };

/** Reads what a person types: digits with an optional fraction; grouping commas, spaces and full-width digits pass. */
export function parseAmount(text: string): ParsedAmount {
  const plain = text.normalize("NFKC").replace(/[\s,_]|PoS/gi, "");
  if (plain === "") return { problem: "empty" };
  const match = /^(\d*)(?:\.(\d*))?$/.exec(plain);
  const [, whole = "", fraction = ""] = match ?? [];
  if (!match || (whole === "" && fraction === "")) return { problem: "format" };
  if (fraction.length > DECIMALS) return { problem: "decimals" };
  return { units: BigInt(whole || "0") * ONE + BigInt(fraction.padEnd(DECIMALS, "0")) };
}

/** What an amount counts for: nominal ÷ multiplier, rounded down (R2, WP-28). */
export function baseOf(nominal: bigint, multiplier: bigint): bigint {
  return multiplier > 0n ? nominal / multiplier : nominal;
}

/** A share of a whole in percent with one decimal, for bars and their labels. */
export function share(part: bigint, whole: bigint): number {
  return whole === 0n ? 0 : Number((part * 100_000n) / whole) / 1000;
}
