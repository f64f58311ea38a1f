/**
 * A year of staking, day by day. Fractions are exact; only what is shown is cut. Rewards are not staked again, and the
 * supply stays as it is: both are said on the page.
 */
import { grossRate as hubGross, inflationAfter } from "./cosmos";
import { BLOCKS_PER_YEAR as IRIS_BLOCKS, INFLATION_BASE as IRIS_BASE, grossRate as irisGross } from "./iris";
import type { ChainId, Values } from "./parameters";
import { Ratio } from "./ratio";
import { doubleAttestation, dynamicAfterDay, grossRate as tezosGross, issuanceRate } from "./tezos";

export const DAYS = 365;
export const MONTHS = 12;

/** The day on which a month of the simulation begins. */
export const dayOfMonth = (month: number): number => Math.floor((DAYS * month) / MONTHS);

/** Tezos issues by what was staked three cycles, of a day each, before. */
const TEZOS_DELAY = 3;

export type Fault = "doubleSign" | "downtime" | "slots";

export interface Plan {
  chain: ChainId;
  values: Values;
  validators: readonly { stake: bigint; commission: Ratio }[];
  /** What if a validator is punished. */
  slash?: { day: number; validator: number; fault: Fault } | undefined;
  /** What if I take everything back. */
  unbond?: { day: number } | undefined;
  /** What if a validator takes another commission. */
  commission?: { day: number; validator: number; commission: Ratio } | undefined;
  /** What if another part of all coins is staked. */
  crowd?: { day: number; bonded: Ratio } | undefined;
}

export interface Month {
  /** For each validator. */
  rewards: readonly Ratio[];
  lost: bigint;
  /** Staked or on its way back, at the end of the month. */
  kept: bigint;
}

export interface Outcome {
  months: readonly Month[];
  rewards: Ratio;
  lost: bigint;
  /** The day on which what was taken back is free. */
  freeOn: number | undefined;
  /** What a year at the first day's rates would add to the whole amount, as a part of it. */
  firstRate: Ratio;
  lastRate: Ratio;
}

export function simulate(plan: Plan): Outcome {
  const { values, validators, slash, unbond, commission } = plan;
  const rates = grossRates(plan);
  const stakes = validators.map(({ stake }) => stake);
  const all = stakes.reduce((sum, stake) => sum + stake, 0n);
  const freeOn = unbond && unbond.day + Number(values("unbonding").floor()) + UNBONDING_EXTRA[plan.chain];
  // One that signed twice is out for good; on Tezos the baker comes back.
  const isOut = (validator: number, day: number) =>
    slash?.fault === "doubleSign" && plan.chain !== "tezos" && slash.validator === validator && day >= slash.day;
  const commissionOf = (validator: number, day: number): Ratio =>
    commission && commission.validator === validator && day >= commission.day
      ? commission.commission
      : (validators[validator]?.commission ?? Ratio.ZERO);
  const netOn = (validator: number, day: number): Ratio =>
    (rates[day] ?? Ratio.ZERO).times(Ratio.ONE.minus(commissionOf(validator, day)));
  const average = (day: number): Ratio =>
    all === 0n
      ? Ratio.ZERO
      : validators.reduce((sum, { stake }, index) => sum.plus(netOn(index, day).times(stake)), Ratio.ZERO).by(all);

  const months: Month[] = [];
  let [rewards, lost] = [Ratio.ZERO, 0n];
  for (let month = 0; month < MONTHS; month++) {
    const earned = stakes.map(() => Ratio.ZERO);
    let lostNow = 0n;
    for (let day = dayOfMonth(month); day < dayOfMonth(month + 1); day++) {
      if (slash?.day === day && (freeOn === undefined || day < freeOn)) {
        const before = stakes[slash.validator] ?? 0n;
        const left = Ratio.ONE.minus(slashed(slash.fault, values)).times(before).floor();
        stakes[slash.validator] = left;
        lostNow += before - left;
      }
      if (unbond && day >= unbond.day) continue;
      stakes.forEach((stake, index) => {
        if (isOut(index, day)) return;
        earned[index] = (earned[index] as Ratio).plus(netOn(index, day).times(stake).by(DAYS));
      });
    }
    lost += lostNow;
    rewards = earned.reduce((sum, it) => sum.plus(it), rewards);
    months.push({ rewards: earned, lost: lostNow, kept: stakes.reduce((sum, stake) => sum + stake, 0n) });
  }
  return { months, rewards, lost, freeOn, firstRate: average(0), lastRate: average(DAYS - 1) };
}

/** Tezos counts full cycles: what is taken back within one begins to wait with the next. */
const UNBONDING_EXTRA: Readonly<Record<ChainId, number>> = { hub: 0, iris: 0, tezos: 1 };

/** The part that a fault costs. */
export function slashed(fault: Fault, values: Values): Ratio {
  return fault === "slots" ? doubleAttestation(values("slots")) : values(fault);
}

/** What a year would add to a staked coin at the rate of each day, before commission. */
export function grossRates({ chain, values, crowd }: Pick<Plan, "chain" | "values" | "crowd">): Ratio[] {
  const days = Array.from({ length: DAYS }, (_, day) => day);
  const changedOn = crowd ? crowd.day : DAYS;
  if (chain === "hub") return hubRates(days, changedOn, values, crowd?.bonded);
  if (chain === "iris") return irisRates(days, changedOn, values, crowd?.bonded);
  return tezosRates(days, changedOn, values, crowd?.bonded);
}

function hubRates(days: number[], changedOn: number, values: Values, changed: Ratio | undefined): Ratio[] {
  const minting = {
    goal: values("goal"),
    change: values("change"),
    least: values("least"),
    most: values("most").atLeast(values("least")),
    blocksPerYear: values("blocksPerYear").floor(),
  };
  const real = values("realBlocks").floor();
  const blocksTo = (day: number) => (real * BigInt(day)) / BigInt(DAYS);
  const before = values("bonded");
  const then = inflationAfter(blocksTo(changedOn), values("inflation"), before, minting);
  const speed = Ratio.of(real, minting.blocksPerYear);
  return days.map((day) => {
    const late = day >= changedOn && changed !== undefined;
    const bonded = late ? changed : before;
    const inflation = late
      ? inflationAfter(blocksTo(day) - blocksTo(changedOn), then, bonded, minting)
      : inflationAfter(blocksTo(day), values("inflation"), bonded, minting);
    return hubGross(inflation, values("tax"), bonded).times(speed);
  });
}

/** Inflation is what a vote says; more bonded coins share the same amount. The change is told as a part of the base. */
function irisRates(days: number[], changedOn: number, values: Values, changed: Ratio | undefined): Ratio[] {
  const speed = Ratio.of(values("realBlocks").floor(), IRIS_BLOCKS);
  const rate = (coins: bigint) => irisGross(values("inflation"), values("tax"), coins).times(speed);
  const before = rate(values("bondedCoins").times(1_000_000n).floor());
  const after = changed ? rate(changed.times(IRIS_BASE).floor()) : before;
  return days.map((day) => (day < changedOn ? before : after));
}

function tezosRates(days: number[], changedOn: number, values: Values, changed: Ratio | undefined): Ratio[] {
  let dynamic = values("dynamic");
  const issued: Ratio[] = [];
  const staked = days.map((day) => (day >= changedOn && changed ? changed : values("staked")));
  for (const part of staked) {
    issued.push(issuanceRate(part, dynamic));
    dynamic = dynamicAfterDay(part, dynamic);
  }
  return days.map((day) => {
    const part = staked[day] as Ratio;
    // Together at most everything.
    const delegated = values("delegated").atMost(Ratio.ONE.minus(part));
    return tezosGross(issued[Math.max(0, day - TEZOS_DELAY)] as Ratio, part, delegated);
  });
}
