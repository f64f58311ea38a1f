/**
 * What the simulation rests on, chain by chain. Chains change these by votes: each figure says where it was read, none
 * is a promise, and the page lets the reader put in what the chain says today.
 */
import { Ratio } from "./ratio";

export const CHAINS = ["hub", "iris", "tezos"] as const;
export type ChainId = (typeof CHAINS)[number];

/** Where a figure comes from; the texts of the page say it in words. */
export type Source = "hubMint" | "hubSlashing" | "irisCode" | "irisDocs" | "tezosRules" | "example";

export type Unit = "percent" | "days" | "count" | "coins";

export interface Parameter {
  key: ParameterKey;
  /** As people write it: 10 for ten percent. */
  value: string;
  unit: Unit;
  source: Source;
}

export type ParameterKey =
  | "inflation"
  | "bonded"
  | "goal"
  | "change"
  | "least"
  | "most"
  | "blocksPerYear"
  | "realBlocks"
  | "tax"
  | "unbonding"
  | "doubleSign"
  | "downtime"
  | "bondedCoins"
  | "staked"
  | "delegated"
  | "dynamic"
  | "slots";

/** When the figures were gathered. */
export const GATHERED = Date.UTC(2026, 10, 22, 12);

const parameter = (key: ParameterKey, value: string, unit: Unit, source: Source): Parameter => ({
  key,
  value,
  unit,
  source,
});

interface Chain {
  /** How a thing of value is called there. */
  coin: string;
  name: string;
  /** What slashes there, with the parameter that says how much. */
  faults: readonly ["doubleSign", "downtime"] | readonly ["doubleSign", "slots"];
  parameters: readonly Parameter[];
}

export const CHAIN: Readonly<Record<ChainId, Chain>> = {
  hub: {
    coin: "ATOM",
    name: "Cosmos Hub",
    faults: ["doubleSign", "downtime"],
    parameters: [
      parameter("inflation", "10", "percent", "example"),
      parameter("bonded", "60", "percent", "example"),
      parameter("goal", "67", "percent", "hubMint"),
      parameter("change", "100", "percent", "hubMint"),
      parameter("least", "7", "percent", "hubMint"),
      parameter("most", "10", "percent", "hubMint"),
      parameter("blocksPerYear", "4360000", "count", "hubMint"),
      parameter("realBlocks", "4360000", "count", "example"),
      parameter("tax", "2", "percent", "hubMint"),
      parameter("unbonding", "21", "days", "hubSlashing"),
      parameter("doubleSign", "5", "percent", "hubSlashing"),
      parameter("downtime", "0.01", "percent", "hubSlashing"),
    ],
  },
  iris: {
    coin: "IRIS",
    name: "IRISnet",
    faults: ["doubleSign", "downtime"],
    parameters: [
      parameter("inflation", "4", "percent", "irisCode"),
      parameter("bondedCoins", "700000000", "coins", "example"),
      parameter("realBlocks", "6311520", "count", "example"),
      parameter("tax", "2", "percent", "irisDocs"),
      parameter("unbonding", "21", "days", "irisDocs"),
      parameter("doubleSign", "1", "percent", "irisDocs"),
      parameter("downtime", "0.03", "percent", "irisDocs"),
    ],
  },
  tezos: {
    coin: "XTZ",
    name: "Tezos",
    faults: ["doubleSign", "slots"],
    parameters: [
      parameter("staked", "28", "percent", "example"),
      parameter("delegated", "40", "percent", "example"),
      parameter("dynamic", "2.7", "percent", "example"),
      parameter("unbonding", "4", "days", "tezosRules"),
      parameter("doubleSign", "5", "percent", "tezosRules"),
      parameter("slots", "10", "percent", "example"),
    ],
  },
};

/** What the reader may have put in instead. */
export type Changed = Partial<Record<ParameterKey, string>>;

/** What each may be; a part of everything is at most everything, and nothing is divided by nothing. */
function fits(unit: Unit, key: ParameterKey, value: Ratio): boolean {
  if (value.compare(Ratio.ZERO) < 0) return false;
  const positive = ["bonded", "goal", "blocksPerYear", "bondedCoins", "staked"].includes(key);
  if (positive && value.compare(Ratio.ZERO) === 0) return false;
  if (unit === "percent") return value.compare(Ratio.of(100)) <= 0;
  if (unit === "days") return value.compare(Ratio.of(365)) <= 0;
  return value.under === 1n && value.compare(Ratio.of(10n ** 15n)) <= 0;
}

export type Values = (key: ParameterKey) => Ratio;

/** The figures that count: parts of one for percents. What cannot be read is named. */
export function valuesOf(chain: ChainId, changed: Changed): { values: Values; wrong: ReadonlySet<ParameterKey> } {
  const wrong = new Set<ParameterKey>();
  const read = new Map<ParameterKey, Ratio>();
  for (const { key, value, unit } of CHAIN[chain].parameters) {
    let chosen = Ratio.parse(changed[key] ?? value);
    if (!chosen || !fits(unit, key, chosen)) {
      wrong.add(key);
      chosen = Ratio.read(value);
    }
    read.set(key, unit === "percent" ? chosen.by(100) : chosen);
  }
  return { values: (key) => read.get(key) ?? Ratio.ZERO, wrong };
}
