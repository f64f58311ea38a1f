/** The service beside the node that keeps what must not be on a public chain (`crates/inbox`). */
import { type Config, getConnection } from "@wagmi/core";
import type { Hex } from "viem";
import type { Lang } from "./docs";
import { Refusal } from "./refusal";
import { rpcUrl } from "./rpc";
import { signText } from "./sign";

const STORE = "wepos.inbox.session";

interface Session {
  account: Hex;
  token: string;
  /** Unix seconds. */
  expiresAt: number;
}

/** Kept in this tab, for the account that signed. */
function sessionOf(account: Hex): Session | undefined {
  try {
    const session = JSON.parse(sessionStorage.getItem(STORE) ?? "null") as Session | null;
    const alive = session && session.expiresAt * 1000 > Date.now() + 60_000;
    return alive && session.account.toLowerCase() === account.toLowerCase() ? session : undefined;
  } catch {
    return undefined;
  }
}

async function ask<T>(path: string, lang: Lang, body?: unknown, token?: string): Promise<T> {
  const response = await fetch(new URL(`/inbox${path}`, rpcUrl), {
    method: body === undefined ? "GET" : "POST",
    headers: {
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch(() => {
    throw new Refusal("", undefined, "line");
  });
  const answer = (await response.json().catch(() => undefined)) as
    (T & { error?: undefined }) | { error: { code: string; en: string; zh: string } } | undefined;
  if (response.ok && answer && !answer.error) return answer as T;
  if (answer?.error?.code === "session") sessionStorage.removeItem(STORE);
  const said = lang === "en" ? answer?.error?.en : answer?.error?.zh;
  throw new Refusal(said ?? `HTTP ${response.status}`, undefined, "service");
}

/** A session of the account that acts: the one there is, or a new one for a signature (EIP-4361). */
export async function signIn(config: Config, lang: Lang): Promise<Session> {
  const { address: account } = getConnection(config);
  if (!account) throw new Refusal("no account");
  const kept = sessionOf(account);
  if (kept) return kept;
  const { message, nonce, issuedAt } = await ask<{ message: string; nonce: string; issuedAt: number }>(
    "/login/message",
    lang,
    { account },
  );
  const signature = await signText(config, message);
  const session = await ask<Session>("/login", lang, { account, nonce, issuedAt, signature });
  sessionStorage.setItem(STORE, JSON.stringify(session));
  return session;
}

/** Whether the account need not sign before it asks. */
export const isSignedIn = (account: Hex | undefined): boolean => account !== undefined && !!sessionOf(account);

/** Asks as anybody. */
export const askOpenly = <T>(lang: Lang, path: string): Promise<T> => ask<T>(path, lang);

/** Asks as the account that acts, after signing in if need be. */
export async function inbox<T>(config: Config, lang: Lang, path: string, body?: unknown): Promise<T> {
  const { token } = await signIn(config, lang);
  return ask<T>(path, lang, body, token);
}

/** Stores private answers; the hash that goes on the chain. */
export async function storeAnswers(
  config: Config,
  lang: Lang,
  campaign: bigint,
  answers: readonly string[],
): Promise<Hex> {
  const { hash } = await inbox<{ hash: Hex }>(config, lang, "/answers", { campaign: Number(campaign), answers });
  return hash;
}

/** A text in both languages. */
export interface Words {
  zh: string;
  en: string;
}

export interface QuizQuestion extends Words {
  kind: "choice" | "several" | "number" | "simulator";
  choices: readonly Words[];
  weight: number;
}

/** What everybody may know of a quiz. */
export interface QuizAbout {
  commitment: Hex;
  questions: number;
  draws: number;
  pass: number;
  retryHours: number;
  attempts: number;
}

/** The questions of the attempt that an account is at. */
export interface QuizAttempt {
  attempt: number;
  questions: readonly QuizQuestion[];
}

/** The place of a choice as it was shown, several of them, a number as it was written, or nothing. */
export type Given = number | readonly number[] | string | null;

export interface Graded {
  score: number;
  total: number;
  passed: boolean;
  attestation: { expiresAt: number; data: Hex; signature: Hex } | null;
}

export interface OwnAttempts {
  attemptsLeft: number;
  /** Unix seconds of the chain. */
  nextFrom: number | null;
  attempts: readonly { number: number; startedAt: number; answeredAt: number | null; result: Graded | null }[];
}
