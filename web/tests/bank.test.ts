import { describe, expect, test } from "vitest";
import { type DraftBank, type DraftQuestion, NEW_QUESTION, bankOf, newBank } from "@/pages/quiz/drafting";

const question = (change: Partial<DraftQuestion>): DraftQuestion => ({
  ...NEW_QUESTION,
  zh: "问",
  en: "Ask",
  choices: "* 对 | Yes\n错 | No",
  ...change,
});
const bank = (...questions: DraftQuestion[]): DraftBank => ({
  salt: `0x${"11".repeat(32)}`,
  draws: "1",
  pass: "1",
  retryHours: "24",
  attempts: "3",
  questions,
});
const read = (draft: DraftBank) => {
  const found = bankOf(draft);
  return "bank" in found ? found.bank : found.problem;
};

describe("a bank that is written", () => {
  test("has the fields of the file, and none for what is the rule", () => {
    const several = question({ kind: "several", choices: "＊ 甲｜A\n乙｜B\n* 丙 | C", weight: "2" });
    const number = question({ kind: "number", answer: "19", tolerance: "0.01" });
    expect(read({ ...bank(question({}), several, number, question({ kind: "simulator" })), draws: "2" })).toEqual({
      version: 1,
      salt: `0x${"11".repeat(32)}`,
      draws: 2,
      pass: 1,
      retryHours: 24,
      attempts: 3,
      questions: [
        {
          kind: "choice",
          zh: "问",
          en: "Ask",
          choices: [
            { zh: "对", en: "Yes" },
            { zh: "错", en: "No" },
          ],
          answer: 0,
        },
        {
          kind: "several",
          zh: "问",
          en: "Ask",
          choices: [
            { zh: "甲", en: "A" },
            { zh: "乙", en: "B" },
            { zh: "丙", en: "C" },
          ],
          answer: [0, 2],
          weight: 2,
        },
        { kind: "number", zh: "问", en: "Ask", answer: "19", tolerance: "0.01" },
        { kind: "simulator" },
      ],
    });
  });

  test("begins with a question, or with tasks of the simulator that can be saved as they are", () => {
    const salt = `0x${"11".repeat(32)}`;
    expect(read(newBank(salt))).toEqual({ question: 1, what: "words" });
    const questions = [{ kind: "simulator" }, { kind: "simulator" }, { kind: "simulator" }];
    expect(read(newBank(salt, 3))).toMatchObject({ draws: 3, pass: 3, questions });
  });

  test("names the first mistake and its place", () => {
    const good = question({});
    const wrong = (change: Partial<DraftQuestion>) => read(bank(good, question(change)));
    expect(wrong({ en: " " })).toEqual({ question: 2, what: "words" });
    expect(wrong({ choices: "* 对 | Yes" })).toEqual({ question: 2, what: "choices" });
    expect(wrong({ choices: "* 对 | Yes\n错" })).toEqual({ question: 2, what: "choices" });
    expect(wrong({ choices: "对 | Yes\n错 | No" })).toEqual({ question: 2, what: "right" });
    expect(wrong({ choices: "* 对 | Yes\n* 错 | No" })).toEqual({ question: 2, what: "right" });
    expect(wrong({ kind: "number", answer: "1,5" })).toEqual({ question: 2, what: "number" });
    expect(wrong({ kind: "number", answer: "1", tolerance: "-1" })).toEqual({ question: 2, what: "tolerance" });
    expect(wrong({ weight: "0" })).toEqual({ question: 2, what: "weight" });
    expect(read(bank())).toEqual({ field: "questions", most: 500 });
    expect(read({ ...bank(good), draws: "2" })).toEqual({ field: "draws", most: 1 });
    expect(read({ ...bank(good), attempts: "21" })).toEqual({ field: "attempts", most: 20 });
    expect(read({ ...bank(good), retryHours: "721" })).toEqual({ field: "retryHours", most: 720 });
  });

  test("can be passed, whatever is drawn", () => {
    const draft = { ...bank(question({ weight: "3" }), question({})), pass: "2" };
    expect(read(draft)).toEqual({ field: "pass", most: 1 });
    expect(read({ ...draft, draws: "2", pass: "4" })).toMatchObject({ pass: 4 });
  });
});
