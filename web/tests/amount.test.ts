import { describe, expect, test } from "vitest";
import { baseOf, exactAmount, parseAmount, share, showAmount } from "@/format/amount";

const POS = 10n ** 18n;

describe("amounts", () => {
  test("are shown with at most four decimals, rounded down", () => {
    expect(showAmount(1234567n * POS, "en")).toBe("1,234,567");
    expect(showAmount(POS + POS / 2n, "zh-CN")).toBe("1.5");
    expect(showAmount(99_999_999_999n * 10n ** 8n, "en")).toBe("9.9999");
    expect(showAmount(0n, "en")).toBe("0");
  });

  test("that are too small to be seen are not shown as nothing", () => {
    expect(showAmount(1n, "en")).toBe("<0.0001");
  });

  test("keep every digit where they are copied", () => {
    expect(exactAmount(100_000_000n * POS + 1n)).toBe("100000000.000000000000000001");
    expect(exactAmount(POS)).toBe("1");
    expect(exactAmount(-POS / 4n)).toBe("-0.25");
  });

  test.each(["0", "1", "12.5", "0.000000000000000001", "98765.4321"])(
    "that are copied read back the same: %s",
    (text) => {
      const parsed = parseAmount(text);
      expect("units" in parsed && exactAmount(parsed.units)).toBe(text);
    },
  );

  test("are read as people type them", () => {
    expect(parseAmount(" 1,000.5 PoS ")).toEqual({ units: 1000n * POS + POS / 2n });
    expect(parseAmount("１２．５")).toEqual({ units: 12n * POS + POS / 2n });
    expect(parseAmount(".5")).toEqual({ units: POS / 2n });
  });

  test("that make no sense are named, not guessed", () => {
    expect(parseAmount("")).toEqual({ problem: "empty" });
    expect(parseAmount(".")).toEqual({ problem: "format" });
    expect(parseAmount("1.2.3")).toEqual({ problem: "format" });
    expect(parseAmount("-1")).toEqual({ problem: "format" });
    expect(parseAmount("1e5")).toEqual({ problem: "format" });
    expect(parseAmount(`0.${"0".repeat(18)}1`)).toEqual({ problem: "decimals" });
  });

  test("count for less after a boundary: 100 PoS buy 25 base at ×4 and 12.5 at ×8", () => {
    expect(showAmount(baseOf(100n * POS, 4n), "en")).toBe("25");
    expect(showAmount(baseOf(100n * POS, 8n), "en")).toBe("12.5");
  });

  test("have a share of the whole without losing a thousandth", () => {
    expect(share(9_000_000n * POS, 100_000_000n * POS)).toBe(9);
    expect(share(0n, 0n)).toBe(0);
  });
});
