/** A list of rewards as an organiser brings it: an account and a reason in each line. */
import { type Hex, getAddress, isAddress } from "viem";
import { type Submission, submissionStatus } from "@/chain/campaigns";
import { factOf } from "@/format/fact";

/** Bytes of a reason that the chain keeps. */
const REASON_BYTES = 2048;

export type LineProblem = "account" | "reason" | "long" | "twice" | "same" | "seat" | "open" | "rewarded";

export interface ListLine {
  /** In the file, from 1. */
  row: number;
  /** As it was written. */
  who: string;
  account: Hex | undefined;
  reason: string;
  /** Whether it is on the chain already: a list that was posted in part goes on where it stopped. */
  posted: boolean;
  problem: LineProblem | undefined;
}

/** What the chain knows of a line. */
type Known = Pick<Submission, "account" | "fact" | "status">;

interface Rules {
  /** How many lines may have the same reason. */
  rewardsPerFact: number;
  /** How many rewards one account can get. */
  rewardsPerAccount: number;
  /** Accounts of the committee: they cannot be on a list that the committee confirms. */
  seats: readonly string[];
  /** Names that stand for accounts here. */
  named: (text: string) => Hex | undefined;
  /** Lines on the chain. */
  known: readonly Known[];
}

/** What was struck or withdrawn counts no more. */
const stands = (it: Known): boolean => !["refused", "withdrawn"].includes(submissionStatus(it));
const isRewarded = (it: Known): boolean => ["approved", "rewarded"].includes(submissionStatus(it));
const isOpen = (it: Known): boolean => ["review", "appeal", "contested"].includes(submissionStatus(it));

/** Every line with what is wrong about it. A first line that names no account is a header. */
export function problemsOf(rows: readonly (readonly string[])[], rules: Rules): ListLine[] {
  const { rewardsPerFact, rewardsPerAccount, seats, named } = rules;
  const accountOf = (text: string): Hex | undefined =>
    isAddress(text, { strict: false }) ? getAddress(text) : named(text);
  const lines = rows.map((cells, index) => {
    const who = (cells[0] ?? "").trim();
    return { row: index + 1, who, account: accountOf(who), reason: cells.slice(1).join(",").trim() };
  });
  const standing = rules.known.filter(stands);
  const nameOf = (account: Hex | undefined) => account?.toLowerCase() ?? "";
  const posted = new Set(standing.map((it) => `${nameOf(it.account)} ${it.fact}`));
  const open = new Set(rules.known.filter(isOpen).map((it) => nameOf(it.account)));
  const rewards = countsOf(standing.filter(isRewarded).map((it) => nameOf(it.account)));
  const reasons = countsOf(standing.map((it) => it.fact));
  const seen = new Set<string>();
  const [first, ...rest] = lines;
  return (first?.account ? lines : rest).map((line) => {
    const key = nameOf(line.account);
    const fact = factOf(line.reason);
    if (posted.has(`${key} ${fact}`)) return { ...line, posted: true, problem: undefined };
    const many = (reasons.get(fact) ?? 0) + 1;
    const problem = ((): LineProblem | undefined => {
      if (!line.account) return "account";
      if (seen.has(key)) return "twice";
      if (seats.some((it) => it.toLowerCase() === key)) return "seat";
      if (open.has(key)) return "open";
      if ((rewards.get(key) ?? 0) >= rewardsPerAccount) return "rewarded";
      if (line.reason === "") return "reason";
      if (new TextEncoder().encode(line.reason).length > REASON_BYTES) return "long";
      return many > rewardsPerFact ? "same" : undefined;
    })();
    seen.add(key);
    if (!problem) reasons.set(fact, many);
    return { ...line, posted: false, problem };
  });
}

function countsOf(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
