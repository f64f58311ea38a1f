import type { CampaignStatus } from "@/chain/campaigns";
import { STEPS, stepOf } from "@/chain/life";
import { useTexts } from "@/i18n";

interface Props {
  status: CampaignStatus;
  /** Whether the committee is asked about it now. */
  voted: boolean;
  /** Whether each step says its name, and not only the one that is reached. */
  named?: boolean;
}

/** How far a campaign is on its way; nothing for one that ended before it began. */
export function Steps({ status, voted, named = false }: Props) {
  const { t } = useTexts();
  const step = stepOf(status, voted);
  if (!step) return null;
  const reached = STEPS.indexOf(step);
  const said = t("campaignStep.at", { number: reached + 1, all: STEPS.length, step: t(`campaignStep.${step}`) });
  if (!named) {
    return (
      <span role="img" aria-label={said} title={said} className="inline-flex items-center gap-1">
        {STEPS.map((it, index) => (
          <span key={it} className={`h-1.5 w-4 rounded-[2px] ${index <= reached ? "bg-ink" : "bg-line"}`} />
        ))}
      </span>
    );
  }
  return (
    <ol className="flex max-w-xl gap-1.5" aria-label={said}>
      {STEPS.map((it, index) => (
        <li
          key={it}
          aria-current={it === step ? "step" : undefined}
          className={`flex-1 border-t-4 pt-1.5 text-sm ${index <= reached ? "border-ink" : "border-line"} ${
            it === step ? "font-medium" : "text-muted"
          }`}
        >
          {t(`campaignStep.${it}`)}
        </li>
      ))}
    </ol>
  );
}
