import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { type Handed, campaignsModule, submissionStatus, useCases, useReviewers, useSeats } from "@/chain/campaigns";
import { callOf } from "@/chain/act";
import { useMe } from "@/chain/hooks";
import { useTexts } from "@/i18n";
import { Act } from "@/ui/Act";
import { Address, Empty, LinkButton, Page, Section, TextArea, Waiting } from "@/ui/basics";
import { titleOf } from "./Campaigns";
import { SubmissionCard } from "./Submission";

/** The reviewer's desk: one case after another, oldest first. */
export default function Review() {
  const { t, lang } = useTexts();
  const me = useMe();
  const reviewers = useReviewers().data;
  const seats = useSeats().data?.seats;
  const { data: cases } = useCases(me.address);
  const mine = me.address?.toLowerCase();
  const may =
    reviewers?.some((it) => it.toLowerCase() === mine) || seats?.some((it) => it.member.toLowerCase() === mine);
  const waiting = me.address && !cases;
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
      {cases && cases.length > 0 && (
        <div className="divide-y divide-line border-y border-line">
          {cases.map((it) => (
            <div key={`${it.of.id}-${it.submission.number}`} className="pt-6">
              <Link to="/campaigns/$id" params={{ id: it.of.id.toString() }} className="link eyebrow">
                {titleOf(it.of, lang)}
              </Link>
              <SubmissionCard handed={it}>
                <Decide handed={it} />
              </SubmissionCard>
            </div>
          ))}
        </div>
      )}
      {cases && cases.length === 0 && may && <Empty text={t("review.nothingText")} />}
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
