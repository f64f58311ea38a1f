/** What is typed into a field, read by the type of the parameter. */
import { type AbiParameter, getAddress, isAddress, isHex } from "viem";
import type { Format } from "@/chain/docs";
import { parseAmount } from "@/format/amount";

export type Argument =
  { value: unknown } | { problem: "missing" | "address" | "number" | "amount" | "time" | "bytes" | "yesNo" | "json" };

export function readArgument(text: string, parameter: AbiParameter, format: Format | undefined): Argument {
  const { type } = parameter;
  const plain = text.trim();
  if (type === "string") return { value: text };
  if (plain === "") return type === "bytes" ? { value: "0x" } : { problem: "missing" };
  if (type.endsWith("]") || type.startsWith("tuple")) return readJson(plain);
  if (type === "address") {
    return isAddress(plain) ? { value: getAddress(plain) } : { problem: "address" };
  }
  if (type === "bool") {
    if (/^(true|yes|1|是)$/i.test(plain)) return { value: true };
    if (/^(false|no|0|否)$/i.test(plain)) return { value: false };
    return { problem: "yesNo" };
  }
  if (type.startsWith("bytes")) {
    const size = Number(type.slice(5)) || undefined;
    const right = isHex(plain) && plain.length % 2 === 0 && (size === undefined || plain.length === 2 + 2 * size);
    return right ? { value: plain } : { problem: "bytes" };
  }
  if (format === "amount") {
    const amount = parseAmount(plain);
    return "units" in amount ? { value: amount.units } : { problem: "amount" };
  }
  if (format === "time" && !/^\d+$/.test(plain)) {
    const ms = Date.parse(plain);
    return Number.isNaN(ms) ? { problem: "time" } : { value: BigInt(Math.floor(ms / 1000)) };
  }
  const digits = plain.replace(/[,_\s]/g, "");
  if (!/^-?\d+$/.test(digits)) return { problem: "number" };
  const number = BigInt(digits);
  const bits = Number(type.replace(/^u?int/, "")) || 256;
  const fits = type.startsWith("u") ? number >= 0n && number < 1n << BigInt(bits) : true;
  // viem takes small integers as numbers.
  return fits ? { value: bits <= 48 ? Number(number) : number } : { problem: "number" };
}

/** Lists and structs are typed as JSON; numbers in quotation marks keep all their digits. */
function readJson(text: string): Argument {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { problem: "json" };
  }
}
