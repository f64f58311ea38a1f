import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { campaignsModule, submissionStatus } from "@/chain/campaigns";
import { callOf } from "@/chain/act";
import { useMe } from "@/chain/hooks";
import type { Handed } from "@/chain/submissions";
import { showMoment } from "@/format/time";
import { NOBODY, NO_HASH, useForm } from "@/chain/participation";
import { useTexts } from "@/i18n";
import { Act } from "@/ui/Act";
import { Amount } from "@/ui/Amount";
import { Address, Tag, TextArea } from "@/ui/basics";
import { useKnownFrom } from "@/ui/known";
import { useTarget } from "@/ui/target";
import { Answers } from "./FormFields";
import { PrivateAnswers } from "./PrivateAnswers";
import { useNow } from "@/ui/now";
import { Timeline } from "@/ui/Timeline";
import { SubmissionTag } from "./tags";

interface Props {
  handed: Handed;
  /** Whether the reader decides without knowing whose it is. */
  anonymous?: boolean;
  /** Whether several reviewers score it: then no place is anybody's before the result. */
  scored?: boolean;
  children?: React.ReactNode;
}

/** A submission: what was handed in, its life, and what this reader can do about it. */
export function SubmissionCard({ handed, anonymous = false, scored = false, children }: Props) {
  const { t } = useTexts();
  const { submission, review, content, placed, receipt } = handed;
  const knownFrom = useKnownFrom();
  const status = submissionStatus(submission);
  const id = `submission-${submission.number}`;
  const ref = useTarget(id);
  return (
    <article className="scroll-mt-6 py-6" id={id} ref={ref}>
      <header className="mb-3 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <span className="flex items-center gap-3">
          <span className="figures text-muted">{t("submission.number", { number: submission.number })}</span>
          {!anonymous && <Address address={submission.account} />}
        </span>
        {scored && status === "refused" && review.reviewer === NOBODY ? (
          <Tag>{t("submission.lost")}</Tag>
        ) : (
          <SubmissionTag status={status} />
        )}
      </header>
      <div className="mb-4 border-l border-line pl-4 break-words whitespace-pre-wrap">
        {handed.answers ? (
          <Answered handed={handed} />
        ) : handed.attested !== undefined ? (
          <span className="figures">{t("submission.attested", { number: handed.attested })}</span>
        ) : (
          content || <span className="text-muted">{knownFrom}</span>
        )}
      </div>
      <Timeline
        moments={[
          {
            at: submission.submittedAt,
            who: anonymous || submission.author === submission.account ? undefined : submission.author,
            what: (
              <>
                {t(
                  status === "unanchored" || status === "unpaid"
                    ? "submission.handedAnchor"
                    : submission.reviewer === NOBODY || scored
                      ? "submission.handedPlain"
                      : placed
                        ? "submission.handed"
                        : "submission.handedWaiting",
                )}{" "}
                <Amount units={submission.nominal} base />
              </>
            ),
          },
          review.reviewer !== NOBODY && {
            at: review.decidedAt,
            who: review.reviewer,
            what: t(review.approved ? "submission.approved" : "submission.refused"),
            why: review.reason,
            seal: review.approved ? "approved" : "refused",
          },
          review.appealedAt > 0n && {
            at: review.appealedAt,
            who: anonymous ? undefined : submission.account,
            what: t("submission.appealed"),
            why: review.appeal,
          },
          ...review.hearings.map((hearing) => ({
            who: hearing.judge,
            what: t(
              `submission.hearing${hearing.vote === 1 ? "Stands" : hearing.vote === 2 ? "Overturned" : "Waiting"}`,
            ),
            why: hearing.reason,
            seal: hearing.vote === 2 ? ("approved" as const) : hearing.vote === 1 ? ("refused" as const) : undefined,
          })),
          status === "rewarded" && {
            what: receipt ? (
              <>
                {t("submission.rewarded")}{" "}
                <Link to="/explore/tx/$hash" params={{ hash: receipt }} className="link font-normal">
                  {t("receipt.open")}
                </Link>
              </>
            ) : (
              t("submission.rewarded")
            ),
            seal: "recorded",
          },
          status === "review" && { who: submission.reviewer, what: t("submission.waits") },
        ]}
      />
      {(status === "contested" || (status === "refused" && review.reviewer === NOBODY && !scored)) && (
        <p className="mt-4 text-sm text-muted">
          {t(status === "contested" ? "submission.contested" : "submission.byCase")}{" "}
          <Link to="/cases" className="link">
            {t("advice.barredLink")}
          </Link>
        </p>
      )}
      <Author handed={handed} />
      {children && <div className="mt-5">{children}</div>}
    </article>
  );
}

function Answered({ handed: { submission, answers = [], privateHash } }: { handed: Handed }) {
  const form = useForm(submission.campaign).data;
  if (!form) return null;
  return (
    <div className="space-y-4">
      <Answers form={form} answers={answers} privateHash={privateHash} />
      {privateHash && privateHash !== NO_HASH && (
        <PrivateAnswers submission={submission} form={form} hash={privateHash} />
      )}
    </div>
  );
}

/** What only the author can do: withdraw, appeal. */
function Author({ handed: { submission } }: { handed: Handed }) {
  const { t, lang } = useTexts();
  const me = useMe();
  const now = useNow();
  const [reason, setReason] = useState("");
  if (me.address?.toLowerCase() !== submission.author.toLowerCase()) return null;
  const status = submissionStatus(submission);
  const { campaign, number } = submission;
  if (status === "review" || status === "unanchored") {
    return (
      <div className="mt-5">
        <Act
          look="plain"
          label={t("submission.withdraw")}
          quiet
          intent={() => callOf(campaignsModule.address, campaignsModule.abi, "withdrawSubmission", [campaign, number])}
        />
      </div>
    );
  }
  const untilMs = Number(submission.appealUntil) * 1000;
  if (status !== "refused" || untilMs <= now) return null;
  return (
    <div className="mt-5 max-w-xl space-y-3">
      <TextArea
        label={t("submission.appeal")}
        hint={t("submission.appealHint", { until: showMoment(untilMs, lang, true) })}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <Act
        label={t("submission.appealButton")}
        disabled={reason.trim() === ""}
        intent={() => callOf(campaignsModule.address, campaignsModule.abi, "appeal", [campaign, number, reason.trim()])}
        onDone={() => setReason("")}
        quiet
      />
    </div>
  );
}
