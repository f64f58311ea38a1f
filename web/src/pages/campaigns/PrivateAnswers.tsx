import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Hex, concat, keccak256, stringToHex } from "viem";
import { useConfig } from "wagmi";
import { canonical } from "@/chain/bank";
import { type Submission, useCampaign, useReviewers } from "@/chain/campaigns";
import { useMe } from "@/chain/hooks";
import { inbox } from "@/chain/inbox";
import { type FormField, choiceText, decidedBy, kindOf, labelOf } from "@/chain/participation";
import { type Refusal as Reason, refusalOf } from "@/chain/refusal";
import { usePartTexts } from "@/i18n";
import { showMoment } from "@/format/time";
import { Address, Button } from "@/ui/basics";
import { Refusal } from "@/ui/Refusal";
import { Seal } from "@/ui/Seal";

interface Kept {
  id: string;
  salt: Hex;
  answers: readonly string[];
}

/** The hash of private answers that is on the chain: of the salt and their canonical list. */
export const privateHash = (salt: Hex, answers: readonly string[]): Hex =>
  keccak256(concat([salt, stringToHex(canonical(answers))]));

interface Reading {
  reader: string;
  at: number;
}

/** Who has read them, for whom they are of. */
function Readings({ record, own }: { record: string; own: string }) {
  const { t, lang } = usePartTexts();
  const config = useConfig();
  const { data } = useQuery({
    queryKey: ["readings", record],
    queryFn: () => inbox<{ reads: readonly Reading[] }>(config, lang, `/answers/${record}/log`),
    retry: false,
  });
  const others = data?.reads.filter((it) => it.reader.toLowerCase() !== own);
  if (!others) return null;
  if (others.length === 0) return <p className="text-sm text-muted">{t("private.unread")}</p>;
  return (
    <ul className="space-y-1 text-sm">
      {others.map(({ reader, at }, index) => (
        <li key={index} className="flex flex-wrap items-center gap-x-2">
          {t("private.readBy")} <Address address={reader} />
          <span className="figures text-muted">{showMoment(at * 1000, lang, true)}</span>
        </li>
      ))}
    </ul>
  );
}

interface Props {
  submission: Submission;
  form: readonly FormField[];
  hash: Hex;
}

/** Answers that are not on the chain, for the parties concerned: read from the inbox, compared with the chain, erased. */
export function PrivateAnswers({ submission, form, hash }: Props) {
  const { t, lang } = usePartTexts();
  const config = useConfig();
  const me = useMe().address?.toLowerCase();
  const campaign = useCampaign(submission.campaign).data?.campaign;
  const reviewers = useReviewers().data;
  const [kept, setKept] = useState<Kept>();
  const [state, setState] = useState<"idle" | "busy" | "gone" | "erased">("idle");
  const [refused, setRefused] = useState<Reason>();
  const isAuthor = me === submission.account.toLowerCase();
  const reviewed = campaign && ["reviewer", "scores"].includes(decidedBy(campaign));
  const reviews = reviewed && reviewers?.some((it) => it.toLowerCase() === me);
  if (!me || !(isAuthor || campaign?.organiser.toLowerCase() === me || reviews)) return null;
  const guarded = async (what: () => Promise<"idle" | "gone" | "erased">) => {
    setState("busy");
    setRefused(undefined);
    try {
      setState(await what());
    } catch (error) {
      setRefused(refusalOf(error));
      setState("idle");
    }
  };
  const read = () =>
    guarded(async () => {
      const whose = isAuthor ? `&account=${submission.account}` : "";
      const { records } = await inbox<{ records: readonly { id: string }[] }>(
        config,
        lang,
        `/answers?campaign=${submission.campaign}&hash=${hash}${whose}`,
      );
      const [record] = records;
      if (!record) return "gone";
      setKept(await inbox<Kept>(config, lang, `/answers/${record.id}`));
      return "idle";
    });
  const erase = () =>
    guarded(async () => {
      await inbox(config, lang, `/answers/${kept?.id}/erase`, {});
      setKept(undefined);
      return "erased";
    });
  if (state === "gone" || state === "erased") {
    return <p className="text-sm text-muted">{t(`private.${state}`)}</p>;
  }
  const hidden = form.filter((field) => field.isPrivate);
  const words = (field: FormField, answer: string) =>
    kindOf(field) === "choice" ? choiceText(field.choices[Number(answer)] ?? answer, lang) : answer;
  return (
    <div className="space-y-3">
      {kept ? (
        <div className="flex items-start gap-4 rounded-small border border-line bg-surface p-4">
          {privateHash(kept.salt, kept.answers) === hash && <Seal kind="checked" />}
          <dl className="min-w-0 flex-1 space-y-2">
            {hidden.map((field, index) => (
              <div key={index}>
                <dt className="text-sm text-muted">{labelOf(field, lang)}</dt>
                <dd className="break-words whitespace-pre-wrap">
                  {kept.answers[index] ? words(field, kept.answers[index]) : t("form.noAnswer")}
                </dd>
              </div>
            ))}
            {privateHash(kept.salt, kept.answers) !== hash && <p className="text-vermilion">{t("private.wrong")}</p>}
          </dl>
        </div>
      ) : (
        <>
          <Button disabled={state === "busy"} onClick={read}>
            {t("private.show")}
          </Button>
          <p className="text-sm text-muted">{t("private.logged")}</p>
        </>
      )}
      {kept && isAuthor && (
        <>
          <Readings record={kept.id} own={me} />
          <Button look="quiet" className="!px-0" disabled={state === "busy"} onClick={erase}>
            {t("private.erase")}
          </Button>
          <p className="text-sm text-muted">{t("private.eraseText")}</p>
        </>
      )}
      {refused && <Refusal reason={refused} />}
    </div>
  );
}
