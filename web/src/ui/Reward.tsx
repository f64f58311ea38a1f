import { Link } from "@tanstack/react-router";
import type { Decoded } from "@/chain/docs";
import { useCampaign } from "@/chain/campaigns";
import { decidedBy } from "@/chain/participation";
import { titleOf } from "@/format/title";
import { useTexts } from "@/i18n";
import { Amount } from "./Amount";
import { Address, Facts } from "./basics";
import { Kind } from "./Kind";

/** Whether an event tells of a reward. */
export const isReward = ({ module, item }: Decoded): boolean => module.name === "campaigns" && item.name === "Rewarded";

/** What was paid: for which campaign, by which rule, what was left of its budget before and after, and how to check it. */
export function Reward({ event }: { event: Decoded }) {
  const { t, lang } = useTexts();
  const value = (name: string) => event.values.find((it) => it.abi.name === name)?.value;
  const units = (name: string) => value(name) as bigint;
  const id = units("campaign");
  const account = value("account") as `0x${string}`;
  const campaign = useCampaign(id).data?.campaign;
  return (
    <div className="space-y-3">
      <Facts
        rows={[
          [t("reward.paid"), <Amount units={units("amount")} base />],
          [t("reward.to"), <Address address={account} />],
          [
            t("reward.campaign"),
            <Link to="/campaigns/$id" params={{ id: id.toString() }} className="link">
              {campaign ? titleOf(campaign, lang) : t("reward.number", { id: id.toString() })}
            </Link>,
          ],
          campaign !== undefined && [t("reward.kind"), <Kind type={campaign.terms.activityType} />],
          [
            t("reward.rule"),
            <span>
              {t("reward.times", { multiplier: units("multiplier").toString() })} <Amount units={units("base")} />
              {campaign && <span className="block text-sm text-muted">{t(`reward.way.${decidedBy(campaign)}`)}</span>}
            </span>,
          ],
          [
            t("reward.budget"),
            <span>
              <Amount units={units("budgetBefore")} /> → <Amount units={units("budgetAfter")} />
            </span>,
          ],
        ]}
      />
      <Link to="/verify/$address" params={{ address: account }} className="link inline-block py-2">
        {t("reward.verify")}
      </Link>
    </div>
  );
}
