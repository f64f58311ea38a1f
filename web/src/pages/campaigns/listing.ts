/** A list of rewards as an organiser brings it: an account and a reason in each line. */
import { type Hex, getAddress, isAddress } from "viem";

/** Bytes of a reason that the chain keeps. */
const REASON_BYTES = 2048;

export type LineProblem = "account" | "reason" | "long" | "twice" | "same" | "seat";

export interface ListLine {
  /** In the file, from 1. */
  row: number;
  /** As it was written. */
  who: string;
  account: Hex | undefined;
  reason: string;
  problem: LineProblem | undefined;
}

interface Rules {
  /** How many lines may have the same reason. */
  rewardsPerFact: number;
  /** Accounts of the committee: they cannot be on a list that the committee confirms. */
  seats: readonly string[];
  /** Names that stand for accounts here. */
  named: (text: string) => Hex | undefined;
}

/** Every line with what is wrong about it. A first line that names no account is a header. */
export function problemsOf(rows: readonly (readonly string[])[], { rewardsPerFact, seats, named }: Rules): ListLine[] {
  const seen = new Set<string>();
  const reasons = new Map<string, number>();
  const accountOf = (text: string): Hex | undefined =>
    isAddress(text, { strict: false }) ? getAddress(text) : named(text);
  const lines = rows.map((cells, index) => {
    const who = (cells[0] ?? "").trim();
    return { row: index + 1, who, account: accountOf(who), reason: cells.slice(1).join(",").trim() };
  });
  const [first, ...rest] = lines;
  return (first?.account ? lines : rest).map((line) => {
    const key = line.account?.toLowerCase() ?? "";
    const words = line.reason.toLowerCase().replace(/\s/g, "");
    const many = (reasons.get(words) ?? 0) + 1;
    const problem = ((): LineProblem | undefined => {
      if (!line.account) return "account";
      if (seen.has(key)) return "twice";
      if (seats.some((it) => it.toLowerCase() === key)) return "seat";
      if (line.reason === "") return "reason";
      if (new TextEncoder().encode(line.reason).length > REASON_BYTES) return "long";
      return many > rewardsPerFact ? "same" : undefined;
    })();
    seen.add(key);
    if (!problem) reasons.set(words, many);
    return { ...line, problem };
  });
}
