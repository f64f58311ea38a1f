/** The public record of an account (WP-15), in the words of its interface. */
import { useQuery } from "@tanstack/react-query";
import type { ContractFunctionReturnType, Hex } from "viem";
import { reputationAbi, reputationAddress } from "@/abi/reputation";
import { type Campaign, PAGE, campaignsModule, live, readPages, useLive } from "./campaigns";
import { DECIDED_BY, type DecidedBy } from "./participation";
import { publicClient } from "./rpc";
import type { Review } from "./submissions";

const reputationModule = { address: reputationAddress, abi: reputationAbi } as const;

type Contribution = ContractFunctionReturnType<typeof reputationAbi, "view", "contributions">[0][number];

export interface Entry extends Contribution {
  way: DecidedBy;
  of: Campaign;
  /** What a person decided; nothing where a key, points, a list or nobody did. */
  review: Review | undefined;
}

export interface PublicRecord {
  kinds: ContractFunctionReturnType<typeof reputationAbi, "view", "kinds">;
  total: number;
  /** The newest first. */
  entries: readonly Entry[];
}

/** Contributions of an account by kind, and the newest of them with their decisions. */
export function usePublicRecord(account: Hex, most: number) {
  return useQuery(
    live<PublicRecord>(["record", account, most], async ({ client: queries, queryKey }) => {
      const read = { ...reputationModule, functionName: "kinds", args: [account] } as const;
      const kinds = await publicClient().readContract(read);
      const total = kinds.reduce((sum, it) => sum + it.count, 0);
      // An entry never changes or goes.
      const known = queries.getQueryData<PublicRecord>(queryKey);
      if (known?.total === total) return known;
      return { kinds, total, entries: await entriesOf(account, total, most) };
    }),
  );
}

async function entriesOf(account: Hex, total: number, most: number): Promise<Entry[]> {
  const client = publicClient();
  const first = Math.max(0, total - most);
  const starts = Array.from({ length: Math.ceil((total - first) / PAGE) }, (_, page) => first + page * PAGE);
  const pages = await Promise.all(
    starts.map((from) => {
      const args = [account, from, Math.min(PAGE, total - from)] as const;
      return client.readContract({ ...reputationModule, functionName: "contributions", args });
    }),
  );
  const page = pages.flatMap(([entries]) => entries).reverse();
  const numbers = [...new Set(page.map((it) => it.campaign))];
  const campaigns = new Map(
    await Promise.all(
      numbers.map(async (id) => {
        const args = [id] as const;
        return [id, await client.readContract({ ...campaignsModule, functionName: "campaign", args })] as const;
      }),
    ),
  );
  return Promise.all(
    page.map(async (it) => {
      const way = DECIDED_BY[it.decidedBy] ?? "reviewer";
      const args = [it.campaign, it.submission] as const;
      const review =
        way === "reviewer"
          ? await client.readContract({ ...campaignsModule, functionName: "review", args })
          : undefined;
      return { ...it, way, of: campaigns.get(it.campaign) as Campaign, review };
    }),
  );
}

/** What the public record of an account says of cases: those that are proven for good. */
export function useProvenCases(account: Hex) {
  return useLive(["proven", account], () =>
    readPages((known) => {
      const args = [account, known, PAGE] as const;
      return publicClient().readContract({ ...reputationModule, functionName: "provenCases", args });
    }),
  );
}
