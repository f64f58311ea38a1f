/** The kinds of activity that a chain starts with, by their numbers (`crates/chain/src/modules/campaigns/types.rs`). */
import { statusOf, useCampaigns } from "./campaigns";

export const KIND = {
  openContribution: 1,
  event: 2,
  form: 3,
  node: 4,
  delegation: 5,
  contentCall: 6,
  quiz: 7,
  lesson: 8,
  simulator: 9,
  nodeDiscovery: 10,
  nomination: 11,
  recurring: 12,
} as const;
export type KindNumber = (typeof KIND)[keyof typeof KIND];

/** Open campaigns of some kinds, the newest first; nothing while they are read. */
export function useOpenCampaigns(kinds: readonly number[]) {
  const { data } = useCampaigns();
  return data?.filter((it) => statusOf(it) === "open" && kinds.includes(it.terms.activityType));
}
