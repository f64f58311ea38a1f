/** Campaigns and decisions as hooks, in the words of their interfaces. */
import { type QueryFunctionContext, keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import type { ContractFunctionReturnType, Hex } from "viem";
import { campaignsAbi, campaignsAddress } from "@/abi/campaigns";
import { committeeAbi, committeeAddress } from "@/abi/committee";
import { LIVE_MS } from "./hooks";
import { publicClient } from "./rpc";

export const campaignsModule = { address: campaignsAddress, abi: campaignsAbi } as const;
export const committeeModule = { address: committeeAddress, abi: committeeAbi } as const;

type Returned<name extends "campaign" | "submission"> = ContractFunctionReturnType<typeof campaignsAbi, "view", name>;
export type Campaign = Returned<"campaign">;
export type Submission = Returned<"submission">;
export type Proposal = ContractFunctionReturnType<typeof committeeAbi, "view", "proposal">;

export const NOBODY = "0x0000000000000000000000000000000000000000" as const;

/** `Campaign.status`, in order. */
export const CAMPAIGN_STATUS = [
  "draft",
  "waiting",
  "upcoming",
  "open",
  "closed",
  "settlement",
  "settled",
  "withdrawn",
  "lapsed",
  "unfunded",
] as const;
export type CampaignStatus = (typeof CAMPAIGN_STATUS)[number];

/** `Submission.status`, in order. */
export const SUBMISSION_STATUS = [
  "review",
  "approved",
  "rewarded",
  "refused",
  "appeal",
  "withdrawn",
  "burned",
  "unanchored",
  "unpaid",
  "contested",
] as const;
export type SubmissionStatus = (typeof SUBMISSION_STATUS)[number];

/** `Proposal.state`, in order. */
export const PROPOSAL_STATE = [
  "open",
  "ballot",
  "scheduled",
  "executed",
  "failed",
  "rejected",
  "lapsed",
  "withdrawn",
] as const;
export type ProposalState = (typeof PROPOSAL_STATE)[number];

/** The areas of the budget, in order (R14). */
export const AREAS = ["events", "forms", "nodes", "delegation", "content", "open"] as const;

export const statusOf = (campaign: Campaign): CampaignStatus => CAMPAIGN_STATUS[campaign.status] ?? "draft";
export const submissionStatus = (it: Pick<Submission, "status">): SubmissionStatus =>
  SUBMISSION_STATUS[it.status] ?? "review";
export const stateOf = (proposal: Proposal): ProposalState => PROPOSAL_STATE[proposal.state] ?? "open";

/** The most that a list of the module gives at once. */
export const PAGE = 50;
export const PROPOSALS = 16;

/** A read that is asked again while it is looked at. */
export function live<T>(
  key: readonly unknown[],
  queryFn: (context: QueryFunctionContext) => T | Promise<T>,
  enabled = true,
) {
  return queryOptions({
    queryKey: ["read", ...key] as readonly unknown[],
    queryFn,
    enabled,
    refetchInterval: LIVE_MS,
    placeholderData: keepPreviousData,
    retry: false,
  });
}

export function useLive<T>(key: readonly unknown[], queryFn: () => Promise<T>, enabled = true) {
  return useQuery(live(key, queryFn, enabled));
}

/** All of a list that a module gives in pages; `read` hears how many are there already. */
export async function readPages<T>(
  read: (known: number) => Promise<readonly [page: readonly T[], total: number | bigint]>,
): Promise<T[]> {
  const all: T[] = [];
  for (;;) {
    const [page, total] = await read(all.length);
    all.push(...page);
    if (all.length >= total || page.length === 0) return all;
  }
}

/** All campaigns in order. */
export const readCampaigns = (): Promise<Campaign[]> =>
  readPages((known) => {
    const args = [BigInt(known + 1), PAGE] as const;
    return publicClient().readContract({ ...campaignsModule, functionName: "campaigns", args });
  });

/** All campaigns, newest first. */
export const useCampaigns = () => useLive(["campaigns"], async () => (await readCampaigns()).reverse());

export function useCampaign(id: bigint) {
  return useLive(["campaign", id.toString()], async () => {
    const client = publicClient();
    const [campaign, texts] = await Promise.all([
      client.readContract({ ...campaignsModule, functionName: "campaign", args: [id] }),
      client.readContract({ ...campaignsModule, functionName: "texts", args: [id] }),
    ]);
    return { campaign, texts };
  });
}

export function useReviewers() {
  return useLive(["reviewers"], () => publicClient().readContract({ ...campaignsModule, functionName: "reviewers" }));
}

export function useActivityTypes() {
  return useLive(["types"], async () => {
    const client = publicClient();
    const [types, limits] = await Promise.all([
      client.readContract({ ...campaignsModule, functionName: "activityTypes" }),
      client.readContract({ ...campaignsModule, functionName: "limits" }),
    ]);
    return { types, limits };
  });
}

export function useSeats() {
  return useLive(["seats"], async () => {
    const client = publicClient();
    const [seats, [filled, required]] = await Promise.all([
      client.readContract({ ...committeeModule, functionName: "seats" }),
      client.readContract({ ...committeeModule, functionName: "threshold" }),
    ]);
    return { seats, filled, required };
  });
}

/** All proposals, newest first. */
export function useProposals() {
  return useLive(["proposals"], async () => {
    const client = publicClient();
    const count = Number(await client.readContract({ ...committeeModule, functionName: "proposalCount" }));
    const pages = await Promise.all(
      Array.from({ length: Math.ceil(count / PROPOSALS) }, (_, page) =>
        client.readContract({
          ...committeeModule,
          functionName: "proposals",
          args: [BigInt(page * PROPOSALS), BigInt(PROPOSALS)],
        }),
      ),
    );
    return pages.flat().reverse();
  });
}

export function useProposal(id: bigint) {
  return useLive(["proposal", id.toString()], async () => {
    const client = publicClient();
    const args = [id] as const;
    const [proposal, votes, claims, recusals] = await Promise.all([
      client.readContract({ ...committeeModule, functionName: "proposal", args }),
      client.readContract({ ...committeeModule, functionName: "votes", args }),
      client.readContract({ ...committeeModule, functionName: "claims", args }),
      client.readContract({ ...committeeModule, functionName: "recusals", args }),
    ]);
    return { proposal, votes, claims, recusals };
  });
}

/** What waits for a member of the committee. */
export function useTasks(member: Hex | undefined) {
  return useLive(
    ["tasks", member],
    () => publicClient().readContract({ ...committeeModule, functionName: "pending", args: [member as Hex] }),
    member !== undefined,
  );
}

/** What the module would answer to a submission, by the code that takes it. */
export function usePreview(campaign: bigint, account: Hex | undefined, content: string) {
  return useLive(
    ["preview", campaign.toString(), account, content],
    async () => {
      const [accepted, amount, hasPlace, refusal] = await publicClient().readContract({
        ...campaignsModule,
        functionName: "preview",
        args: [campaign, account as Hex, content],
      });
      return { accepted, amount, hasPlace, refusal };
    },
    account !== undefined,
  );
}
