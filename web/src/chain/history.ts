/** What the node's index knows of the past: histories and totals, in pages and in tables. */
import type { Hex } from "viem";
import { rpc, rpcUrl } from "./rpc";

/** An event as the index gives it: the bytes, so that the page explains it in its own way. */
export interface PastEvent {
  logIndex: number;
  address: Hex;
  topics: Hex[];
  data: Hex;
}

/** A transaction, with those of its events that name the account. */
export interface PastTransaction {
  hash: Hex;
  blockNumber: number;
  timestampMs: number;
  from: Hex | null;
  to: Hex | null;
  value: string;
  success: boolean;
  error: { en: string | null; zh: string | null } | null;
  call: { module: string; function: string; noticeEn: string; noticeZh: string } | null;
  roles: ("sender" | "recipient" | "party")[];
  events: PastEvent[];
}

export interface PastPage {
  items: PastTransaction[];
  next: string | null;
  knownFrom: number;
  knownTo: number;
}

export const readHistory = (address: Hex, cursor: string | null, limit: number): Promise<PastPage> =>
  rpc<PastPage>("wepos_getAccountHistory", [address, { limit, ...(cursor ? { cursor } : {}) }]);

export const UNITS = ["day", "month", "stage"] as const;
export type Unit = (typeof UNITS)[number];

/** What happened in a day, a month or a stage; amounts are base units. */
export interface Period {
  period: number;
  startsAtMs: number;
  endsAtMs: number | null;
  transactions: number;
  failed: number;
  activeAccounts: number;
  activeIsAtLeast: boolean;
  moved: string;
  paid: string;
  deposited: string;
  burned: string;
  events: { module: string; event: string; count: number }[];
}

export interface Series {
  knownFrom: number | null;
  knownTo: number | null;
  periods: Period[];
}

export const readMetrics = (unit: Unit, limit: number): Promise<Series> =>
  rpc<Series>("wepos_getMetrics", [{ unit, limit }]);

/** The address of a table for spreadsheets, with the mark by which they know its letters. */
export function tableUrl(file: "history" | "metrics", lang: string, fields: Record<string, string>): string {
  const url = new URL(`export/${file}.csv`, rpcUrl.endsWith("/") ? rpcUrl : `${rpcUrl}/`);
  for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value);
  url.searchParams.set("lang", lang === "en" ? "en" : "zh");
  url.searchParams.set("bom", "1");
  return url.href;
}
