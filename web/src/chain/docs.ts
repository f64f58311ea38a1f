/** What the node says about its modules: interfaces, and texts in both languages (`wepos_modules`). */
import { type Abi, type AbiFunction, type AbiParameter, type Hex, decodeEventLog, decodeFunctionData } from "viem";
import { rpc } from "./rpc";

export type Format = "amount" | "time" | (string & {});
export type Lang = "en" | "zh-CN";

export interface FieldDoc {
  name: string;
  type: string;
  en: string;
  zh: string;
  format?: Format;
}

export interface ItemDoc {
  kind: "function" | "event" | "error";
  name: string;
  signature: string;
  selector: Hex;
  noticeEn: string;
  noticeZh: string;
  params: FieldDoc[];
  returns: FieldDoc[];
  newcomer: boolean;
}

export interface ModuleDoc {
  name: string;
  address: Hex | null;
  noticeEn: string;
  noticeZh: string;
  abi: Abi;
  docs: ItemDoc[];
  structs: { name: string; noticeEn: string; noticeZh: string; fields: FieldDoc[] }[];
}

export interface Docs {
  modules: ModuleDoc[];
  errors: ModuleDoc;
}

export const readDocs = (): Promise<Docs> => rpc<Docs>("wepos_modules");

export const notice = (doc: { noticeEn: string; noticeZh: string }, lang: Lang): string =>
  lang === "en" ? doc.noticeEn : doc.noticeZh;

export const meaning = (doc: { en: string; zh: string }, lang: Lang): string => (lang === "en" ? doc.en : doc.zh);

export function moduleAt(docs: Docs, address: string | null | undefined): ModuleDoc | undefined {
  const wanted = address?.toLowerCase();
  return wanted ? docs.modules.find((module) => module.address?.toLowerCase() === wanted) : undefined;
}

export function itemOf(module: ModuleDoc, kind: ItemDoc["kind"], name: string): ItemDoc | undefined {
  return module.docs.find((item) => item.kind === kind && item.name === name);
}

/** The fields of a struct that a parameter refers to, for the values inside it. */
export function fieldsOf(module: ModuleDoc, doc: FieldDoc | undefined): FieldDoc[] {
  const name = doc?.type.replace(/(\[\d*\])+$/, "").split(" ")[0];
  return module.structs.find((struct) => struct.name === name)?.fields ?? [];
}

/** A value with what is known about it: its type from the ABI, its meaning and form from the texts. */
export interface Named {
  abi: AbiParameter;
  doc: FieldDoc | undefined;
  value: unknown;
}

export interface Decoded {
  module: ModuleDoc;
  item: ItemDoc;
  values: Named[];
}

export function named(inputs: readonly AbiParameter[], docs: readonly FieldDoc[], values: readonly unknown[]): Named[] {
  return inputs.map((abi, index) => ({
    abi,
    doc: docs.find((doc) => doc.name === abi.name) ?? docs[index],
    value: values[index],
  }));
}

/** The call that a transaction makes; nothing for plain transfers and unknown functions. */
export function decodeCall(docs: Docs, to: string | null, data: Hex): Decoded | undefined {
  const module = moduleAt(docs, to);
  if (!module || data.length < 10) return undefined;
  try {
    const { functionName, args } = decodeFunctionData({ abi: module.abi, data });
    const item = itemOf(module, "function", functionName);
    const abi = module.abi.find((it): it is AbiFunction => it.type === "function" && it.name === functionName);
    return item && abi ? { module, item, values: named(abi.inputs, item.params, args ?? []) } : undefined;
  } catch {
    return undefined;
  }
}

interface RawLog {
  address: Hex;
  topics: readonly Hex[];
  data: Hex;
}

/** What an event says; nothing for what no interface declares. */
export function decodeLog(docs: Docs, log: RawLog): Decoded | undefined {
  const own = moduleAt(docs, log.address);
  for (const module of own ? [own, docs.errors] : [docs.errors]) {
    try {
      const { eventName, args } = decodeEventLog({
        abi: module.abi,
        topics: log.topics as [Hex, ...Hex[]],
        data: log.data,
      }) as { eventName: string; args: Record<string, unknown> | undefined };
      const item = itemOf(module, "event", eventName);
      const abi = module.abi.find((it) => it.type === "event" && it.name === eventName);
      if (!item || abi?.type !== "event") continue;
      const values = abi.inputs.map((input) => args?.[input.name ?? ""]);
      return { module: own ?? module, item, values: named(abi.inputs, item.params, values) };
    } catch {
      // Another interface may know it.
    }
  }
  return undefined;
}
