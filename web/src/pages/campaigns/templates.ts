/** Kinds of campaigns as what they set: all of them are terms of one mechanism. */
import { KIND, type KindNumber } from "@/chain/kinds";
import { DECIDED_BY, type DecidedBy } from "@/chain/participation";

export const TEMPLATES = [
  "event",
  "form",
  "quiz",
  "lesson",
  "simulator",
  "discovery",
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
  /** The kind of activity that it proposes at first. */
  kind: KindNumber;
  /** Has fields of its own. */
  form?: boolean;
  /** Rewards for each account at first. */
  rewards: number;
  everyDays?: number;
  streak?: number;
  nominations?: boolean;
  /** How many tasks of the simulator its bank has at first. */
  tasks?: number;
  /** How many reviewers score each submission at first, and the median that a prize takes. */
  scores?: number;
  threshold?: number;
}

export const TEMPLATE: Readonly<Record<TemplateId, Template>> = {
  event: { decidedBy: "ticket", kind: KIND.event, rewards: 1 },
  form: { decidedBy: "atOnce", kind: KIND.form, form: true, rewards: 1 },
  quiz: { decidedBy: "grader", kind: KIND.quiz, rewards: 1 },
  lesson: { decidedBy: "grader", kind: KIND.lesson, rewards: 1 },
  simulator: { decidedBy: "grader", kind: KIND.simulator, rewards: 1, tasks: 3 },
  discovery: { decidedBy: "grader", kind: KIND.nodeDiscovery, rewards: 1 },
  recurring: { decidedBy: "atOnce", kind: KIND.recurring, rewards: 12, everyDays: 1, streak: 7 },
  content: { decidedBy: "reviewer", kind: KIND.contentCall, rewards: 1 },
  contest: { decidedBy: "scores", kind: KIND.contentCall, rewards: 1, scores: 3, threshold: 60 },
  open: { decidedBy: "reviewer", kind: KIND.openContribution, rewards: 1 },
  nomination: { decidedBy: "reviewer", kind: KIND.nomination, rewards: 1, nominations: true },
  list: { decidedBy: "list", kind: KIND.event, rewards: 1 },
};

/** What the criteria of a content call are headed by, in the text that everybody reads. */
export const RUBRIC = { zh: "评审标准", en: "How it is scored" } as const;

/** How many may score (WP-44). */
export const SCORES = [3, 5, 7] as const;

export const numberOf = (way: DecidedBy): number => DECIDED_BY.indexOf(way);
