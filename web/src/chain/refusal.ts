/** Why the network said no, in the reader's language, with the facts that would change the answer. */
import { type Abi, type Hex, decodeErrorResult, isHex } from "viem";
import { exactAmount } from "@/format/amount";
import { shortAddress } from "@/format/address";
import { joined } from "@/format/chinese";
import { showMoment } from "@/format/time";
import { type Docs, type Format, type Lang, type ModuleDoc, itemOf, notice } from "./docs";

type AbiError = Extract<Abi[number], { type: "error" }>;

/** A refusal as it is found: the data of a revert, or a text of the node for what never reaches a block. */
export class Refusal extends Error {
  readonly data: Hex | undefined;
  readonly by: By;

  constructor(message: string, data?: Hex, by: By = "network") {
    super(message);
    this.data = data;
    this.by = by;
  }
}

/** Who said no: the network by its rules, the member in the wallet, a line that was cut, or the service of an organiser. */
export type By = "network" | "member" | "line" | "service";

/** What wallets answer when their owner declines (EIP-1193). */
const DECLINED = 4001;

export interface Explained {
  /** The name of the error in the interface; empty for a plain text. */
  name: string;
  text: string;
  facts: Record<string, unknown>;
}

/** What an account is called in a sentence. */
export type Names = (address: string) => string;

/** Finds the data of a revert in whatever a library threw. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  let message = "";
  let by: By = "network";
  const seen = new Set<unknown>();
  for (let at = error; at !== null && typeof at === "object" && !seen.has(at); at = (at as { cause?: unknown }).cause) {
    seen.add(at);
    const { data, details, shortMessage, code, name } = at as Partial<Found>;
    if (code === DECLINED) by = "member";
    if (name === "HttpRequestError" || (name === "TypeError" && /fetch/i.test((at as Error).message))) by = "line";
    const inner = typeof data === "object" && data !== null ? (data as { data?: unknown }).data : data;
    const text = details ?? shortMessage ?? (at as Error).message;
    if (text) message = text;
    if (isHex(inner) && inner.length >= 10) return new Refusal(message, inner);
  }
  return new Refusal(message || String(error), undefined, by);
}

/** What errors of libraries may carry. */
interface Found {
  name: string;
  code: number;
  data: unknown;
  details: string;
  shortMessage: string;
}

/** The same sentence as the node's English `message`, in either language and with amounts and times as people read them. */
export function explain(docs: Docs, data: Hex, lang: Lang, nameOf: Names = shortAddress): Explained | undefined {
  const selector = data.slice(0, 10);
  for (const module of [...docs.modules, docs.errors]) {
    const doc = module.docs.find((item) => item.kind === "error" && item.selector === selector);
    const decoded = doc && decode(module, doc.name, data);
    if (!doc || !decoded) continue;
    const facts: Record<string, unknown> = {};
    const shown: Record<string, string> = {};
    decoded.inputs.forEach((input, index) => {
      const name = input.name ?? String(index);
      facts[name] = decoded.args[index];
      const format = itemOf(module, "error", doc.name)?.params[index]?.format;
      shown[name] = showValue(decoded.args[index], format, lang, nameOf);
    });
    const sentence = notice(doc, lang).replace(/\{(\w+)\}/g, (whole, name: string) => shown[name] ?? whole);
    const filled = lang === "en" ? sentence : joined(sentence);
    // A name may stand where the sentence begins.
    return { name: doc.name, text: filled.charAt(0).toUpperCase() + filled.slice(1), facts };
  }
  return standard(data);
}

function decode(module: ModuleDoc, name: string, data: Hex) {
  const abi = module.abi.find((it): it is AbiError => it.type === "error" && it.name === name);
  if (!abi) return undefined;
  try {
    const { args } = decodeErrorResult({ abi: [abi], data });
    return { inputs: abi.inputs, args: (args ?? []) as readonly unknown[] };
  } catch {
    return undefined;
  }
}

/** `Error(string)` and `Panic(uint256)`, which Solidity knows without an interface. */
function standard(data: Hex): Explained | undefined {
  try {
    const { errorName, args } = decodeErrorResult({ data });
    return { name: errorName, text: errorName === "Error" ? String(args[0]) : "", facts: { code: args[0] } };
  } catch {
    return undefined;
  }
}

/** A value as a sentence needs it. */
export function showValue(
  value: unknown,
  format: Format | undefined,
  lang: Lang,
  nameOf: Names = shortAddress,
): string {
  if (typeof value === "bigint" || typeof value === "number") {
    if (format === "amount") return `${exactAmount(BigInt(value))} PoS`;
    if (format === "time") return showMoment(Number(value) * 1000, lang, true);
    return String(value);
  }
  if (typeof value === "string" && /^0x[0-9a-fA-F]{40}$/.test(value)) return nameOf(value);
  if (Array.isArray(value)) return value.map((inner) => showValue(inner, undefined, lang, nameOf)).join(", ");
  return String(value);
}
