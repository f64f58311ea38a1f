import { Link } from "@tanstack/react-router";
import { KIND, useOpenCampaigns } from "@/chain/kinds";
import { showRelative } from "@/format/time";
import { titleOf } from "@/format/title";
import { useLearnTexts, useTexts } from "@/i18n";
import { Amount } from "@/ui/Amount";
import { Section } from "@/ui/basics";
import { Kind } from "@/ui/Kind";
import { useNow } from "@/ui/now";

/** What can be learned here, and is rewarded where a campaign says so. */
export const LEARNED = [KIND.quiz, KIND.lesson, KIND.simulator, KIND.nodeDiscovery];

/** Open campaigns that reward what is learned here, each with its reward and the way to it. */
export function Rewarded({ kinds = LEARNED }: { kinds?: readonly number[] }) {
  const { t, lang } = useLearnTexts();
  const common = useTexts().t;
  const now = useNow();
  const campaigns = useOpenCampaigns(kinds);
  if (!campaigns) return null;
  return (
    <Section title={t("rewarded.title")}>
      {campaigns.length === 0 ? (
        <p className="max-w-xl text-muted">{t("rewarded.none")}</p>
      ) : (
        <ul className="divide-y divide-line border-y border-line">
          {campaigns.map((campaign) => (
            <li key={campaign.id.toString()} className="py-4">
              <Link
                to="/campaigns/$id"
                params={{ id: campaign.id.toString() }}
                className="font-medium hover:text-vermilion"
              >
                {titleOf(campaign, lang)}
              </Link>
              <p className="mt-1 flex flex-wrap gap-x-5 gap-y-1 text-muted">
                <span>
                  <Kind type={campaign.terms.activityType} />
                </span>
                <span className="text-ink">
                  <Amount units={campaign.base * campaign.multiplier} base />
                </span>
                <span className="figures">
                  {common("campaigns.places", { taken: campaign.placesTaken, places: campaign.terms.places })}
                </span>
                <span>
                  {common("campaigns.closes", {
                    when: showRelative(Number(campaign.terms.closesAt) * 1000, now, lang),
                  })}
                </span>
              </p>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
