/** Kinds of campaigns as what they set: all of them are terms of one mechanism. */
import { AREAS } from "@/chain/campaigns";
import { DECIDED_BY, type DecidedBy } from "@/chain/participation";

export const TEMPLATES = [
  "event",
  "form",
  "quiz",
  "recurring",
  "content",
  "contest",
  "open",
  "nomination",
  "list",
] as const;
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
  /** How many reviewers score each submission at first, and the median that a prize takes. */
  scores?: number;
  threshold?: number;
}

export const TEMPLATE: Readonly<Record<TemplateId, Template>> = {
  event: { decidedBy: "ticket", area: "events", rewards: 1 },
  form: { decidedBy: "atOnce", area: "forms", form: true, rewards: 1 },
  quiz: { decidedBy: "grader", area: "delegation", rewards: 1 },
  recurring: { decidedBy: "atOnce", area: "events", rewards: 12, everyDays: 1, streak: 7 },
  content: { decidedBy: "reviewer", area: "content", rewards: 1 },
  contest: { decidedBy: "scores", area: "content", rewards: 1, scores: 3, threshold: 60 },
  open: { decidedBy: "reviewer", area: "open", rewards: 1 },
  nomination: { decidedBy: "reviewer", area: "open", rewards: 1, nominations: true },
  list: { decidedBy: "list", area: "events", rewards: 1 },
};

/** What the criteria of a content call are headed by, in the text that everybody reads. */
export const RUBRIC = { zh: "评审标准", en: "How it is scored" } as const;

/** How many may score (WP-44). */
export const SCORES = [3, 5, 7] as const;

export const numberOf = (way: DecidedBy): number => DECIDED_BY.indexOf(way);

/** The first type of the template's area. */
export function typeFor<T extends { area: number }>(template: Template, types: readonly T[]): T | undefined {
  const area = AREAS.indexOf(template.area);
  return types.find((it) => it.area === area) ?? types[0];
}
