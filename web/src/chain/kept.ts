/** What this browser keeps, so that tickets can be checked without a network. */
import type { Status } from "./rpc";

export function stored<T>(name: string): T | undefined {
  try {
    return (JSON.parse(localStorage.getItem(name) ?? "null") as T | null) ?? undefined;
  } catch {
    return undefined;
  }
}

export const store = (name: string, value: unknown): void => localStorage.setItem(name, JSON.stringify(value));

const STATUS = "wepos.check.status";

/** Keeps what the network said of itself, so that the page opens without it. */
export const keepStatus = (status: Status): void => store(STATUS, { status, heardMs: Date.now() });

/** The status that was kept, with the time that has passed since: for the page that checks tickets, and no other. */
export function keptStatus(path: string): Status | undefined {
  const kept = /^\/tickets\/\d+\/check$/.test(path) ? stored<{ status: Status; heardMs: number }>(STATUS) : undefined;
  if (!kept) return undefined;
  const { clock } = kept.status;
  const nowMs = clock.paused ? clock.nowMs : clock.nowMs + Date.now() - kept.heardMs;
  return { ...kept.status, clock: { ...clock, nowMs } };
}
