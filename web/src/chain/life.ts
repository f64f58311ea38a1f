/** The life of a campaign: what the committee was asked about it, and what became of it since. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import {
  type ContractFunctionReturnType,
  type ParseEventLogsReturnType,
  encodeEventTopics,
  numberToHex,
  parseEventLogs,
  toFunctionSelector,
} from "viem";
import { campaignsAbi } from "@/abi/campaigns";
import type { committeeAbi } from "@/abi/committee";
import { emissionAbi, emissionAddress } from "@/abi/emission";
import {
  type Campaign,
  type CampaignStatus,
  PROPOSALS,
  type Proposal,
  campaignsModule,
  committeeModule,
  statusOf,
  useLive,
} from "./campaigns";
import { LIVE_MS, useFirstBlock } from "./hooks";
import { publicClient } from "./rpc";

/** What every campaign goes through, in order. */
export const STEPS = ["draft", "review", "active", "closed", "settled"] as const;
export type Step = (typeof STEPS)[number];

const STEP: Partial<Record<CampaignStatus, Step>> = {
  draft: "draft",
  waiting: "active",
  upcoming: "active",
  open: "active",
  closed: "closed",
  settlement: "closed",
  settled: "settled",
};

/** How far a campaign is; nothing for one that ended before it began. */
export const stepOf = (status: CampaignStatus, underVote: boolean): Step | undefined =>
  status === "draft" && underVote ? "review" : STEP[status];

export type Vote = ContractFunctionReturnType<typeof committeeAbi, "view", "votes">[number];

const APPROVE = toFunctionSelector("approve(uint64)");

/** The campaign that a proposal would approve, if that is what it is about. */
function approves({ target, callData }: Proposal): bigint | undefined {
  if (target.toLowerCase() !== campaignsModule.address.toLowerCase() || !callData.startsWith(APPROVE)) return undefined;
  return BigInt(`0x${callData.slice(APPROVE.length) || "0"}`);
}

/** The first place from `low` before `high` for which `isLate` holds, which holds for all after it. */
export async function firstLate(low: number, high: number, isLate: (at: number) => Promise<boolean>): Promise<number> {
  if (low >= high) return low;
  const middle = (low + high) >> 1;
  return (await isLate(middle)) ? firstLate(low, middle, isLate) : firstLate(middle + 1, high, isLate);
}

/** Proposals that were opened in a span of time. They are numbered as they come, so that few of them are read. */
async function proposalsBetween(from: bigint, until: bigint): Promise<Proposal[]> {
  const client = publicClient();
  const page = (at: number) =>
    client.readContract({
      ...committeeModule,
      functionName: "proposals",
      args: [BigInt(at * PROPOSALS), BigInt(PROPOSALS)],
    });
  const count = Number(await client.readContract({ ...committeeModule, functionName: "proposalCount" }));
  const pages = Math.ceil(count / PROPOSALS);
  const first = await firstLate(0, pages, async (at) => ((await page(at)).at(-1)?.openedAt ?? from) >= from);
  const found: Proposal[] = [];
  for (let at = first; at < pages; at++) {
    const read = await page(at);
    found.push(...read.filter((it) => it.openedAt >= from && it.openedAt <= until));
    if ((read.at(-1)?.openedAt ?? 0n) > until) break;
  }
  return found;
}

/** Whether the committee has not decided yet. */
export const isUndecided = ({ state }: Proposal): boolean => state <= 1;

const NONE: ReadonlyMap<bigint, bigint> = new Map();

/** The drafts that the committee is asked about now, each with the number of its proposal. */
export function useVotes(drafts: readonly Campaign[]): ReadonlyMap<bigint, bigint> {
  const oldest = drafts.reduce<bigint | undefined>(
    (min, it) => (min === undefined || it.proposedAt < min ? it.proposedAt : min),
    undefined,
  );
  const { data } = useLive(
    ["votes", oldest?.toString()],
    async () => {
      const open = (await proposalsBetween(oldest ?? 0n, BigInt(Number.MAX_SAFE_INTEGER))).filter(isUndecided);
      return new Map(open.map((it) => [approves(it) ?? 0n, it.id]));
    },
    oldest !== undefined,
  );
  return data ?? NONE;
}

/** Proposals to approve a campaign, each with its votes; they are made while it is a draft. */
export function useApprovals(campaign: Campaign | undefined) {
  const { id = 0n, proposedAt = 0n, lapsesAt = 0n } = campaign ?? {};
  const draft = campaign !== undefined && statusOf(campaign) === "draft";
  return useQuery({
    queryKey: ["read", "approvals", id.toString(), draft],
    queryFn: async () => {
      const between = await proposalsBetween(proposedAt, lapsesAt);
      const proposals = between.filter((it) => approves(it) === id);
      const votes = await Promise.all(
        proposals.map((it) =>
          publicClient().readContract({ ...committeeModule, functionName: "votes", args: [it.id] }),
        ),
      );
      return proposals.map((proposal, index) => ({ proposal, votes: votes[index] ?? [] }));
    },
    enabled: campaign !== undefined,
    refetchInterval: draft ? LIVE_MS : false,
    placeholderData: keepPreviousData,
    retry: false,
  });
}

const EVENTS = [
  "CampaignWithdrawn",
  "CampaignLapsed",
  "CampaignQueued",
  "CampaignFunded",
  "CampaignUnfunded",
  "KeyStopped",
  "KeyResumed",
  "AwardsConfirmed",
  "ResultAnnounced",
  "BudgetReturned",
] as const;

/** What happened to a campaign as a whole, in order, and when its stage is settled. */
export type LifeEvent = ParseEventLogsReturnType<typeof campaignsAbi, (typeof EVENTS)[number][], true>[number] & {
  /** In seconds since 1970. */
  at: bigint;
};

export function useLife({ id, terms: { stage } }: Campaign) {
  const first = useFirstBlock();
  return useLive(["life", id.toString()], async () => {
    const client = publicClient();
    const names = EVENTS.map((eventName) => encodeEventTopics({ abi: campaignsAbi, eventName })[0]);
    const [logs, { settlesAt }] = await Promise.all([
      client.request({
        method: "eth_getLogs",
        params: [
          {
            address: campaignsModule.address,
            topics: [names, numberToHex(id, { size: 32 })],
            fromBlock: numberToHex(first),
            toBlock: "latest",
          },
        ],
      }),
      client.readContract({
        address: emissionAddress,
        abi: emissionAbi,
        functionName: "stageRecord",
        args: [stage],
      }),
    ]);
    const parsed = parseEventLogs({ abi: campaignsAbi, eventName: [...EVENTS], logs });
    const events = parsed.map((it): LifeEvent => ({ ...it, at: BigInt(it.blockTimestamp ?? 0) }));
    return { events, settlesAt };
  });
}
