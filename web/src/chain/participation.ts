/** Who decides, forms, anchors and streaks, in the words of the interface. */
import type { ContractFunctionReturnType, Hex } from "viem";
import type { campaignsAbi } from "@/abi/campaigns";
import { identityAbi, identityAddress } from "@/abi/identity";
import { type Campaign, NOBODY, campaignsModule, useLive } from "./campaigns";
import { refusalOf } from "./refusal";
import type { Refusal } from "./refusal";
import type { Intent } from "./act";
import { publicClient } from "./rpc";

export const identityModule = { address: identityAddress, abi: identityAbi } as const;

/** `Terms.decidedBy`, in order. */
export const DECIDED_BY = ["reviewer", "ticket", "grader", "atOnce", "scores", "list"] as const;
export type DecidedBy = (typeof DECIDED_BY)[number];

/** `Field.kind`, in order. */
export const FIELD_KINDS = ["text", "choice", "number", "date", "address", "url"] as const;
export type FieldKind = (typeof FIELD_KINDS)[number];

/** The kinds of an anchor, in order (R21). */
export const ANCHORS = ["none", "ticket", "delegation", "contribution", "invitation", "genesis"] as const;

export type FormField = ContractFunctionReturnType<typeof campaignsAbi, "view", "form">[number];

export const decidedBy = ({ terms }: Pick<Campaign, "terms">): DecidedBy => DECIDED_BY[terms.decidedBy] ?? "reviewer";

/** No human being looks at it, so it is paid to anchored accounts only, and only so much a day. */
export const needsAnchor = (way: DecidedBy): boolean => way === "grader" || way === "atOnce";

/** People decide after the close, so that the campaign closes some days before its stage ends. */
export const decidesLater = (way: DecidedBy): boolean => way === "reviewer" || way === "scores" || way === "list";

export const kindOf = (field: Pick<FormField, "kind">): FieldKind => FIELD_KINDS[field.kind] ?? "text";

export { NOBODY };
export const NO_HASH = `0x${"0".repeat(64)}` as const;

export function useForm(campaign: bigint, enabled = true) {
  return useLive(
    ["form", campaign.toString()],
    () => publicClient().readContract({ ...campaignsModule, functionName: "form", args: [campaign] }),
    enabled,
  );
}

export function useAnchor(account: Hex | undefined) {
  return useLive(
    ["anchor", account],
    async () => {
      const read = { ...campaignsModule, functionName: "anchorOf", args: [account as Hex] } as const;
      const [kind, source, at] = await publicClient().readContract(read);
      return { kind: ANCHORS[kind] ?? "none", source, at };
    },
    account !== undefined,
  );
}

export function useWaitingResults(account: Hex | undefined) {
  return useLive(
    ["waiting", account],
    () => publicClient().readContract({ ...campaignsModule, functionName: "waitingResults", args: [account as Hex] }),
    account !== undefined,
  );
}

export function useProgress(campaign: Campaign, account: Hex | undefined) {
  return useLive(
    ["progress", campaign.id.toString(), account],
    async () => {
      const args = [campaign.id, account as Hex] as const;
      const [run, availableFrom] = await publicClient().readContract({
        ...campaignsModule,
        functionName: "progress",
        args,
      });
      return { run, availableFrom };
    },
    account !== undefined && campaign.terms.everyDays > 0,
  );
}

export function useInvitations(inviter: Hex | undefined, stage: number | undefined) {
  return useLive(
    ["invitations", inviter, stage],
    async () => {
      const args = [inviter as Hex, stage as number] as const;
      const [mayInvite, accepted] = await publicClient().readContract({
        ...identityModule,
        functionName: "invitations",
        args,
      });
      return { mayInvite, accepted };
    },
    inviter !== undefined && stage !== undefined,
  );
}

/** What the network would say to a call, before anybody signs a transaction: nothing, or the refusal. */
export function useForecast(key: readonly unknown[], account: Hex | undefined, intent: () => Promise<Intent>) {
  return useLive(
    ["forecast", ...key, account],
    async (): Promise<Refusal | null> => {
      try {
        await publicClient().call({ account: account as Hex, ...(await intent()) });
        return null;
      } catch (error) {
        return refusalOf(error);
      }
    },
    account !== undefined,
  );
}

/** The number of a choice in words: Chinese, a line break, English. */
export function choiceText(choice: string, lang: string): string {
  const [zh = "", en = zh] = choice.split("\n");
  return lang === "en" ? en : zh;
}

export const labelOf = (field: Pick<FormField, "labelZh" | "labelEn">, lang: string): string =>
  lang === "en" ? field.labelEn : field.labelZh;

/** What does not fit a field, as the chain will see it; nothing if the answer is good. */
export function answerProblem(field: FormField, answer: string): "missing" | FieldKind | undefined {
  const text = answer.trim();
  if (text === "") return field.required ? "missing" : undefined;
  const kind = kindOf(field);
  const good: Record<FieldKind, boolean> = {
    text: true,
    choice: /^(0|[1-9]\d?)$/.test(text) && Number(text) < field.choices.length,
    number: /^-?\d+(\.\d+)?$/.test(text),
    date: isDay(text),
    address: /^0x[0-9a-fA-F]{40}$/.test(text),
    url: /^https?:\/\/[^\s/][^\s]*$/.test(text),
  };
  return good[kind] ? undefined : kind;
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** What goes on the chain, and what does not. Answers of private fields go to the inbox, in the same order. */
export function sortAnswers(form: readonly FormField[], answers: readonly string[]) {
  const of = (isPrivate: boolean) =>
    answers.map((it) => it.trim()).filter((_, index) => form[index]?.isPrivate === isPrivate);
  return { open: of(false), hidden: of(true) };
}

/** The campaign and the submission that an anchor rests on. */
export function sourceOf(source: Hex): { campaign: bigint; submission: number } {
  return { campaign: BigInt(`0x${source.slice(34, 50)}`), submission: Number(BigInt(`0x${source.slice(58)}`)) };
}
