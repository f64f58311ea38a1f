/** Checking tickets without a network: what has to be known beforehand, and what can be said of a ticket then. */
import { type Hex, isAddressEqual } from "viem";
import { type Network, type Ticket, ticketSigner } from "./attestation";
import type { Campaign } from "./campaigns";
import { store, stored } from "./kept";

/** What a check needs to know of a campaign; it is read once, and kept in this browser. */
export interface Known {
  id: string;
  titleZh: string;
  titleEn: string;
  /** Who signs its tickets. */
  key: Hex;
  places: number;
  /** Unix seconds. */
  closesAt: number;
  stopped: boolean;
  /** When it was read, in milliseconds since 1970. */
  readMs: number;
}

export const knownOf = ({ id, titleZh, titleEn, terms, stopped }: Campaign, readMs: number): Known => ({
  id: id.toString(),
  titleZh,
  titleEn,
  key: terms.key,
  places: terms.places,
  closesAt: Number(terms.closesAt),
  stopped,
  readMs,
});

/** Numbers that were let in here, each with when, in milliseconds since 1970. */
export type Seen = Readonly<Record<number, number>>;

export type Verdict = "good" | "otherCampaign" | "signer" | "number" | "stopped" | "expired" | "seen";

/** Until when a ticket can be redeemed, in Unix seconds. */
export const endOf = (ticket: Pick<Ticket, "expiresAt">, { closesAt }: Pick<Known, "closesAt">): number =>
  ticket.expiresAt > 0n ? Math.min(Number(ticket.expiresAt), closesAt) : closesAt;

/** What is wrong with a ticket, as far as that can be known here; whether it was redeemed elsewhere cannot. */
export async function judge(
  ticket: Ticket,
  { known, seen, network, nowMs }: { known: Known; seen: Seen; network: Network; nowMs: number },
): Promise<Verdict> {
  if (ticket.campaign !== BigInt(known.id)) return "otherCampaign";
  const signer = await ticketSigner(ticket, network).catch(() => undefined);
  if (!signer || !isAddressEqual(signer, known.key)) return "signer";
  if (ticket.number > known.places) return "number";
  if (known.stopped) return "stopped";
  if (nowMs >= endOf(ticket, known) * 1000) return "expired";
  return seen[ticket.number] === undefined ? "good" : "seen";
}

const place = ({ genesisHash }: Network, id: string, what: string): string =>
  `wepos.check.${what}.${genesisHash.slice(2, 18)}.${id}`;

export const keptKnown = (network: Network, id: string) => stored<Known>(place(network, id, "campaign"));
export const keepKnown = (network: Network, known: Known) => store(place(network, known.id, "campaign"), known);
export const keptSeen = (network: Network, id: string): Seen => stored<Seen>(place(network, id, "seen")) ?? {};
export const keepSeen = (network: Network, id: string, seen: Seen) => store(place(network, id, "seen"), seen);

/** Keeps the files of the page that is open, so that it can be loaded again without a network. */
export async function keepPage(): Promise<void> {
  // Browsers offer both only where nobody on the way can change what is loaded.
  if (!("caches" in window) || !navigator.serviceWorker) return;
  const files = performance
    .getEntriesByType("resource")
    .map(({ name }) => new URL(name))
    .filter((it) => it.origin === location.origin && /^\/(assets\/|icon)/.test(it.pathname));
  const cache = await caches.open("wepos-check");
  await cache.addAll([location.pathname, ...new Set(files.map((it) => it.pathname))]);
  await navigator.serviceWorker.register("/check-worker.js", { scope: "/tickets/" });
}
