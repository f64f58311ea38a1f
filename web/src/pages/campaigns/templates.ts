/** Kinds of campaigns as what they set: all of them are terms of one mechanism. */
import { AREAS } from "@/chain/campaigns";
import { DECIDED_BY, type DecidedBy } from "@/chain/participation";

export const TEMPLATES = ["event", "form", "quiz", "recurring", "content", "open", "nomination"] as const;
export type TemplateId = (typeof TEMPLATES)[number];

export interface Template {
  decidedBy: DecidedBy;
  area: (typeof AREAS)[number];
  /** Has fields of its own. */
  form?: boolean;
  /** Rewards for each account at first. */
  rewards: number;
  everyDays?: number;
  streak?: number;
  nominations?: boolean;
}

export const TEMPLATE: Readonly<Record<TemplateId, Template>> = {
  event: { decidedBy: "ticket", area: "events", rewards: 1 },
  form: { decidedBy: "atOnce", area: "forms", form: true, rewards: 1 },
  quiz: { decidedBy: "grader", area: "delegation", rewards: 1 },
  recurring: { decidedBy: "atOnce", area: "events", rewards: 12, everyDays: 1, streak: 7 },
  content: { decidedBy: "reviewer", area: "content", rewards: 1 },
  open: { decidedBy: "reviewer", area: "open", rewards: 1 },
  nomination: { decidedBy: "reviewer", area: "open", rewards: 1, nominations: true },
};

export const numberOf = (way: DecidedBy): number => DECIDED_BY.indexOf(way);

/** The first type of the template's area. */
export function typeFor<T extends { area: number }>(template: Template, types: readonly T[]): T | undefined {
  const area = AREAS.indexOf(template.area);
  return types.find((it) => it.area === area) ?? types[0];
}
