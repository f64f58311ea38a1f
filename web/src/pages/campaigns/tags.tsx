import type { CampaignStatus, ProposalState, SubmissionStatus } from "@/chain/campaigns";
import { useTexts } from "@/i18n";
import { Tag, type Tone } from "@/ui/basics";

const CAMPAIGN: Partial<Record<CampaignStatus, Tone>> = { open: "good", closed: "attention", settlement: "attention" };
const SUBMISSION: Partial<Record<SubmissionStatus, Tone>> = {
  rewarded: "good",
  approved: "good",
  refused: "bad",
  appeal: "attention",
  review: "attention",
  unanchored: "attention",
  contested: "attention",
};
const PROPOSAL: Partial<Record<ProposalState, Tone>> = {
  open: "attention",
  ballot: "attention",
  scheduled: "good",
  executed: "good",
  failed: "bad",
  rejected: "bad",
};

export function CampaignTag({ status, voted = false }: { status: CampaignStatus; voted?: boolean }) {
  const { t } = useTexts();
  if (status === "draft" && voted) return <Tag tone="attention">{t("campaignStep.review")}</Tag>;
  return <Tag tone={CAMPAIGN[status] ?? "plain"}>{t(`campaignStatus.${status}`)}</Tag>;
}

export function SubmissionTag({ status }: { status: SubmissionStatus }) {
  const { t } = useTexts();
  return <Tag tone={SUBMISSION[status] ?? "plain"}>{t(`submissionStatus.${status}`)}</Tag>;
}

export function ProposalTag({ state }: { state: ProposalState }) {
  const { t } = useTexts();
  return <Tag tone={PROPOSAL[state] ?? "plain"}>{t(`proposalState.${state}`)}</Tag>;
}
