import { describe, expect, test } from "vitest";
import { joined, spaced } from "@/format/chinese";
import en from "@/i18n/en";
import learnEn from "@/i18n/learn.en";
import learnZh from "@/i18n/learn.zh-CN";
import lessonsEn from "@/i18n/lessons.en";
import lessonsZh from "@/i18n/lessons.zh-CN";
import partEn from "@/i18n/part.en";
import partZh from "@/i18n/part.zh-CN";
import proofEn from "@/i18n/proof.en";
import proofZh from "@/i18n/proof.zh-CN";
import zh from "@/i18n/zh-CN";

function flat(texts: object, prefix = ""): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([key, value]) =>
      typeof value === "object" ? [...flat(value, `${prefix}${key}.`)] : [[prefix + key, String(value)] as const],
    ),
  );
}

const english = flat({ ...en, learn: learnEn, lessons: lessonsEn, part: partEn, proof: proofEn });
const chinese = flat({ ...zh, learn: learnZh, lessons: lessonsZh, part: partZh, proof: proofZh });
/** Not told to anybody: which piece a lesson has, and which choice is right. */
const MARKS = /^lessons\.list\.\d+\.(id|minutes|sections\.\d+\.piece|check\.\d+\.right)$/;
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();

/** Names that are the same in both languages. */
const SAME = new Set<string>(["learn.unit.percent", "learn.crowd.share"]);

describe("texts", () => {
  test("exist in both languages under the same keys", () => {
    const common = [...english.keys()].filter((key) => !key.endsWith("_one"));
    expect([...chinese.keys()].sort()).toEqual(common.sort());
  });

  test("have the same values to fill in", () => {
    for (const [key, text] of english) {
      // Chinese has no singular.
      if (key.endsWith("_one")) {
        expect(english.has(key.replace(/_one$/, "_other")), key).toBe(true);
        continue;
      }
      expect(placeholders(chinese.get(key) ?? ""), key).toEqual(placeholders(text));
    }
  });

  test("are written in both languages", () => {
    for (const [key, text] of chinese) {
      if (MARKS.test(key)) expect(english.get(key), key).toBe(text);
      if (SAME.has(key) || MARKS.test(key) || text === "") continue;
      expect(text, key).toMatch(/\p{Script=Han}/u);
      expect(english.get(key), key).not.toMatch(/\p{Script=Han}(?!:)/u);
    }
  });

  test("in Chinese keep a space between characters and Latin letters or digits, and full-width punctuation", () => {
    for (const [key, text] of chinese) {
      const plain = text.replace(/\{\{\w+\}\}/g, "");
      expect(spaced(plain), key).toBe(plain);
      expect(plain, key).not.toMatch(/\p{Script=Han}[,;:!?]/u);
    }
  });

  test("in Chinese close around a Chinese name, and keep their distance from others", () => {
    expect(joined("你的账户 因案件 1 受限")).toBe("你的账户因案件 1 受限");
    expect(joined("0x12…ab 因案件 1 受限")).toBe("0x12…ab 因案件 1 受限");
  });

  test("promise nothing: no word of earning money, prices in money, or profit", () => {
    for (const [key, text] of [...english, ...chinese]) {
      if (key.startsWith("disclaimer.") || key === "home.beginText") continue;
      expect(text, key).not.toMatch(/profit|invest|\bearn|trade|赚|收益|投资|盈利|交易所/i);
    }
  });
});
