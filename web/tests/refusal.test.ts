import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Abi, BaseError, encodeErrorResult } from "viem";
import type { Docs, ModuleDoc } from "@/chain/docs";
import { Refusal, explain, refusalOf } from "@/chain/refusal";

const generated = join(process.cwd(), "../crates/abi/generated");
const read = (name: string): ModuleDoc => JSON.parse(readFileSync(join(generated, `${name}.json`), "utf8"));
const all = readdirSync(generated).map((file) => read(file.replace(".json", "")));
const docs: Docs = {
  modules: all.filter((it) => it.address !== null),
  errors: read("errors"),
};

const encode = (module: ModuleDoc, errorName: string, args: unknown[]) =>
  encodeErrorResult({ abi: module.abi as Abi, errorName, args });
const token = read("token");
const alice = "0x662Fa740d64c0DB8F96E9EB357bCEe2B57a52f46";

/** viem takes small integers as numbers. */
const number = (type: string) => (Number(type.replace(/\D/g, "") || 256) <= 48 ? 1 : 1n);

describe("a refusal", () => {
  const data = encode(token, "ERC20InsufficientBalance", [alice, 15n * 10n ** 17n, 3n * 10n ** 18n]);

  test("is a sentence in the reader's language, with the facts in it", () => {
    expect(explain(docs, data, "en")).toMatchObject({
      name: "ERC20InsufficientBalance",
      text: "0x662F…2f46 holds 1.5 PoS, and this needs 3 PoS.",
      facts: { balance: 15n * 10n ** 17n },
    });
    expect(explain(docs, data, "zh-CN")?.text).toBe("0x662F…2f46 持有 1.5 PoS，此操作需要 3 PoS。");
  });

  test("that every module can give is explained, too, and times are times", () => {
    const limit = encode(docs.errors, "DailyLimitReached", [1795354142n]);
    expect(explain(docs, limit, "en")?.text).toMatch(/may act again from .*2026/);
    expect(explain(docs, limit, "zh-CN")?.text).toMatch(/2026 年 11 月 2[23] 日/);
  });

  test("of no interface is not explained by another's words", () => {
    expect(explain(docs, "0xdeadbeef", "en")).toBeUndefined();
  });

  test("with data that does not decode is not explained", () => {
    expect(explain(docs, `${data.slice(0, 30)}` as `0x${string}`, "en")).toBeUndefined();
  });

  test("in plain words keeps them", () => {
    const plain = encodeErrorResult({
      abi: [{ type: "error", name: "Error", inputs: [{ name: "message", type: "string" }] }],
      args: ["no"],
    });
    expect(explain(docs, plain, "en")?.text).toBe("no");
  });

  test("is found however deep a library wrapped it", () => {
    const inner = Object.assign(new Error("execution reverted"), { code: 3, data });
    const outer = new BaseError("failed", { cause: new BaseError("rpc", { cause: inner }) });
    expect(refusalOf(outer).data).toBe(data);
    const wrapped = Object.assign(new Error("wallet"), { data: { code: 3, data } });
    expect(refusalOf(wrapped).data).toBe(data);
  });

  test("without data keeps what the node said", () => {
    expect(refusalOf(new Error("nonce too low")).message).toBe("nonce too low");
    expect(refusalOf(Object.assign(new Error("User rejected"), { code: 4001 })).by).toBe("member");
    expect(refusalOf(new BaseError("x", { cause: new TypeError("Failed to fetch") })).by).toBe("line");
    const known = new Refusal("known");
    expect(refusalOf(known)).toBe(known);
  });

  test("is explained for every error of every interface, with no placeholder left", () => {
    for (const module of [...docs.modules, docs.errors]) {
      for (const item of module.docs.filter((it) => it.kind === "error")) {
        const args = item.params.map(({ type }) =>
          type.startsWith("address")
            ? alice
            : type.startsWith("bytes4")
              ? "0x12345678"
              : type === "bytes32"
                ? `0x${"5a".repeat(32)}`
                : type === "string"
                  ? "x"
                  : number(type),
        );
        for (const lang of ["en", "zh-CN"] as const) {
          const explained = explain(docs, encode(module, item.name, args), lang);
          expect(explained?.text, `${item.name} in ${lang}`).not.toMatch(/[{}]/);
          expect(explained?.text, `${item.name} in ${lang}`).toBeTruthy();
        }
      }
    }
  });
});
