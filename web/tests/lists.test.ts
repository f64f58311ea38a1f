import { type Hex, keccak256, stringToBytes } from "viem";
import { describe, expect, test } from "vitest";
import { readCsv } from "@/format/csv";
import { factOf } from "@/format/fact";
import { likeness, nearest } from "@/format/similar";
import { problemsOf } from "@/pages/campaigns/listing";

const A = "0x00000000000000000000000000000000000000aa";
const B = "0x00000000000000000000000000000000000000bb";
const SEAT = "0x00000000000000000000000000000000000000cc";
const terms = {
  rewardsPerFact: 2,
  seats: [SEAT],
  rewardsPerAccount: 1,
  named: (text: string) => (text === "alice" ? B : undefined),
  known: [],
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
      ["0x00000000000000000000000000000000000000ee", "Held\u200b the  door"],
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

  test("is compared with what is posted: the same line is not posted again, nor one that the chain would refuse", () => {
    const C = "0x00000000000000000000000000000000000000c1";
    const D = "0x00000000000000000000000000000000000000d1";
    const line = (account: Hex, reason: string, status: number) => ({ account, fact: factOf(reason), status });
    const known = [
      line(A, "Held the door", 2),
      line(B, "Cooked", 0),
      line(C, "Folded chairs", 3),
      line(D, "Held the door", 9),
    ];
    const rows = [
      [A, "Held  the door"],
      [B, "Cooked for forty"],
      [B, "Cooked"],
      [C, "Folded chairs"],
      [A, "Cleaned up"],
      [D, "Cleaned up"],
      ["0x00000000000000000000000000000000000000ee", "Held the door"],
      ["0x00000000000000000000000000000000000000ef", "held the door"],
    ];
    const found = problemsOf(rows, { ...terms, known });
    expect(found.map((it) => it.posted)).toEqual([true, false, true, false, false, false, false, false]);
    expect(found.map((it) => it.problem)).toEqual([
      undefined,
      "open",
      undefined,
      // Struck, and brought again.
      undefined,
      "rewarded",
      "open",
      "same",
      undefined,
    ]);
    const twice = problemsOf(rows, { ...terms, rewardsPerAccount: 2, known });
    expect(twice[4]?.problem).toBeUndefined();
  });

  test("counts a reason by its letters, as the chain does", () => {
    expect(factOf("Held\u00a0the\u3000do\u00ador\ufe0f\n")).toBe(keccak256(stringToBytes("Heldthedoor")));
    expect(factOf("held")).not.toBe(factOf("Held"));
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
