import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { encodeFunctionData } from "viem";
import { useConfig } from "wagmi";
import { act, callOf } from "@/chain/act";
import {
  type Campaign,
  campaignsModule,
  statusOf,
  submissionStatus,
  useActivityTypes,
  useReviewers,
  useSeats,
} from "@/chain/campaigns";
import { useMe, useStatus } from "@/chain/hooks";
import { addressOfRole } from "@/chain/keys";
import { type Refusal as Reason, refusalOf } from "@/chain/refusal";
import { type Handed, readAll } from "@/chain/submissions";
import { useAwards } from "@/chain/ways";
import { readCsv } from "@/format/csv";
import { showMoment, showRelative } from "@/format/time";
import { usePartTexts, useTexts } from "@/i18n";
import { Act } from "@/ui/Act";
import { Amount } from "@/ui/Amount";
import { Address, Button, Card, Field, Section, Tag, TextArea } from "@/ui/basics";
import { useNow } from "@/ui/now";
import { Refusal } from "@/ui/Refusal";
import { useTarget } from "@/ui/target";
import { ProposeCall } from "../committee/ProposeCall";
import { type ListLine, problemsOf } from "./listing";
import { Pages } from "./Pages";
import { SubmissionTag } from "./tags";

/** Rewards by a list: brought by the organiser, confirmed by the committee, corrected for some days, then paid. */
export function Awards({ campaign }: { campaign: Campaign }) {
  const { t, lang } = usePartTexts();
  const now = useNow();
  const me = useMe().address?.toLowerCase();
  const awards = useAwards(campaign.id).data;
  if (!awards) return null;
  const { posted, confirmed, paid, paidFrom } = awards;
  const dueMs = Number(paidFrom) * 1000;
  const corrects = confirmed > paid;
  return (
    <>
      {me === campaign.organiser.toLowerCase() && statusOf(campaign) === "open" && <Upload campaign={campaign} />}
      {posted > confirmed && (
        <ProposeCall
          label={t("list.propose", { count: posted - confirmed })}
          target={campaignsModule.address}
          call={() =>
            encodeFunctionData({ abi: campaignsModule.abi, functionName: "award", args: [campaign.id, posted] })
          }
        >
          <h3 className="text-lg">{t("list.confirmTitle")}</h3>
          <p className="text-muted">{t("list.confirmText", { first: confirmed + 1, last: posted })}</p>
        </ProposeCall>
      )}
      <Section title={t("list.title")} aside={t("list.count", { count: posted, confirmed, paid })}>
        {corrects && (
          <p className="mb-4 max-w-xl border-l-2 border-ochre py-1 pl-4">
            {dueMs > now
              ? t("list.correct", { when: showMoment(dueMs, lang, true), left: showRelative(dueMs, now, lang) })
              : t("list.due")}
          </p>
        )}
        {posted === 0 ? (
          <p className="text-muted">{t("list.empty")}</p>
        ) : (
          <Lines campaign={campaign} count={posted} confirmed={confirmed} />
        )}
      </Section>
    </>
  );
}

/** What is on the list, up to a line. */
export function Lines({ campaign, count, confirmed }: { campaign: Campaign; count: number; confirmed: number }) {
  return (
    <Pages campaign={campaign.id} count={count}>
      {(it) => <Line campaign={campaign} handed={it} isConfirmed={it.submission.number <= confirmed} />}
    </Pages>
  );
}

interface LineProps {
  campaign: Campaign;
  handed: Handed;
  isConfirmed: boolean;
}

function Line({ campaign, handed: { submission, content, review }, isConfirmed }: LineProps) {
  const { t } = usePartTexts();
  const ref = useTarget(`submission-${submission.number}`);
  const status = submissionStatus(submission);
  const open = status === "review";
  return (
    <article id={`line-${submission.number}`} ref={ref} className="scroll-mt-6 py-4">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <span className="flex items-center gap-3">
          <span className="figures text-muted">{submission.number}</span>
          <Address address={submission.account} />
          <Amount units={submission.nominal} />
        </span>
        {open ? (
          <Tag tone={isConfirmed ? "attention" : "plain"}>{t(isConfirmed ? "list.confirmed" : "list.posted")}</Tag>
        ) : (
          <SubmissionTag status={status} />
        )}
      </div>
      <p className="mt-1 break-words whitespace-pre-wrap">{content}</p>
      {status === "refused" && <p className="mt-1 text-muted">{t("list.struck", { reason: review.reason })}</p>}
      {open && <Strike campaign={campaign} number={submission.number} />}
    </article>
  );
}

/** For the organiser, reviewers and the committee: a line that should not be paid. */
function Strike({ campaign, number }: { campaign: Campaign; number: number }) {
  const { t } = usePartTexts();
  const common = useTexts().t;
  const me = useMe().address?.toLowerCase();
  const reviewers = useReviewers().data ?? [];
  const seats = useSeats().data?.seats ?? [];
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const may = [campaign.organiser, ...reviewers, ...seats.map((it) => it.member)].some((it) => it.toLowerCase() === me);
  if (!may) return null;
  return (
    <details className="mt-2" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="link w-fit text-sm text-muted">{t("list.strike")}</summary>
      {open && (
        <div className="mt-3 max-w-xl space-y-3">
          <TextArea
            label={common("review.reason")}
            hint={t("list.strikeHint")}
            className="field min-h-16"
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
          <Act
            look="plain"
            quiet
            label={t("list.strikeButton", { number })}
            disabled={reason.trim() === ""}
            intent={() =>
              callOf(campaignsModule.address, campaignsModule.abi, "strike", [campaign.id, number, reason.trim()])
            }
          />
        </div>
      )}
    </details>
  );
}

/** Lines with a mistake that are shown one by one; a list of thousands has all mistakes of one kind. */
const SHOWN = 100;

function Upload({ campaign }: { campaign: Campaign }) {
  const { t } = usePartTexts();
  const { development } = useStatus();
  const seats = useSeats().data?.seats;
  const [lines, setLines] = useState<readonly ListLine[]>();
  const [refused, setRefused] = useState<Reason>();
  const read = async (file: File | undefined) => {
    if (!file || !seats) return;
    setLines(undefined);
    setRefused(undefined);
    try {
      const known = await readAll(campaign.id);
      const { rewardsPerFact, rewardsPerAccount } = campaign.terms;
      const named = (text: string) => (development ? addressOfRole(text) : undefined);
      const members = seats.map((it) => it.member);
      const rules = { rewardsPerFact, rewardsPerAccount, seats: members, named, known };
      setLines(problemsOf(readCsv(await file.text()), rules));
    } catch (error) {
      setRefused(refusalOf(error));
    }
  };
  return (
    <Card className="space-y-5">
      <div className="max-w-xl space-y-4">
        <h3 className="text-lg">{t("list.upload")}</h3>
        <p className="text-muted">{t("list.uploadText")}</p>
        <Field label={t("list.file")} hint={t("list.fileHint")}>
          {(id, describedBy) => (
            <input
              id={id}
              aria-describedby={describedBy}
              type="file"
              accept=".csv,text/csv"
              className="field"
              disabled={!seats}
              // The same file again is compared again.
              onClick={(event) => {
                event.currentTarget.value = "";
              }}
              onChange={(event) => void read(event.target.files?.[0])}
            />
          )}
        </Field>
      </div>
      {refused && <Refusal reason={refused} />}
      {lines && <Preview campaign={campaign} all={lines} />}
    </Card>
  );
}

function Preview({ campaign, all }: { campaign: Campaign; all: readonly ListLine[] }) {
  const { t } = usePartTexts();
  const config = useConfig();
  const queries = useQueryClient();
  const limits = useActivityTypes().data?.limits;
  const [sent, setSent] = useState(0);
  const [working, setWorking] = useState(false);
  const [refused, setRefused] = useState<Reason>();
  const reward = campaign.base * campaign.multiplier;
  // As it was when the file was chosen: the budget that is left falls while the list is posted.
  const [free] = useState(campaign.budget - campaign.paid - campaign.held);
  const lines = all.filter((it) => !it.posted);
  const already = all.length - lines.length;
  const wrong = lines.filter((it) => it.problem !== undefined);
  const total = reward * BigInt(lines.length);
  const tooMuch = total > free;
  const send = async () => {
    if (!limits) return;
    setWorking(true);
    setRefused(undefined);
    let done = sent;
    try {
      while (done < lines.length) {
        const piece = lines.slice(done, done + limits.listLines);
        const listed = piece.flatMap(({ account, reason }) => (account ? [{ account, content: reason }] : []));
        const intent = callOf(campaignsModule.address, campaignsModule.abi, "post", [campaign.id, listed]);
        await act(config, intent, () => undefined);
        done += piece.length;
        setSent(done);
      }
    } catch (error) {
      setRefused(refusalOf(error));
    } finally {
      setWorking(false);
      void queries.invalidateQueries({ queryKey: ["read"] });
    }
  };
  const finished = sent === lines.length && lines.length > 0;
  return (
    <div className="space-y-5" aria-live="polite">
      <dl className="grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-4">
        {(
          [
            ["lines", <span className="figures">{lines.length}</span>],
            [
              "accounts",
              <span className="figures">{new Set(lines.map((it) => it.account).filter(Boolean)).size}</span>,
            ],
            ["total", <Amount units={total} />],
            [
              "left",
              tooMuch ? (
                <span className="text-vermilion">
                  {t("list.missing")} <Amount units={total - free} />
                </span>
              ) : (
                <span>
                  <Amount units={free} /> → <Amount units={free - total} />
                </span>
              ),
            ],
          ] as const
        ).map(([name, value]) => (
          <div key={name}>
            <dt className="text-sm text-muted">{t(`list.totals.${name}`)}</dt>
            <dd className="text-lg">{value}</dd>
          </div>
        ))}
      </dl>
      {already > 0 && <p>{lines.length === 0 ? t("list.allPosted") : t("list.already", { count: already })}</p>}
      {wrong.length > 0 && (
        <div>
          <p className="mb-2 font-medium text-vermilion">{t("list.wrong", { count: wrong.length })}</p>
          <ul className="space-y-1">
            {wrong.slice(0, SHOWN).map(({ row, who, problem }) => (
              <li key={row} className="break-words">
                <span className="figures text-muted">{t("list.row", { row })}</span>{" "}
                <span className="font-mono text-sm">{who}</span> {problem && t(`list.problem.${problem}`)}
              </li>
            ))}
          </ul>
        </div>
      )}
      {working || (sent > 0 && !finished) ? (
        <div>
          <p className="figures mb-1">{t("list.sent", { sent, all: lines.length })}</p>
          <div className="h-2 rounded-[2px] bg-line">
            <div className="h-2 rounded-[2px] bg-jade" style={{ width: `${(100 * sent) / lines.length}%` }} />
          </div>
        </div>
      ) : null}
      {refused && <Refusal reason={refused} />}
      {finished ? (
        <p className="text-jade">{t("list.done", { count: sent })}</p>
      ) : (
        <Button
          look="primary"
          disabled={working || wrong.length > 0 || lines.length === 0 || tooMuch || !limits}
          onClick={send}
        >
          {t(sent > 0 ? "list.goOn" : "list.send", { count: lines.length - sent })}
        </Button>
      )}
    </div>
  );
}
