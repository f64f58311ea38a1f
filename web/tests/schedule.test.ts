import { describe, expect, test } from "vitest";
import { boundaryNear, schedule } from "@/format/schedule";
import { countdown } from "@/format/time";

const DAY = 1000;
const MONTH = 30 * DAY;
const boundaries = Array.from({ length: 14 }, (_, index) => index * MONTH);
const table = [1, 3, 3, 3, 3].map((months, index) => ({
  index,
  months,
  multiplier: 2 ** index,
  name: { en: `stage ${index}`, zh: `阶段 ${index}` },
}));
const at = (month: number) => schedule(month, boundaries, table, DAY);

describe("the schedule", () => {
  test.each([
    [1, 0, 1n],
    [2, 1, 2n],
    [4, 1, 2n],
    [5, 2, 4n],
    [13, 4, 16n],
  ])("month %i is of stage %i with multiplier %i", (month, stage, multiplier) => {
    expect(at(month).current?.index).toBe(stage);
    expect(at(month).multiplier).toBe(multiplier);
  });

  test("puts the boundaries where genesis put them", () => {
    const stages = at(1).stages;
    expect(stages.map((it) => it.endsMs)).toEqual([1, 4, 7, 10, 13].map((month) => month * MONTH));
    expect(stages[1]?.startsMs).toBe(MONTH);
  });

  test("after the last month the multiplier stays and nothing comes next", () => {
    expect(at(14).current).toBeUndefined();
    expect(at(14).next).toBeUndefined();
    expect(at(14).multiplier).toBe(16n);
    expect(at(13).next).toBeUndefined();
  });

  test("a boundary is near from 14 days of the network before it", () => {
    expect(boundaryNear(at(1), MONTH - 15 * DAY)).toBe(false);
    expect(boundaryNear(at(1), MONTH - 14 * DAY)).toBe(true);
    expect(boundaryNear(at(14), 14 * MONTH)).toBe(false);
  });

  test("a countdown stops at nothing", () => {
    expect(countdown(90_061_000)).toEqual({ days: 1, hours: 1, minutes: 1, seconds: 1 });
    expect(countdown(-5)).toEqual({ days: 0, hours: 0, minutes: 0, seconds: 0 });
  });
});
