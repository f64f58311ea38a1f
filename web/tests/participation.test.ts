import { keccak256, stringToBytes } from "viem";
import { describe, expect, test } from "vitest";
import { canonical, commitmentOf, sheetOf } from "@/chain/bank";
import { type FormField, answerProblem, choiceText, sortAnswers, sourceOf } from "@/chain/participation";
import { NEW_FIELD, choicesOf, formOf } from "@/pages/campaigns/FormBuilder";

const field = (change: Partial<FormField>): FormField => ({
  kind: 0,
  required: false,
  isPrivate: false,
  labelZh: "问",
  labelEn: "ask",
  choices: [],
  ...change,
});

describe("answers to a form", () => {
  test.each([
    [0, "anything at all", undefined],
    [1, "0", undefined],
    [1, "1", undefined],
    [1, "2", "choice"],
    [1, "01", "choice"],
    [2, "-12.50", undefined],
    [2, "12.", "number"],
    [2, "1e3", "number"],
    [3, "2028-02-29", undefined],
    [3, "2027-02-29", "date"],
    [3, "1.2.2027", "date"],
    [4, "0x8ba1f109551bd432803012645ac136ddd64dba72", undefined],
    [4, "0x8ba1", "address"],
    [5, "https://example.org/a?b#c", undefined],
    [5, "http://", "url"],
    [5, "ftp://example.org", "url"],
  ])("of kind %s: %s", (kind, answer, problem) => {
    const choices = kind === 1 ? ["没有\nNo", "有\nYes"] : [];
    expect(answerProblem(field({ kind, choices }), answer)).toBe(problem);
  });

  test("may be empty unless they are required", () => {
    expect(answerProblem(field({ kind: 2 }), " ")).toBeUndefined();
    expect(answerProblem(field({ kind: 2, required: true }), " ")).toBe("missing");
  });

  test("that are private never go on the chain", () => {
    const form = [field({}), field({ isPrivate: true }), field({})];
    expect(sortAnswers(form, [" a ", "secret", ""])).toEqual({ open: ["a", ""], hidden: ["secret"] });
  });
});

describe("a form as its author writes it", () => {
  test("has choices in both languages, one in each line", () => {
    expect(choicesOf("没有 | No\n\n有｜Yes ")).toEqual(["没有\nNo", "有\nYes"]);
    expect(choiceText("没有\nNo", "en")).toBe("No");
    expect(choiceText("没有\nNo", "zh-CN")).toBe("没有");
    for (const text of ["", "没有 | No", "没有\n有", "a | b | c\nd | e", "没有 |\n有 | Yes"]) {
      expect(choicesOf(text), text).toBeUndefined();
    }
  });

  test("is not sent before every field is complete", () => {
    const asked = { ...NEW_FIELD, labelZh: " 城市 ", labelEn: "City" };
    expect(formOf([asked])).toEqual([field({ required: true, labelZh: "城市", labelEn: "City" })]);
    expect(formOf([asked, NEW_FIELD])).toBeUndefined();
    expect(formOf([{ ...asked, kind: 1, choices: "一 | One" }])).toBeUndefined();
    expect(formOf([])).toEqual([]);
  });
});

test("an anchor names the campaign and the submission that it rests on", () => {
  const source = `0x${"0".repeat(32)}${"000000000000002a"}${"0".repeat(8)}${"00000007"}` as const;
  expect(sourceOf(source)).toEqual({ campaign: 42n, submission: 7 });
});

describe("a bank of questions", () => {
  const bank = {
    version: 1,
    salt: `0x${"11".repeat(32)}`,
    draws: 1,
    pass: 1,
    retryHours: 24,
    attempts: 2,
    questions: [{ kind: "choice", zh: "问", en: "ask", choices: [{ zh: "甲", en: "A" }], answer: 0 }],
  };

  test("has one hash, however its file is written", () => {
    expect(canonical({ b: [1, "é\n"], a: null, 甲: true })).toBe('{"a":null,"b":[1,"é\\n"],"甲":true}');
    const loose = new TextEncoder().encode(JSON.stringify(bank, null, 4));
    const reversed = Object.fromEntries(Object.entries(bank).reverse());
    expect(commitmentOf(new TextEncoder().encode(JSON.stringify(reversed)))).toBe(commitmentOf(loose));
    expect(commitmentOf(new TextEncoder().encode("no JSON"))).toBe(keccak256(stringToBytes("no JSON")));
  });

  test("is shown without answers and salt", () => {
    const sheet = sheetOf(JSON.stringify(bank));
    expect(JSON.stringify(sheet)).not.toMatch(/answer"|salt|1111/);
    expect(sheet.questions[0]).toEqual({
      kind: "choice",
      zh: "问",
      en: "ask",
      choices: [{ zh: "甲", en: "A" }],
      weight: 1,
    });
    expect(() => sheetOf("{}")).toThrow();
  });
});
