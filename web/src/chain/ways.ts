/** What only some campaigns have: scores and their ranking, lists and their confirmation. */
import type { ContractFunctionReturnType } from "viem";
import type { campaignsAbi } from "@/abi/campaigns";
import { type Campaign, campaignsModule, useLive } from "./campaigns";
import { publicClient } from "./rpc";

type Views = typeof campaignsAbi;
export type Score = ContractFunctionReturnType<Views, "view", "scores">[number];
export type Ranked = ContractFunctionReturnType<Views, "view", "ranking">[0][number];

/** Places of a ranking that one call shows. */
const PAGE = 50;

/** How a campaign that is scored stands, with all scores of what is ranked. */
export function useRanking(campaign: Campaign) {
  return useLive(["ranking", campaign.id.toString()], async () => {
    const client = publicClient();
    const places: Ranked[] = [];
    for (;;) {
      const [page, total, announced, winners, fixedAt] = await client.readContract({
        ...campaignsModule,
        functionName: "ranking",
        args: [campaign.id, places.length + 1, PAGE],
      });
      places.push(...page);
      if (places.length >= total || page.length === 0) return { places, announced, winners, fixedAt };
    }
  });
}

export function useScores(campaign: bigint, submission: number, enabled = true) {
  return useLive(
    ["scores", campaign.toString(), submission],
    () => publicClient().readContract({ ...campaignsModule, functionName: "scores", args: [campaign, submission] }),
    enabled,
  );
}

/** How far a list is. */
export function useAwards(campaign: bigint) {
  return useLive(["awards", campaign.toString()], async () => {
    const [posted, confirmed, paid, paidFrom] = await publicClient().readContract({
      ...campaignsModule,
      functionName: "awards",
      args: [campaign],
    });
    return { posted, confirmed, paid, paidFrom };
  });
}
