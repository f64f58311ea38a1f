import { generatePrivateKey, privateKeyToAddress } from "viem/accounts";
import { beforeEach, describe, expect, test } from "vitest";
import { type Network, issueTicket } from "@/chain/attestation";
import { type Known, type Seen, endOf, judge } from "@/chain/checking";
import { keepStatus, keptStatus } from "@/chain/kept";
import type { Status } from "@/chain/rpc";

const NETWORK: Network = { chainId: 7777, genesisHash: `0x${"11".repeat(32)}` };
const KEY = generatePrivateKey();
const KNOWN: Known = {
  id: "3",
  titleZh: "见面会",
  titleEn: "Meetup",
  key: privateKeyToAddress(KEY),
  places: 20,
  closesAt: 2_000,
  stopped: false,
  readMs: 0,
};
const at = (nowMs: number, change: Partial<Known> = {}, seen: Seen = {}) => ({
  known: { ...KNOWN, ...change },
  seen,
  network: NETWORK,
  nowMs,
});
const ticket = (number: number, expiresAt = 0n, campaign = 3n, key = KEY) =>
  issueTicket({ campaign, number, expiresAt }, key, NETWORK);

describe("a ticket at the door", () => {
  test("is good once, until it or its campaign ends", async () => {
    const one = await ticket(7, 1_500n);
    expect(await judge(one, at(1_499_999))).toBe("good");
    expect(await judge(one, at(1_500_000))).toBe("expired");
    expect(await judge(one, at(1_000, {}, { 7: 900 }))).toBe("seen");
    expect(await judge(await ticket(8), at(1_999_999))).toBe("good");
    expect(await judge(await ticket(8), at(2_000_000))).toBe("expired");
    expect(endOf({ expiresAt: 3_000n }, KNOWN)).toBe(2_000);
  });

  test("says what is wrong with it: campaign, signer, number, a stopped key", async () => {
    expect(await judge(await ticket(7, 0n, 4n), at(0))).toBe("otherCampaign");
    expect(await judge(await ticket(7, 0n, 3n, generatePrivateKey()), at(0))).toBe("signer");
    expect(await judge({ ...(await ticket(7)), number: 8 }, at(0))).toBe("signer");
    expect(await judge(await ticket(7), { ...at(0), network: { ...NETWORK, chainId: 1 } })).toBe("signer");
    expect(await judge(await ticket(21), at(0))).toBe("number");
    expect(await judge(await ticket(7), at(0, { stopped: true }))).toBe("stopped");
  });
});

describe("the status that was kept", () => {
  beforeEach(() => localStorage.clear());

  test("opens the page that checks tickets and no other, with the time that has passed", () => {
    const clock = { nowMs: 5_000, offsetMs: 0, paused: false, adjustable: false };
    expect(keptStatus("/tickets/3/check")).toBeUndefined();
    keepStatus({ chainId: 7777, clock } as Status);
    expect(keptStatus("/tickets/3/check")?.clock.nowMs).toBeGreaterThanOrEqual(5_000);
    expect(keptStatus("/tickets/3/check")?.chainId).toBe(7777);
    for (const path of ["/", "/tickets/3", "/ticket", "/tickets/x/check"]) expect(keptStatus(path)).toBeUndefined();
  });
});
