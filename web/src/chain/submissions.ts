/**
 * Submissions with what was handed in and what was decided. A campaign may have ten thousand, so they are read by the
 * page, by the account or by the number, and what cannot change is not asked for again.
 */
import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import {
  type ContractFunctionReturnType,
  type Hex,
  type RpcLog,
  encodeEventTopics,
  formatLog,
  getAbiItem,
  numberToHex,
  parseEventLogs,
  toEventSelector,
} from "viem";
import { campaignsAbi } from "@/abi/campaigns";
import {
  type Campaign,
  NOBODY,
  PAGE,
  type Submission,
  type SubmissionStatus,
  campaignsModule,
  live,
  readCampaigns,
  statusOf,
  submissionStatus,
} from "./campaigns";
import { LIVE_MS, useFirstBlock } from "./hooks";
import { decidedBy, decidesLater } from "./participation";
import { publicClient } from "./rpc";

export type Review = ContractFunctionReturnType<typeof campaignsAbi, "view", "review">;

/** What the events tell of a submission: the state keeps hashes only. */
interface Told {
  /** Whose contribution it is. */
  account: Hex;
  content: string;
  /** Whether it had a place when it was handed in. */
  placed: boolean;
  /** Where it was handed in; 0 as long as no event tells of it. */
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

export interface Handed extends Omit<Told, "account"> {
  submission: Submission;
  review: Review;
}

/** What stands for the events of a submission that the index has not read yet, or that were before this node began. */
const NOT_TOLD: Told = { account: NOBODY, content: "", placed: true, block: 0n };

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

/** Their review changes while they stay what they are: the two who hear an appeal vote one after the other. */
const IN_MOTION: readonly SubmissionStatus[] = ["appeal", "contested"];

export function readReview(submission: Submission): Promise<Review> {
  const { campaign, number, reviewer } = submission;
  const status = submissionStatus(submission);
  const paid = status === "approved" || status === "rewarded";
  if (WITHOUT_REVIEW.includes(status) || (paid && reviewer === NOBODY)) return Promise.resolve(NOT_REVIEWED);
  return publicClient().readContract({ ...campaignsModule, functionName: "review", args: [campaign, number] });
}

/** Events that tell of a submission, each at most once. */
const EVENTS = [
  getAbiItem({ abi: campaignsAbi, name: "Submitted" }),
  getAbiItem({ abi: campaignsAbi, name: "Answered" }),
  getAbiItem({ abi: campaignsAbi, name: "Redeemed" }),
  getAbiItem({ abi: campaignsAbi, name: "Rewarded" }),
] as const;
const SELECTORS = EVENTS.map((it) => toEventSelector(it));

/** Submissions that one question asks for: a node looks for at most 1,000 values, and gives at most 10,000 events. */
const ASKED = 500;

/** What a node says when a range of blocks is too much for one answer: up to where it is not. */
const FITTING = /block range \[0x[0-9a-f]+, (0x[0-9a-f]+)\]/;

/** Events of all blocks from one on, in as many ranges as the node needs. */
export async function inRanges<T>(first: bigint, ask: (from: Hex, to: Hex | "latest") => Promise<T[]>): Promise<T[]> {
  const found: T[] = [];
  let from = first;
  let to: Hex | "latest" = "latest";
  for (;;) {
    try {
      found.push(...(await ask(numberToHex(from), to)));
    } catch (error) {
      const fitting = FITTING.exec((error as Error).message)?.[1] as Hex | undefined;
      // The same range again would end in the same way.
      if (!fitting || fitting === to) throw error;
      to = fitting;
      continue;
    }
    if (to === "latest") return found;
    from = BigInt(to) + 1n;
    to = "latest";
  }
}

/** What the events tell of some submissions of a campaign, by number. */
async function readTold(campaign: bigint, numbers: readonly number[], first: number): Promise<Map<number, Told>> {
  const told = new Map<number, Told>();
  for (let done = 0; done < numbers.length; done += ASKED) {
    const submission = numbers.slice(done, done + ASKED);
    const [, ...who] = encodeEventTopics({ abi: campaignsAbi, eventName: "Submitted", args: { campaign, submission } });
    const raw = await inRanges(BigInt(first), (fromBlock, toBlock) =>
      publicClient().request({
        method: "eth_getLogs",
        params: [{ address: campaignsModule.address, fromBlock, toBlock, topics: [SELECTORS, ...who] }],
      }),
    );
    const logs = (raw as RpcLog[]).map((it) => formatLog(it));
    for (const log of parseEventLogs({ abi: EVENTS, logs })) {
      const { eventName, args } = log;
      const it: Told = { ...NOT_TOLD, ...told.get(args.submission) };
      if (eventName === "Submitted") {
        it.account = args.account;
        it.content = args.content;
        it.placed = args.hasPlace;
        it.block = log.blockNumber;
      } else if (eventName === "Answered") {
        it.answers = args.answers;
        it.privateHash = args.privateHash;
      } else if (eventName === "Redeemed") {
        it.attested = args.number;
      } else {
        it.receipt = log.transactionHash;
      }
      told.set(args.submission, it);
    }
  }
  return told;
}

const same = (one: Submission, other: Submission): boolean =>
  (Object.keys(one) as (keyof Submission)[]).every((key) => one[key] === other[key]);

/** Whether all there will be is known of it as it stands. */
function isComplete({ submission, block, receipt }: Handed): boolean {
  const status = submissionStatus(submission);
  return block > 0n && !IN_MOTION.includes(status) && (status !== "rewarded" || receipt !== undefined);
}

/** Submissions of one campaign with their events and reviews. What was known before and cannot change is kept. */
export async function readHanded(
  list: readonly Submission[],
  first: number,
  known: readonly Handed[] = [],
): Promise<Handed[]> {
  const [some] = list;
  if (!some) return [];
  const kept = new Map(known.filter(isComplete).map((it) => [it.submission.number, it]));
  const before = (it: Submission): Handed | undefined => {
    const found = kept.get(it.number);
    return found && same(found.submission, it) ? found : undefined;
  };
  const missing = list.filter((it) => !before(it));
  const [told, reviews] = await Promise.all([
    readTold(
      some.campaign,
      missing.map((it) => it.number),
      first,
    ),
    Promise.all(missing.map(readReview)),
  ]);
  const read = new Map(
    missing.map((submission, index) => {
      const review = reviews[index] ?? NOT_REVIEWED;
      return [submission.number, { submission, review, ...(told.get(submission.number) ?? NOT_TOLD) }];
    }),
  );
  return list.map((it) => before(it) ?? (read.get(it.number) as Handed));
}

/** The starts of the pages that some submissions fill, from 1. */
export const pageStarts = (count: number): number[] =>
  Array.from({ length: Math.ceil(count / PAGE) }, (_, page) => page * PAGE + 1);

const readPage = async (campaign: bigint, from: number): Promise<readonly Submission[]> => {
  const args = [campaign, from, PAGE] as const;
  const [page] = await publicClient().readContract({ ...campaignsModule, functionName: "submissions", args });
  return page;
};

/** A read of submissions that begins with what it found the last time. */
function liveHanded<T extends Handed>(
  key: readonly unknown[],
  read: (known: readonly T[]) => Promise<T[]>,
  enabled = true,
) {
  return live<T[]>(key, ({ client, queryKey }) => read(client.getQueryData<T[]>(queryKey) ?? []), enabled);
}

/** Pages of a campaign's submissions, the first with number 0: those that are shown. */
export function useSubmissionPages(campaign: bigint, pages: readonly number[]): readonly (Handed[] | undefined)[] {
  const first = useFirstBlock();
  const found = useQueries({
    queries: pages.map((page) => {
      const read = liveHanded<Handed>(["submissions", campaign.toString(), page], async (known) =>
        readHanded(await readPage(campaign, page * PAGE + 1), first, known),
      );
      // One page does not stand for another while that is read.
      const { placeholderData: _, ...options } = read;
      return options;
    }),
  });
  return found.map((it) => it.data);
}

/** One submission. */
export function useSubmission(campaign: bigint, number: number) {
  const first = useFirstBlock();
  return useQuery({
    ...liveHanded<Handed>(["submission", campaign.toString(), number], async (known) => {
      const args = [campaign, number] as const;
      const found = await publicClient().readContract({ ...campaignsModule, functionName: "submission", args });
      return readHanded([found], first, known);
    }),
    select: ([found]) => found,
  });
}

/** What an account handed in to a campaign, or somebody for it. */
export function useSubmissionsOf(of: Campaign | undefined, account: Hex | undefined) {
  const first = useFirstBlock();
  return useQuery(
    liveHanded<Handed>(
      ["submissions of", of?.id.toString(), account],
      async (known) => readHanded(await submissionsOf(of as Campaign, account as Hex, first), first, known),
      of !== undefined && account !== undefined,
    ),
  );
}

async function submissionsOf(of: Campaign, account: Hex, first: number): Promise<Submission[]> {
  if (of.submissions === 0) return [];
  const client = publicClient();
  const found = new Map<number, Submission>();
  // Its own, over all campaigns: nothing was handed in to this one before it opened.
  let [campaign, submission] = [0n, 0];
  for (;;) {
    const args = [account, campaign, submission, PAGE] as const;
    const [page, ...next] = await client.readContract({ ...campaignsModule, functionName: "submissionsOf", args });
    for (const it of page) if (it.campaign === of.id) found.set(it.number, it);
    [campaign, submission] = next;
    const oldest = page.at(-1);
    if (campaign === 0n || !oldest || oldest.submittedAt < of.terms.opensAt) break;
  }
  if (of.terms.nominations) {
    const nominated = await client.getContractEvents({
      ...campaignsModule,
      eventName: "Submitted",
      args: { campaign: of.id, account },
      fromBlock: BigInt(first),
      strict: true,
    });
    const numbers = nominated.map(({ args }) => args.submission).filter((it) => !found.has(it));
    const read = { ...campaignsModule, functionName: "submission" } as const;
    for (const it of await Promise.all(
      numbers.map((number) => client.readContract({ ...read, args: [of.id, number] as const })),
    ))
      found.set(it.number, it);
  }
  return [...found.values()].sort((a, b) => a.number - b.number);
}

/** What was handed in, by number. It never changes. */
export function useContents(campaign: bigint, numbers: readonly number[]) {
  const first = useFirstBlock();
  return useQuery({
    queryKey: ["contents", campaign.toString(), ...numbers],
    queryFn: () => readTold(campaign, numbers, first),
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
    // What the index has not read yet is there the next time.
    refetchInterval: ({ state }) => (state.data && state.data.size < numbers.length ? LIVE_MS * 3 : false),
  }).data;
}

/** The newest transaction that paid an account for a campaign, if there is one. */
export function usePayment(campaign: bigint, account: Hex | undefined) {
  const first = useFirstBlock();
  return useQuery(
    live(
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
    ),
  );
}

export interface OpenCase extends Handed {
  of: Campaign;
}

/** Whether somebody may have to decide or to hear something there. */
const hasCases = (of: Campaign): boolean =>
  of.submissions > 0 && ["open", "closed", "settlement"].includes(statusOf(of)) && decidesLater(decidedBy(of));

/** What the account can decide or hear now, over all campaigns. */
export async function readCases(account: Hex, first: number, known: readonly OpenCase[] = []): Promise<OpenCase[]> {
  const campaigns = (await readCampaigns()).filter(hasCases);
  const found = await Promise.all(
    campaigns.map(async (of) => {
      const pages = await Promise.all(
        pageStarts(of.submissions).map((from) => {
          const args = [account, of.id, from] as const;
          return publicClient().readContract({ ...campaignsModule, functionName: "openCases", args });
        }),
      );
      const list = pages.flatMap(([cases]) => cases);
      const handed = await readHanded(
        list,
        first,
        known.filter((it) => it.of.id === of.id),
      );
      return handed.map((it) => ({ ...it, of }));
    }),
  );
  return found.flat();
}

/** What the account can decide or hear now. */
export function useCases(account: Hex | undefined) {
  const first = useFirstBlock();
  return useQuery({
    ...liveHanded<OpenCase>(
      ["cases", account],
      (known) => readCases(account as Hex, first, known),
      account !== undefined,
    ),
    // Every page of every campaign is asked; one's own decisions ask again at once.
    refetchInterval: LIVE_MS * 3,
  });
}

/** All submissions of a campaign, without their events. */
export async function readAll(campaign: bigint): Promise<Submission[]> {
  const args = [campaign, 1, 1] as const;
  const [, count] = await publicClient().readContract({ ...campaignsModule, functionName: "submissions", args });
  return (await Promise.all(pageStarts(count).map((from) => readPage(campaign, from)))).flat();
}
