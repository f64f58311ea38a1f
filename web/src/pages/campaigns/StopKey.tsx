import { useState } from "react";
import { encodeFunctionData } from "viem";
import { callOf } from "@/chain/act";
import { type Campaign, campaignsModule, useReviewers } from "@/chain/campaigns";
import { useMe } from "@/chain/hooks";
import { NOBODY } from "@/chain/participation";
import { usePartTexts, useTexts } from "@/i18n";
import { Act } from "@/ui/Act";
import { Card, TextArea } from "@/ui/basics";
import { ProposeCall } from "../committee/ProposeCall";

/** For reviewers: what a key signs is believed until somebody says stop. Only the committee lets it go on. */
export function StopKey({ campaign }: { campaign: Campaign }) {
  const { t } = usePartTexts();
  const common = useTexts().t;
  const me = useMe().address?.toLowerCase();
  const reviewers = useReviewers().data;
  const [reason, setReason] = useState("");
  if (campaign.terms.key === NOBODY) return null;
  if (campaign.stopped) {
    return (
      <ProposeCall
        label={t("stop.resume")}
        target={campaignsModule.address}
        call={() => encodeFunctionData({ abi: campaignsModule.abi, functionName: "resumeKey", args: [campaign.id] })}
      >
        <h3 className="text-lg">{t("stop.resumeTitle")}</h3>
        <p className="text-muted">{t("stop.resumeText")}</p>
      </ProposeCall>
    );
  }
  if (!reviewers?.some((it) => it.toLowerCase() === me)) return null;
  return (
    <Card className="max-w-xl space-y-4">
      <h3 className="text-lg">{t("stop.title")}</h3>
      <p className="text-muted">{t("stop.text")}</p>
      <TextArea label={common("review.reason")} value={reason} onChange={(event) => setReason(event.target.value)} />
      <Act
        look="plain"
        label={t("stop.button")}
        disabled={reason.trim() === ""}
        intent={() => callOf(campaignsModule.address, campaignsModule.abi, "stopKey", [campaign.id, reason.trim()])}
      />
    </Card>
  );
}
