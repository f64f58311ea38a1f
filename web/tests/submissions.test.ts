import {
  type AbiEvent,
  type Hex,
  createPublicClient,
  custom,
  decodeFunctionData,
  encodeAbiParameters,
  encodeEventTopics,
  encodeFunctionResult,
  getAbiItem,
  numberToHex,
} from "viem";
import { beforeEach, expect, test, vi } from "vitest";
import { campaignsAbi, campaignsAddress } from "@/abi/campaigns";
import { readPages } from "@/chain/campaigns";
import { inRanges, readAll, readCases, readHanded } from "@/chain/submissions";

const REVIEWER = "0x00000000000000000000000000000000000000aa";
const AUTHOR = "0x00000000000000000000000000000000000000bb";
const NOBODY = `0x${"0".repeat(40)}` as const;
const NO_HASH = `0x${"0".repeat(64)}` as const;

/** A node with campaigns of some submissions, all of them under review, and what it was asked. */
const chain = vi.hoisted(() => ({
  campaigns: [] as { submissions: number; decidedBy?: number }[],
  /** Numbers of submissions that the reviewer may decide, by campaign. */
  open: new Map<bigint, number[]>(),
  statuses: new Map<number, number>(),
  asked: [] as string[],
}));

vi.mock("@/chain/rpc", async (original) => ({ ...(await original<object>()), publicClient: () => client }));

const client = createPublicClient({
  transport: custom({
    request: ({ method, params }: { method: string; params: [never] }) =>
      Promise.resolve(method === "eth_getLogs" ? logs(params[0]) : call(params[0])),
  }),
});

function campaign(id: bigint) {
  const { submissions, decidedBy = 0 } = chain.campaigns[Number(id) - 1] as (typeof chain.campaigns)[number];
  const terms = {
    activityType: 1,
    stage: 0,
    places: 10_000,
    opensAt: 0n,
    closesAt: 9n,
    rewardsPerAccount: 1,
    rewardsPerFact: 1,
    repeatFactor: 10_000,
    decidedBy,
    key: NOBODY,
    commitment: NO_HASH,
    everyDays: 0,
    streak: 0,
    nominations: false,
    scores: 0,
    threshold: 0,
  };
  const amounts = { base: 1n, multiplier: 1n, budget: 1n, paid: 0n, held: 0n, leftToday: 0n };
  const counts = { submissions, live: submissions, placesTaken: submissions, rewarded: 0, waiting: 0 };
  const texts = { titleZh: "", titleEn: "" };
  return {
    id,
    organiser: AUTHOR,
    status: 3,
    terms,
    area: 0,
    proposedAt: 0n,
    lapsesAt: 0n,
    stopped: false,
    ...texts,
    ...amounts,
    ...counts,
  } as const;
}

const submission = (of: bigint, number: number) =>
  ({
    campaign: of,
    number,
    account: AUTHOR,
    author: AUTHOR,
    fact: NO_HASH,
    status: chain.statuses.get(number) ?? 0,
    hasPlace: true,
    nominal: 1n,
    submittedAt: 1n,
    reviewer: REVIEWER,
    openToAllAt: 0n,
    appealUntil: 0n,
  }) as const;

const range = (from: number, to: number) => Array.from({ length: Math.max(to - from, 0) }, (_, index) => from + index);

function call({ data }: { data: Hex }): Hex {
  const { functionName, args } = decodeFunctionData({ abi: campaignsAbi, data });
  chain.asked.push(functionName);
  const answer = (result: unknown) =>
    encodeFunctionResult({ abi: campaignsAbi, functionName, result: result as never } as never);
  if (functionName === "campaigns") {
    const [from, count] = args;
    const last = Math.min(Number(from) + count, chain.campaigns.length + 1);
    return answer([range(Number(from), last).map((id) => campaign(BigInt(id))), BigInt(chain.campaigns.length)]);
  }
  if (functionName === "openCases") {
    const [, of, from] = args;
    const open = (chain.open.get(of) ?? []).filter((it) => it >= from && it < from + 50);
    const { submissions } = campaign(of);
    return answer([open.map((it) => submission(of, it)), from + 50 <= submissions ? from + 50 : 0]);
  }
  if (functionName === "submissions") {
    const [of, from, count] = args;
    const { submissions } = campaign(of);
    expect(count).toBeLessThanOrEqual(50);
    return answer([range(from, Math.min(from + count, submissions + 1)).map((it) => submission(of, it)), submissions]);
  }
  expect(functionName).toBe("review");
  return answer({
    reviewer: REVIEWER,
    approved: false,
    decidedAt: 2n,
    reason: "No.",
    appealedAt: 0n,
    appeal: "",
    hearings: [],
  });
}

interface Filter {
  fromBlock: Hex;
  topics: [Hex[], Hex, Hex[]];
}

/** What the node looks for at most, in one filter. */
const ALTERNATIVES = 1_000;

function logs({ topics: [kinds, of, numbers] }: Filter) {
  chain.asked.push("logs");
  expect(kinds.length + 2 + numbers.length).toBeLessThanOrEqual(ALTERNATIVES);
  const item = getAbiItem({ abi: campaignsAbi, name: "Submitted" });
  const data = encodeAbiParameters(
    (item as AbiEvent).inputs.filter((it) => !it.indexed),
    [AUTHOR, 1n, true, REVIEWER, "What was done"],
  );
  return numbers.map((it, index) => ({
    address: campaignsAddress,
    topics: encodeEventTopics({
      abi: [item],
      eventName: "Submitted",
      args: { campaign: BigInt(of), submission: Number(it), account: AUTHOR },
    }),
    data,
    blockNumber: "0x5",
    blockHash: NO_HASH,
    transactionHash: NO_HASH,
    transactionIndex: "0x0",
    logIndex: numberToHex(index),
    removed: false,
  }));
}

beforeEach(() => {
  chain.campaigns = [];
  chain.open = new Map();
  chain.statuses = new Map();
  chain.asked = [];
});

const asked = (name: string) => chain.asked.filter((it) => it === name).length;

test("a case of a campaign beyond the first page is on the desk", async () => {
  chain.campaigns = range(0, 120).map(() => ({ submissions: 1 }));
  chain.open.set(51n, [1]).set(120n, [1]);
  const cases = await readCases(REVIEWER, 1);
  expect(cases.map((it) => it.of.id)).toEqual([51n, 120n]);
  expect(cases[0]?.content).toBe("What was done");
});

test("the events of a campaign are asked for once, however many pages its cases are on", async () => {
  chain.campaigns = [{ submissions: 160 }, { submissions: 90 }];
  chain.open.set(1n, [1, 51, 160]).set(2n, [90]);
  const cases = await readCases(REVIEWER, 1);
  expect(cases.map((it) => it.submission.number)).toEqual([1, 51, 160, 90]);
  expect(asked("openCases")).toBe(6);
  expect(asked("logs")).toBe(2);
  chain.asked = [];
  expect(await readCases(REVIEWER, 1, cases)).toEqual(cases);
  expect(asked("logs")).toBe(0);
});

test("a campaign in which nobody decides is not searched for cases", async () => {
  chain.campaigns = [{ submissions: 10_000, decidedBy: 1 }, { submissions: 1 }];
  chain.open.set(2n, [1]);
  expect(await readCases(REVIEWER, 1)).toHaveLength(1);
  expect(asked("openCases")).toBe(1);
});

test("what is known and cannot change is not asked for again, what is in motion is", async () => {
  chain.campaigns = [{ submissions: 4 }];
  chain.statuses.set(1, 3).set(2, 4).set(3, 2);
  const before = await readHanded(await readAll(1n), 1);
  expect(before.map((it) => it.review.reason)).toEqual(["No.", "No.", "No.", ""]);
  chain.asked = [];
  // The fourth was decided; the second is under appeal; of the third nobody has told yet who paid it.
  chain.statuses.set(4, 3);
  const after = await readHanded(await readAll(1n), 1, before);
  expect(after[0]).toBe(before[0]);
  expect(after.map((it) => it.review.reason)).toEqual(["No.", "No.", "No.", "No."]);
  expect(asked("review")).toBe(3);
  expect(asked("logs")).toBe(1);
});

test("ten thousand submissions are read within what a node answers", async () => {
  chain.campaigns = [{ submissions: 10_000 }];
  const all = await readAll(1n);
  expect(all.map((it) => it.number)).toEqual(range(1, 10_001));
  const handed = await readHanded(all, 1);
  expect(handed.every((it) => it.content === "What was done")).toBe(true);
  expect(asked("logs")).toBe(20);
});

test("a list is read to its end, and no further if it grows shorter", async () => {
  const list = range(0, 120);
  expect(await readPages((known) => Promise.resolve([list.slice(known, known + 50), list.length]))).toEqual(list);
  expect(await readPages((known) => Promise.resolve([list.slice(known, known + 50), 130]))).toEqual(list);
  expect(await readPages(() => Promise.resolve([[], 0n]))).toEqual([]);
});

test("events that are too many for one answer are read in the ranges that the node names", async () => {
  const ranges: string[] = [];
  const found = await inRanges(1n, (from, to) => {
    ranges.push(`${from} ${to}`);
    if (to === "latest" && BigInt(from) < 200n) {
      const until = numberToHex(BigInt(from) + 98n);
      const message = `query returned more than 10000 results. Try with this block range [${from}, ${until}].`;
      return Promise.reject(new Error(message));
    }
    return Promise.resolve([from]);
  });
  expect(ranges).toEqual([
    "0x1 latest",
    "0x1 0x63",
    "0x64 latest",
    "0x64 0xc6",
    "0xc7 latest",
    "0xc7 0x129",
    "0x12a latest",
  ]);
  expect(found).toEqual(["0x1", "0x64", "0xc7", "0x12a"]);
  await expect(inRanges(1n, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
});
