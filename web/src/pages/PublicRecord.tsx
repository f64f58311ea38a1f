import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Hex } from "viem";
import { decidesLater } from "@/chain/participation";
import { type Entry, usePublicRecord } from "@/chain/reputation";
import { showMoment } from "@/format/time";
import { titleOf } from "@/format/title";
import { usePartTexts, useTexts } from "@/i18n";
import { Amount } from "@/ui/Amount";
import { Address, Button, Section } from "@/ui/basics";
import { Kind } from "@/ui/Kind";
import { Seal } from "@/ui/Seal";
import { ProvenCases } from "./cases/Notice";

/** Entries that are shown at first, and that are added each time. */
const SHOWN = 10;

/** What everybody can know of an account: what it was rewarded for, with the decisions, and cases that were proven. */
export function PublicRecord({ account }: { account: Hex }) {
  const { t } = usePartTexts();
  const [most, setMost] = useState(SHOWN);
  const record = usePublicRecord(account, most).data;
  if (!record) return null;
  const { kinds, total, entries } = record;
  const more = total - entries.length;
  return (
    <>
      <Section title={t("record.title")} aside={total > 0 && t("record.count", { count: total })}>
        {total === 0 ? (
          <p className="max-w-xl text-muted">{t("record.none")}</p>
        ) : (
          <>
            <p className="mb-4 max-w-xl text-muted">{t("record.text")}</p>
            <ul className="mb-4 flex flex-wrap gap-x-6 gap-y-1">
              {kinds.map(({ activityType, count }) => (
                <li key={activityType} className="figures">
                  <Kind type={activityType} /> × {count}
                </li>
              ))}
            </ul>
            <ol className="divide-y divide-line border-y border-line">
              {entries.map((it) => (
                <Contribution key={it.tokenId.toString()} entry={it} />
              ))}
            </ol>
            {more > 0 && (
              <Button className="mt-4" onClick={() => setMost(most + SHOWN)}>
                {t("record.older", { count: Math.min(more, SHOWN) })}
              </Button>
            )}
          </>
        )}
      </Section>
      <ProvenCases account={account} />
    </>
  );
}

function Contribution({ entry }: { entry: Entry }) {
  const { t, lang } = useTexts();
  const { of, submission, activityType, amount, submittedAt, way, review } = entry;
  return (
    <li className="flex items-start gap-4 py-4">
      <div className="min-w-0 flex-1 space-y-1">
        <p className="flex flex-wrap items-baseline gap-x-3">
          <Link
            to="/campaigns/$id"
            params={{ id: of.id.toString() }}
            hash={`submission-${submission}`}
            className="link font-medium"
          >
            {titleOf(of, lang)}
          </Link>
          <span className="figures text-sm text-muted">{t("submission.number", { number: submission })}</span>
        </p>
        <p className="flex flex-wrap gap-x-4 text-sm text-muted">
          <span>
            <Kind type={activityType} />
          </span>
          <Amount units={amount} />
          <time className="figures">{showMoment(Number(submittedAt) * 1000, lang)}</time>
        </p>
        {review ? <Reviewed review={review} /> : <p className="text-sm text-muted">{t(`reward.way.${way}`)}</p>}
      </div>
      {decidesLater(way) && <Seal kind="approved" size={32} />}
    </li>
  );
}

/** Who approved it and why: the reviewer, or the two who heard the appeal. */
function Reviewed({ review }: { review: NonNullable<Entry["review"]> }) {
  const { t } = usePartTexts();
  const voices = review.approved ? [review] : review.hearings.map(({ judge, reason }) => ({ reviewer: judge, reason }));
  return (
    <div className="text-sm text-muted">
      {voices.map(({ reviewer, reason }) => (
        <p key={reviewer}>
          {t(review.approved ? "record.approved" : "record.overturned")} <Address address={reviewer} />{" "}
          <span className="break-words whitespace-pre-wrap text-ink">{reason}</span>
        </p>
      ))}
    </div>
  );
}
