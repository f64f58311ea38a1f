import { describe, expect, test } from "vitest";
import { firstLate, stepOf } from "@/chain/life";

describe("the life of a campaign", () => {
  test("is found among thousands of proposals by reading a few", async () => {
    const openedAt = Array.from({ length: 5000 }, (_, at) => at * 10);
    for (const [from, expected] of [
      [0, 0],
      [1, 1],
      [25_000, 2500],
      [49_991, 5000],
    ] as const) {
      let reads = 0;
      const found = await firstLate(0, openedAt.length, (at) => {
        reads++;
        return Promise.resolve((openedAt[at] ?? 0) >= from);
      });
      expect(found).toBe(expected);
      expect(reads).toBeLessThanOrEqual(13);
    }
    expect(await firstLate(0, 0, () => Promise.reject(new Error("there is nothing to read")))).toBe(0);
  });

  test("has five steps, of which the second is the vote, and none where it ended before it began", () => {
    expect(stepOf("draft", false)).toBe("draft");
    expect(stepOf("draft", true)).toBe("review");
    expect(stepOf("open", true)).toBe("active");
    expect(stepOf("settlement", false)).toBe("closed");
    expect(stepOf("settled", false)).toBe("settled");
    for (const status of ["withdrawn", "lapsed", "unfunded"] as const) expect(stepOf(status, false)).toBeUndefined();
  });
});
