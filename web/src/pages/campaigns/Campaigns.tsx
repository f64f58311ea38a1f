import { Link } from "@tanstack/react-router";
import { type Campaign, statusOf, useCampaigns } from "@/chain/campaigns";
import { useVotes } from "@/chain/life";
import { showRelative } from "@/format/time";
import { titleOf } from "@/format/title";
import { useTexts } from "@/i18n";
import { Amount } from "@/ui/Amount";
import { Empty, LinkButton, Page, Section, Waiting } from "@/ui/basics";
import { Kind } from "@/ui/Kind";
import { useNow } from "@/ui/now";
import { Steps } from "./Steps";
import { CampaignTag } from "./tags";

const OVER = ["settled", "withdrawn", "lapsed", "unfunded"];

export default function Campaigns() {
  const { t } = useTexts();
  const { data } = useCampaigns();
  const drafts = data?.filter((it) => statusOf(it) === "draft") ?? [];
  const votes = useVotes(drafts);
  if (!data) return <Waiting />;
  const open = data.filter((it) => statusOf(it) === "open");
  const over = data.filter((it) => OVER.includes(statusOf(it)));
  const running = data.filter((it) => !open.includes(it) && !drafts.includes(it) && !over.includes(it));
  const propose = <LinkButton to="/campaigns/new">{t("campaigns.propose")}</LinkButton>;
  return (
    <Page
      kicker={t("campaigns.kicker")}
      title={open.length > 0 ? t("campaigns.open", { count: open.length }) : t("campaigns.noneOpen")}
    >
      {data.length === 0 ? (
        <Empty text={t("campaigns.empty")}>{propose}</Empty>
      ) : (
        <>
          {open.length > 0 && <List campaigns={open} />}
          {running.length > 0 && (
            <Section title={t("campaigns.running")}>
              <List campaigns={running} />
            </Section>
          )}
          {drafts.length > 0 && (
            <Section title={t("campaigns.drafts")}>
              <List campaigns={drafts} votes={votes} />
            </Section>
          )}
          {over.length > 0 && (
            <Section title={t("campaigns.over")}>
              <List campaigns={over} />
            </Section>
          )}
          <Section>
            <p className="mb-4 max-w-xl text-muted">{t("campaigns.proposeText")}</p>
            <div className="flex flex-wrap gap-3">
              {propose}
              <LinkButton to="/ticket">{t("campaigns.ticket")}</LinkButton>
            </div>
          </Section>
        </>
      )}
    </Page>
  );
}

interface ListProps {
  campaigns: readonly Campaign[];
  /** Those that the committee is asked about. */
  votes?: ReadonlyMap<bigint, bigint>;
}

function List({ campaigns, votes }: ListProps) {
  return (
    <ul className="divide-y divide-line border-y border-line">
      {campaigns.map((campaign) => (
        <Entry key={campaign.id.toString()} campaign={campaign} voted={votes?.has(campaign.id) ?? false} />
      ))}
    </ul>
  );
}

function Entry({ campaign, voted }: { campaign: Campaign; voted: boolean }) {
  const { t, lang } = useTexts();
  const now = useNow();
  const status = statusOf(campaign);
  const closesMs = Number(campaign.terms.closesAt) * 1000;
  return (
    <li className="py-5">
      <div className="mb-1 flex items-start justify-between gap-4">
        <h3 className="text-lg">
          <Link to="/campaigns/$id" params={{ id: campaign.id.toString() }} className="hover:text-vermilion">
            {titleOf(campaign, lang)}
          </Link>
        </h3>
        <CampaignTag status={status} voted={voted} />
      </div>
      <p className="flex flex-wrap items-center gap-x-5 gap-y-1 text-muted">
        <Steps status={status} voted={voted} />
        <span>
          <Kind type={campaign.terms.activityType} />
        </span>
        <span className="text-ink">
          <Amount units={campaign.base * campaign.multiplier} base />
        </span>
        <span className="figures">
          {t("campaigns.places", { taken: campaign.placesTaken, places: campaign.terms.places })}
        </span>
        {status === "open" && <span>{t("campaigns.closes", { when: showRelative(closesMs, now, lang) })}</span>}
      </p>
    </li>
  );
}
