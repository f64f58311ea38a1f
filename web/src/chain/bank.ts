/** Banks of questions, as organisers keep them: what is committed to, and what of it may be shown. */
import { type Hex, keccak256, stringToBytes } from "viem";

/** The one way to write a JSON value (RFC 8785); integers are the only numbers (`crates/inbox/src/canonical.rs`). */
export function canonical(value: unknown): string {
  if (typeof value === "number" && !Number.isSafeInteger(value)) throw new Error("not an integer");
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(",")}}`;
}

/** What a campaign commits to: of a JSON file its canonical form, of any other its bytes. */
export function commitmentOf(bytes: Uint8Array): Hex {
  try {
    return keccak256(stringToBytes(canonical(JSON.parse(new TextDecoder().decode(bytes)))));
  } catch {
    return keccak256(bytes);
  }
}

interface Entry {
  kind: string;
  zh: string;
  en: string;
  choices?: unknown[];
  weight?: number;
}

/** The public part of a bank: no answer and no salt is in it. Throws for what is no bank. */
export function sheetOf(text: string) {
  const bank = JSON.parse(text) as {
    version: number;
    draws: number;
    pass: number;
    retryHours: number;
    attempts: number;
    questions: Entry[];
  };
  const { version, draws, pass, retryHours, attempts } = bank;
  const questions = bank.questions.map(({ kind, zh, en, choices, weight }) => ({
    kind,
    zh,
    en,
    ...(choices?.length ? { choices } : {}),
    weight: weight ?? 1,
  }));
  const commitment = commitmentOf(stringToBytes(text));
  return { version, commitment, draws, pass, retryHours, attempts, questions };
}
