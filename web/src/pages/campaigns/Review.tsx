import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { campaignsModule, submissionStatus, useReviewers, useSeats } from "@/chain/campaigns";
import { callOf } from "@/chain/act";
import { useMe } from "@/chain/hooks";
import { isOpen, useAllCases } from "@/chain/cases";
import { decidedBy } from "@/chain/participation";
import { type Handed, type OpenCase, useCases } from "@/chain/submissions";
import { showMoment, showRelative } from "@/format/time";
import { usePartTexts, useTexts } from "@/i18n";
import { Act } from "@/ui/Act";
import { Address, Empty, Field, Input, LinkButton, Page, Section, TextArea, Waiting } from "@/ui/basics";
import { useNow } from "@/ui/now";
import { Bulk, type Result, Results } from "./Bulk";
import { titleOf } from "@/format/title";
import { Tick } from "./FormBuilder";
import { ScoreForm } from "./ScoreForm";
import { SubmissionCard } from "./Submission";

export const caseKey = (it: OpenCase): string => `${it.of.id}-${it.submission.number}`;

/** The reviewer's desk: one case after another, oldest first, or many at once. */
export default function Review() {
  const { t } = useTexts();
  const me = useMe();
  const reviewers = useReviewers().data;
  const seats = useSeats().data?.seats;
  const mine = me.address?.toLowerCase();
  const may =
    reviewers?.some((it) => it.toLowerCase() === mine) || seats?.some((it) => it.member.toLowerCase() === mine);
  const { data: cases } = useCases(may ? me.address : undefined);
  const waiting = me.address && (may ? !cases : !reviewers || !seats);
  const [results, report] = useState<readonly Result[]>([]);
  return (
    <Page
      kicker={t("review.kicker")}
      title={
        waiting ? t("common.loading") : cases?.length ? t("review.title", { count: cases.length }) : t("review.nothing")
      }
    >
      {!may && (
        <Empty text={t("review.notYou")}>
          <LinkButton to="/start" search={{ back: "/review" }}>
            {t("nav.accounts")}
          </LinkButton>
        </Empty>
      )}
      <Results results={results} />
      {cases && cases.length > 0 && <Desk cases={cases} report={report} />}
      {cases && cases.length === 0 && may && <Empty text={t("review.nothingText")} />}
      <OpenCases />
      <Section title={t("review.reviewers")}>
        {!reviewers ? (
          <Waiting />
        ) : reviewers.length === 0 ? (
          <p className="text-muted">{t("review.noReviewers")}</p>
        ) : (
          <ul className="flex flex-wrap gap-x-6 gap-y-2">
            {reviewers.map((it) => (
              <li key={it}>
                <Address address={it} />
              </li>
            ))}
          </ul>
        )}
      </Section>
    </Page>
  );
}

/** Cases are decided on a page of their own. */
function OpenCases() {
  const { t } = usePartTexts();
  const count = useAllCases().data?.filter(isOpen).length ?? 0;
  return (
    <LinkButton to="/cases" look={count > 0 ? "plain" : "quiet"} className={count > 0 ? "" : "!px-0"}>
      {count > 0 ? t("cases.desk", { count }) : t("cases.all")}
    </LinkButton>
  );
}

type Kind = "all" | "review" | "appeal";

/** The cases that fit what the reviewer looks for. */
export function filterCases(cases: readonly OpenCase[], kind: Kind, campaign: string, words: string): OpenCase[] {
  const wanted = words.trim().toLowerCase();
  return cases.filter(
    (it) =>
      (kind === "all" || submissionStatus(it.submission) === kind) &&
      (campaign === "" || it.of.id.toString() === campaign) &&
      (wanted === "" || [it.content, ...(it.answers ?? [])].some((text) => text.toLowerCase().includes(wanted))),
  );
}

/** Where a list is worth filtering. */
const FEW = 3;

function Desk({ cases, report }: { cases: readonly OpenCase[]; report: (results: readonly Result[]) => void }) {
  const { t, lang } = usePartTexts();
  const now = useNow();
  const me = useMe();
  const [kind, setKind] = useState<Kind>("all");
  const [campaign, setCampaign] = useState("");
  const [words, setWords] = useState("");
  // Points are given to a text, not to a name, unless the reviewer wants to know.
  const [hidden, hide] = useState(() => cases.some(({ of }) => decidedBy(of) === "scores"));
  const [selected, select] = useState<ReadonlySet<string>>(new Set());
  const shown = filterCases(cases, kind, campaign, words);
  const campaigns = [...new Map(cases.map(({ of }) => [of.id.toString(), of])).values()];
  // Appeals are heard one by one: two people must have read each. Points are given one by one, too.
  const choosable = shown.filter((it) => submissionStatus(it.submission) === "review" && decidedBy(it.of) !== "scores");
  const chosen = choosable.filter((it) => selected.has(caseKey(it)));
  const choose = (keys: readonly string[], on: boolean) => {
    const next = new Set(selected);
    for (const key of keys) {
      if (on) next.add(key);
      else next.delete(key);
    }
    select(next);
  };
  const moment = (seconds: bigint) => showMoment(Number(seconds) * 1000, lang, true);
  const relative = (seconds: bigint) => showRelative(Number(seconds) * 1000, now, lang);
  return (
    <div className="space-y-8">
      {cases.length >= FEW && (
        <div className="grid gap-4 sm:grid-cols-3">
          <Field label={t("desk.filter")}>
            {(id) => (
              <select id={id} className="field" value={kind} onChange={(event) => setKind(event.target.value as Kind)}>
                <option value="all">{t("desk.all")}</option>
                <option value="review">{t("desk.only.review")}</option>
                <option value="appeal">{t("desk.only.appeal")}</option>
              </select>
            )}
          </Field>
          <Field label={t("desk.campaign")}>
            {(id) => (
              <select id={id} className="field" value={campaign} onChange={(event) => setCampaign(event.target.value)}>
                <option value="">{t("desk.every")}</option>
                {campaigns.map((it) => (
                  <option key={it.id.toString()} value={it.id.toString()}>
                    {titleOf(it, lang)}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Input label={t("desk.search")} value={words} onChange={(event) => setWords(event.target.value)} />
        </div>
      )}
      <div className="flex flex-wrap items-center justify-between gap-x-6">
        <span className="flex flex-wrap gap-x-6">
          {choosable.length > 1 && (
            <Tick
              label={t("desk.selectAll")}
              on={chosen.length === choosable.length}
              turn={(on) => choose(choosable.map(caseKey), on)}
            />
          )}
          <Tick label={t("desk.hide")} on={hidden} turn={hide} />
        </span>
        <span className="figures text-muted">{t("desk.shown", { count: shown.length, all: cases.length })}</span>
      </div>
      {chosen.length > 1 && <Bulk cases={chosen} report={report} done={(keys) => choose(keys, false)} />}
      <div className="divide-y divide-line border-y border-line">
        {shown.map((it) => {
          const { submission, of } = it;
          const title = titleOf(of, lang);
          const open = Number(submission.openToAllAt) * 1000 <= now;
          const own = submission.reviewer.toLowerCase() === me.address?.toLowerCase();
          return (
            <div key={caseKey(it)} className="pt-6">
              <div className="flex items-center justify-between gap-4">
                <Link to="/campaigns/$id" params={{ id: of.id.toString() }} className="link eyebrow">
                  {title}
                </Link>
                {choosable.length > 1 && choosable.includes(it) && (
                  <input
                    type="checkbox"
                    className="size-5 accent-(--vermilion)"
                    aria-label={t("desk.select", { number: submission.number, title })}
                    checked={selected.has(caseKey(it))}
                    onChange={(event) => choose([caseKey(it)], event.target.checked)}
                  />
                )}
              </div>
              <p className={`mt-1 text-sm ${open ? "text-ochre" : "text-muted"}`}>
                {t("desk.clock", { when: relative(submission.submittedAt) })}
                {(open || own) && submission.openToAllAt > 0n && (
                  <> · {t(open ? "desk.late" : "desk.early", { when: moment(submission.openToAllAt) })}</>
                )}
              </p>
              <SubmissionCard handed={it} anonymous={hidden} scored={decidedBy(of) === "scores"}>
                {decidedBy(of) === "scores" && submissionStatus(submission) === "review" ? (
                  <ScoreForm of={of} handed={it} />
                ) : (
                  <Decide handed={it} />
                )}
                <Link
                  to="/cases/new"
                  search={{ campaign: Number(of.id), submission: submission.number }}
                  className="link mt-4 inline-block py-1 text-sm text-muted"
                >
                  {t("cases.fromDesk")}
                </Link>
              </SubmissionCard>
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Decide({ handed: { submission } }: { handed: Handed }) {
  const { t } = useTexts();
  const [reason, setReason] = useState("");
  const appeal = submissionStatus(submission) === "appeal";
  const { campaign, number } = submission;
  const missing = reason.trim() === "";
  const intent = (yes: boolean) => () =>
    callOf(campaignsModule.address, campaignsModule.abi, appeal ? "decideAppeal" : "decide", [
      campaign,
      number,
      yes,
      reason.trim(),
    ]);
  return (
    <div className="max-w-xl space-y-4">
      <TextArea
        label={t("review.reason")}
        hint={t("review.reasonHint")}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <div className="flex flex-wrap gap-3">
        <Act label={t(appeal ? "review.overturn" : "review.approve")} disabled={missing} intent={intent(true)} quiet />
        <Act
          look="plain"
          label={t(appeal ? "review.stands" : "review.refuse")}
          disabled={missing}
          intent={intent(false)}
          quiet
        />
      </div>
    </div>
  );
}
