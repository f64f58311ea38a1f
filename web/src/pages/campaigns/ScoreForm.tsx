import { useMemo, useState } from "react";
import { callOf } from "@/chain/act";
import { type Campaign, campaignsModule } from "@/chain/campaigns";
import { type Handed, useContents } from "@/chain/submissions";
import { useScores } from "@/chain/ways";
import { nearest } from "@/format/similar";
import { usePartTexts, useTexts } from "@/i18n";
import { Act } from "@/ui/Act";
import { Input, TextArea } from "@/ui/basics";

const MOST_POINTS = 100;

/** Points and a reason, each reviewer once. Others' points are shown when one's own are given, not before. */
export function ScoreForm({ of, handed }: { of: Campaign; handed: Handed }) {
  const { t } = usePartTexts();
  const common = useTexts().t;
  const { campaign, number } = handed.submission;
  const contents = useContents(
    campaign,
    Array.from({ length: of.submissions }, (_, index) => index + 1),
  );
  const given = useScores(campaign, number).data?.length ?? 0;
  const like = useMemo(() => {
    const others = [...(contents ?? [])].map(([other, { content }]) => ({ number: other, content }));
    return nearest(
      handed.content,
      others.filter((it) => it.number !== number),
    );
  }, [contents, handed.content, number]);
  const [points, setPoints] = useState("");
  const [reason, setReason] = useState("");
  const value = /^(\d|[1-9]\d|100)$/.test(points) ? Number(points) : undefined;
  return (
    <div className="max-w-xl space-y-4">
      {like && (
        <p role="note" className="border-l-2 border-ochre py-1 pl-4">
          {t("score.like", { percent: like.percent, number: like.like.number })}
        </p>
      )}
      <p className="text-sm text-muted">{t("score.given", { given, all: of.terms.scores })}</p>
      <Input
        label={t("score.points")}
        hint={t("score.pointsHint")}
        inputMode="numeric"
        className="!w-28 figures"
        value={points}
        {...(points !== "" && value === undefined ? { problem: t("score.pointsWrong", { most: MOST_POINTS }) } : {})}
        onChange={(event) => setPoints(event.target.value.trim())}
      />
      <TextArea
        label={common("review.reason")}
        hint={t("score.reasonHint")}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <Act
        label={t("score.button")}
        disabled={value === undefined || reason.trim() === ""}
        quiet
        intent={() =>
          value === undefined
            ? undefined
            : callOf(campaignsModule.address, campaignsModule.abi, "score", [campaign, number, value, reason.trim()])
        }
      />
    </div>
  );
}
