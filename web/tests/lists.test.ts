import { describe, expect, test } from "vitest";
import { readCsv } from "@/format/csv";
import { likeness, nearest } from "@/format/similar";
import { problemsOf } from "@/pages/campaigns/listing";

const A = "0x00000000000000000000000000000000000000aa";
const B = "0x00000000000000000000000000000000000000bb";
const SEAT = "0x00000000000000000000000000000000000000cc";
const terms = {
  rewardsPerFact: 2,
  seats: [SEAT],
  named: (text: string) => (text === "alice" ? B : undefined),
} as const;

describe("a list", () => {
  test("is read as spreadsheets write it", () => {
    expect(readCsv('\ufeffaccount,reason\r\n0xaa,"Held the door, ""all day"""\n\n0xbb,Two\nlines\n')).toEqual([
      ["account", "reason"],
      ["0xaa", 'Held the door, "all day"'],
      ["0xbb", "Two"],
      ["lines"],
    ]);
    expect(readCsv('a,"one\ntwo"')).toEqual([["a", "one\ntwo"]]);
    expect(readCsv("")).toEqual([]);
  });

  test("names the problem of each line", () => {
    const rows = [
      ["account", "reason"],
      [A, "Held the door"],
      ["alice", "Held the door"],
      ["0x12", "Held the door"],
      [B.toUpperCase().replace("0X", "0x"), "Cooked"],
      [SEAT, "Spoke"],
      ["0x00000000000000000000000000000000000000dd", " "],
      ["0x00000000000000000000000000000000000000ee", "held the  door"],
    ];
    expect(problemsOf(rows, terms).map((it) => it.problem)).toEqual([
      undefined,
      undefined,
      "account",
      "twice",
      "seat",
      "reason",
      "same",
    ]);
  });

  test("has no header if its first line is an account", () => {
    expect(problemsOf([[A, "Held the door"]], terms)).toHaveLength(1);
    expect(problemsOf([["Name", "Why"]], terms)).toHaveLength(0);
  });

  test("does not take a reason that is longer than the chain keeps", () => {
    expect(problemsOf([[A, "门".repeat(683)]], terms)[0]?.problem).toBe("long");
    expect(problemsOf([[A, "门".repeat(682)]], terms)[0]?.problem).toBeUndefined();
  });
});

describe("texts", () => {
  test("are alike by what they say, not by how it is spaced or marked", () => {
    expect(likeness("质押不是存款，先读规则。", "质押不是存款 先读规则")).toBe(100);
    expect(likeness("Staking is a pledge.", "staking is a PLEDGE")).toBe(100);
    expect(likeness("", "")).toBe(0);
  });

  test("that differ are not pointed out, and of those alike the most is", () => {
    const others = [
      { content: "Delegation moves a vote, never the coins themselves." },
      { content: "Slashing takes a part of what was staked when a node signs twice." },
      { content: "Slashing takes part of what was staked if a node signs two blocks." },
    ];
    expect(nearest("A recipe for noodles with tomatoes and egg.", others)).toBeUndefined();
    const found = nearest("Slashing takes a part of what was staked when a node signs two.", others);
    expect(found?.like).toBe(others[1]);
    expect(found?.percent).toBeGreaterThan(80);
  });
});
