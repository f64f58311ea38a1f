/** Campaigns and decisions as hooks, in the words of their interfaces. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ContractFunctionReturnType, Hex } from "viem";
import { campaignsAbi, campaignsAddress } from "@/abi/campaigns";
import { committeeAbi, committeeAddress } from "@/abi/committee";
import { LIVE_MS, useFirstBlock } from "./hooks";
import { publicClient } from "./rpc";

export const campaignsModule = { address: campaignsAddress, abi: campaignsAbi } as const;
export const committeeModule = { address: committeeAddress, abi: committeeAbi } as const;

type Returned<name extends "campaign" | "submission" | "review" | "activityTypes"> = ContractFunctionReturnType<
  typeof campaignsAbi,
  "view",
  name
>;
export type Campaign = Returned<"campaign">;
export type Submission = Returned<"submission">;
export type Review = Returned<"review">;
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
export const submissionStatus = (it: Submission): SubmissionStatus => SUBMISSION_STATUS[it.status] ?? "review";
export const stateOf = (proposal: Proposal): ProposalState => PROPOSAL_STATE[proposal.state] ?? "open";

/** The most that a list of the module gives at once. */
const PAGE = 50;
const PROPOSALS = 16;

/** A read that is asked again while it is looked at. */
export function useLive<T>(key: readonly unknown[], queryFn: () => Promise<T>, enabled = true) {
  return useQuery({
    queryKey: ["read", ...key],
    queryFn,
    enabled,
    refetchInterval: LIVE_MS,
    placeholderData: keepPreviousData,
    retry: false,
  });
}

/** All campaigns, newest first. */
export function useCampaigns() {
  return useLive(["campaigns"], async () => {
    const client = publicClient();
    const read = (from: bigint) =>
      client.readContract({ ...campaignsModule, functionName: "campaigns", args: [from, PAGE] });
    const [first, total] = await read(1n);
    const all = [...first];
    while (BigInt(all.length) < total) {
      const [more] = await read(BigInt(all.length + 1));
      if (more.length === 0) break;
      all.push(...more);
    }
    return all.reverse();
  });
}

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

export interface Handed {
  submission: Submission;
  review: Review;
  /** From the event: the state keeps its hash only. */
  content: string;
  /** Whether it had a place when it was handed in. */
  placed: boolean;
  block: bigint;
  /** Public answers to the form, in order of its public fields. */
  answers?: readonly string[] | undefined;
  /** The hash of private ones. */
  privateHash?: Hex | undefined;
  /** The number of the ticket, or of the attempt. */
  attested?: number | undefined;
  /** The transaction that paid it. */
  receipt?: Hex | undefined;
}

/** Submissions of a campaign with what was handed in and what was decided. */
export function useSubmissions(campaign: bigint, count: number) {
  const first = useFirstBlock();
  return useLive(["submissions", campaign.toString(), count], async (): Promise<Handed[]> => {
    if (count === 0) return [];
    const client = publicClient();
    const pages = await Promise.all(
      Array.from({ length: Math.ceil(count / PAGE) }, (_, page) =>
        client.readContract({
          ...campaignsModule,
          functionName: "submissions",
          args: [campaign, page * PAGE + 1, PAGE],
        }),
      ),
    );
    const list = pages.flatMap(([page]) => page);
    const [contents, reviews] = await Promise.all([contentsOf(campaign, first), Promise.all(list.map(reviewOf))]);
    return list.map((submission, index) => ({
      submission,
      review: reviews[index] as Review,
      ...(contents.get(submission.number) ?? NOT_TOLD),
    }));
  });
}

/** What nobody has decided yet, or nobody had to: a list of thousands need not be asked about one by one. */
const NOT_REVIEWED: Review = {
  reviewer: NOBODY,
  approved: false,
  decidedAt: 0n,
  reason: "",
  appealedAt: 0n,
  appeal: "",
  hearings: [],
};
const WITHOUT_REVIEW: readonly SubmissionStatus[] = ["review", "withdrawn", "unanchored", "unpaid"];

function reviewOf(submission: Submission): Promise<Review> {
  const { campaign, number, reviewer } = submission;
  const status = submissionStatus(submission);
  const paid = status === "approved" || status === "rewarded";
  if (WITHOUT_REVIEW.includes(status) || (paid && reviewer === NOBODY)) return Promise.resolve(NOT_REVIEWED);
  return publicClient().readContract({ ...campaignsModule, functionName: "review", args: [campaign, number] });
}

async function contentsOf(campaign: bigint, first: number) {
  const client = publicClient();
  const of = { ...campaignsModule, args: { campaign }, fromBlock: BigInt(first), strict: true } as const;
  const [submitted, answered, redeemed, rewarded] = await Promise.all([
    client.getContractEvents({ ...of, eventName: "Submitted" }),
    client.getContractEvents({ ...of, eventName: "Answered" }),
    client.getContractEvents({ ...of, eventName: "Redeemed" }),
    client.getContractEvents({ ...of, eventName: "Rewarded" }),
  ]);
  const receipts = new Map(rewarded.map(({ args, transactionHash }) => [args.submission, transactionHash]));
  const answers = new Map(answered.map(({ args }) => [args.submission, args]));
  const attested = new Map(redeemed.map(({ args }) => [args.submission, args.number]));
  return new Map(
    submitted.map(({ args, blockNumber }) => [
      args.submission,
      {
        content: args.content,
        placed: args.hasPlace,
        block: blockNumber,
        answers: answers.get(args.submission)?.answers,
        privateHash: answers.get(args.submission)?.privateHash,
        attested: attested.get(args.submission),
        receipt: receipts.get(args.submission),
      },
    ]),
  );
}

/** What stands for the event of a submission that the index has not read yet, or that was before this node began. */
const NOT_TOLD = { content: "", placed: true, block: 0n };

/** The newest transaction that paid an account for a campaign, if there is one. */
export function usePayment(campaign: bigint, account: Hex | undefined) {
  const first = useFirstBlock();
  return useLive(
    ["payment", campaign.toString(), account],
    async () => {
      const events = await publicClient().getContractEvents({
        ...campaignsModule,
        eventName: "Rewarded",
        args: { campaign, account: account as Hex },
        fromBlock: BigInt(first),
      });
      return events.at(-1)?.transactionHash ?? null;
    },
    account !== undefined,
  );
}

/** What the account can decide or hear now, over all campaigns that may have something. */
export function useCases(account: Hex | undefined) {
  const first = useFirstBlock();
  return useLive(
    ["cases", account],
    async () => {
      const client = publicClient();
      const [campaigns] = await client.readContract({
        ...campaignsModule,
        functionName: "campaigns",
        args: [1n, PAGE],
      });
      const cases: (Handed & { of: Campaign })[] = [];
      for (const of of campaigns.filter((it) => it.submissions > 0 && it.status >= 3 && it.status <= 5)) {
        let from = 1;
        while (from !== 0) {
          const [found, next] = await client.readContract({
            ...campaignsModule,
            functionName: "openCases",
            args: [account as Hex, of.id, from],
          });
          if (found.length > 0) {
            const contents = await contentsOf(of.id, first);
            const reviews = await Promise.all(found.map(reviewOf));
            found.forEach((submission, index) => {
              const told = contents.get(submission.number) ?? NOT_TOLD;
              cases.push({ of, submission, review: reviews[index] as Review, ...told });
            });
          }
          from = next;
        }
      }
      return cases;
    },
    account !== undefined,
  );
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
