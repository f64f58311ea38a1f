/** The calendar of the network as pages need it (R1, R12, WP-55). */

export interface StageSpan {
  index: number;
  months: number;
  multiplier: bigint;
  name: { en: string; zh: string };
  startsMs: number;
  endsMs: number;
}

export interface Schedule {
  month: number;
  /** The 14 boundaries of the 13 months. */
  boundariesMs: readonly number[];
  stages: readonly StageSpan[];
  /** The running stage; nothing after the last. */
  current: StageSpan | undefined;
  /** The stage after it; nothing in the last. */
  next: StageSpan | undefined;
  /** The multiplier that counts now; it stays after the last stage (R18). */
  multiplier: bigint;
  /** The length of a day of this network (R12). */
  dayMs: number;
}

interface StageText {
  index: number;
  name: { en: string; zh: string };
  months: number;
  multiplier: number;
}

/** Puts the stages of genesis on the boundaries of the calendar. */
export function schedule(
  month: number,
  boundariesMs: readonly number[],
  table: readonly StageText[],
  dayMs: number,
): Schedule {
  let first = 0;
  const stages = table.map((entry): StageSpan => {
    const startsMs = boundariesMs[first] ?? 0;
    first += entry.months;
    return { ...entry, multiplier: BigInt(entry.multiplier), startsMs, endsMs: boundariesMs[first] ?? startsMs };
  });
  let months = 0;
  const at = stages.findIndex((stage) => month <= (months += stage.months));
  const current = stages[at];
  return {
    month,
    boundariesMs,
    stages,
    current,
    next: current ? stages[at + 1] : undefined,
    multiplier: (current ?? stages.at(-1))?.multiplier ?? 1n,
    dayMs,
  };
}

/** A boundary is announced this many days of the network before it (R3). */
const NEAR_DAYS = 14;

/** Whether the step to the next multiplier is so near that members should hear of it. */
export function boundaryNear(plan: Schedule, nowMs: number): boolean {
  return plan.current !== undefined && plan.current.endsMs - nowMs <= NEAR_DAYS * plan.dayMs;
}
