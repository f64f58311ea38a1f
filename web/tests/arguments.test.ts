import { describe, expect, test } from "vitest";
import { readArgument } from "@/pages/arguments";

const read = (text: string, type: string, format?: string) => readArgument(text, { type, name: "it" }, format);

describe("what is typed into a field", () => {
  test("is read by the type of the parameter", () => {
    expect(read("12.5", "uint256", "amount")).toEqual({ value: 12_500_000_000_000_000_000n });
    expect(read("1,000", "uint256")).toEqual({ value: 1000n });
    expect(read("255", "uint8")).toEqual({ value: 255 });
    expect(read("是", "bool")).toEqual({ value: true });
    expect(read("no", "bool")).toEqual({ value: false });
    expect(read("0x1234", "bytes")).toEqual({ value: "0x1234" });
    expect(read("  spaces stay  ", "string")).toEqual({ value: "  spaces stay  " });
    expect(read("2027-01-31T12:00Z", "uint64", "time")).toEqual({ value: 1801396800n });
    expect(read('["1"]', "uint256[]")).toEqual({ value: ["1"] });
  });

  test("and named where it does not fit", () => {
    expect(read("", "uint256")).toEqual({ problem: "missing" });
    expect(read("256", "uint8")).toEqual({ problem: "number" });
    expect(read("-1", "uint8")).toEqual({ problem: "number" });
    expect(read("0x12", "bytes4")).toEqual({ problem: "bytes" });
    expect(read("maybe", "bool")).toEqual({ problem: "yesNo" });
    expect(read("soon", "uint64", "time")).toEqual({ problem: "time" });
    // One letter's case is wrong: the checksum notices.
    expect(read("0x662fa740d64c0DB8F96E9EB357bCEe2B57a52f46", "address")).toEqual({ problem: "address" });
    expect(read("[1", "uint256[]")).toEqual({ problem: "json" });
  });
});
