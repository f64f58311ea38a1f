import { useState } from "react";
import { type Campaign, PAGE } from "@/chain/campaigns";
import { useContents } from "@/chain/submissions";
import { useRanking, useScores } from "@/chain/ways";
import { showMoment } from "@/format/time";
import { usePartTexts } from "@/i18n";
import { Address, Button, Section } from "@/ui/basics";
import { Seal } from "@/ui/Seal";

/** How a content call stands, or what came of it: every place with its scores and their reasons. */
export function Ranking({ campaign }: { campaign: Campaign }) {
  const { t, lang } = usePartTexts();
  const ranking = useRanking(campaign).data;
  const [most, setMost] = useState(PAGE);
  const shown = ranking?.places.slice(0, most) ?? [];
  const contents = useContents(
    campaign.id,
    shown.map((it) => it.submission),
  );
  if (!ranking) return null;
  const { places, announced, winners, fixedAt } = ranking;
  const more = places.length - shown.length;
  const { scores, threshold } = campaign.terms;
  return (
    <Section
      title={t(announced ? "ranking.result" : "ranking.title")}
      aside={t("ranking.count", { count: places.length, all: campaign.submissions })}
    >
      <p className="mb-4 max-w-xl text-muted">
        {t("ranking.rule", { scores, prizes: campaign.terms.places })}{" "}
        {threshold > 0 && t("ranking.threshold", { threshold })}{" "}
        {!announced && t("ranking.fixed", { when: showMoment(Number(fixedAt) * 1000, lang, true) })}
      </p>
      {places.length === 0 ? (
        <p className="text-muted">{t(announced ? "ranking.nobody" : "ranking.none")}</p>
      ) : (
        <ol className="divide-y divide-line border-y border-line">
          {shown.map(({ submission, median, total }, index) => {
            const of = contents?.get(submission);
            const wins = index < winners;
            return (
              <li key={submission} className="py-5">
                <div className="flex items-start gap-4">
                  <span className={`figures w-8 font-serif text-2xl ${wins ? "text-ink" : "text-muted"}`}>
                    {index + 1}
                  </span>
                  <div className="min-w-0 flex-1 space-y-2">
                    <p className="flex flex-wrap items-center gap-x-4 gap-y-1">
                      <span className="figures font-medium">{t("ranking.points", { median, total })}</span>
                      {of && <Address address={of.account} />}
                      <a href={`#submission-${submission}`} className="link text-muted">
                        {t("ranking.number", { number: submission })}
                      </a>
                    </p>
                    {of && <p className="line-clamp-3 break-words text-muted">{of.content}</p>}
                    <Scores campaign={campaign.id} submission={submission} />
                  </div>
                  {announced && wins && <Seal kind="approved" size={36} />}
                </div>
              </li>
            );
          })}
        </ol>
      )}
      {more > 0 && (
        <Button className="mt-4" onClick={() => setMost(most + PAGE)}>
          {t("pages.after", { count: Math.min(more, PAGE) })}
        </Button>
      )}
    </Section>
  );
}

/** Who gave how many points, and why. */
export function Scores({ campaign, submission }: { campaign: bigint; submission: number }) {
  const { t } = usePartTexts();
  const scores = useScores(campaign, submission).data;
  if (!scores || scores.length === 0) return null;
  return (
    <details>
      <summary className="w-fit cursor-pointer text-sm text-muted">
        {t("ranking.scores", { points: scores.map((it) => it.points).join(" · ") })}
      </summary>
      <ul className="mt-2 space-y-2 border-l border-line pl-4">
        {scores.map(({ reviewer, points, reason }) => (
          <li key={reviewer}>
            <span className="figures font-medium">{points}</span> <Address address={reviewer} />
            <p className="whitespace-pre-wrap text-muted">{reason}</p>
          </li>
        ))}
      </ul>
    </details>
  );
}
