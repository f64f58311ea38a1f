import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { type Campaign, statusOf, useCampaigns } from "@/chain/campaigns";
import { useMe, usePlan } from "@/chain/hooks";
import { decidedBy, sourceOf, useAnchor, useInvitations, useWaitingResults } from "@/chain/participation";
import { showMoment } from "@/format/time";
import { usePartTexts, useTexts } from "@/i18n";
import { Amount } from "@/ui/Amount";
import { Address, Empty, Facts, LinkButton, Page, Section, Waiting, Way } from "@/ui/basics";
import { Seal } from "@/ui/Seal";
import { Notice } from "./cases/Notice";
import { titleOf } from "@/format/title";

/** What an account qualifies for, why not, and the nearest way (WP-14, R21). */
export default function Rights() {
  const { t } = usePartTexts();
  const common = useTexts().t;
  const me = useMe();
  if (!me.address) {
    return (
      <Page kicker={t("rights.kicker")} title={t("rights.titleNobody")}>
        <p className="max-w-xl text-muted">{t("rights.what")}</p>
        <Empty text={common("account.noneText")}>
          <LinkButton to="/start" search={{ back: "/rights" }} look="primary">
            {common("home.beginButton")}
          </LinkButton>
        </Empty>
      </Page>
    );
  }
  return <Mine account={me.address} />;
}

function Mine({ account }: { account: `0x${string}` }) {
  const { t, lang } = usePartTexts();
  const plan = usePlan();
  const anchor = useAnchor(account).data;
  const campaigns = useCampaigns().data;
  const invitations = useInvitations(account, plan.current?.index).data;
  if (!anchor) return <Waiting />;
  const anchored = anchor.kind !== "none";
  const open = campaigns?.filter((it) => statusOf(it) === "open") ?? [];
  return (
    <Page
      kicker={t("rights.kicker")}
      title={
        <span className="flex items-start justify-between gap-4">
          {t(anchored ? "rights.title" : "rights.titleNone")}
          {anchored && <Seal kind="recorded" />}
        </span>
      }
    >
      <Notice account={account} />
      <div className="space-y-6">
        <p className="max-w-xl text-muted">{t("rights.what")}</p>
        {anchored && (
          <Facts
            rows={[
              [t("rights.how"), t(`rights.kind.${anchor.kind}`)],
              anchor.at > 0n && [
                t("rights.since"),
                <span className="figures">{showMoment(Number(anchor.at) * 1000, lang)}</span>,
              ],
              (anchor.kind === "ticket" || anchor.kind === "contribution") && [
                t("rights.source"),
                <SubmissionLink {...sourceOf(anchor.source)} />,
              ],
              anchor.kind === "invitation" && [
                t("rights.source"),
                <Address address={`0x${anchor.source.slice(-40)}`} />,
              ],
            ]}
          />
        )}
      </div>
      {!anchored && <Nearest open={open} />}
      <WaitingResults account={account} campaigns={campaigns ?? []} />
      {anchored && (
        <Section title={t("rights.have")}>
          <div className="divide-y divide-line border-y border-line">
            {invitations?.mayInvite && (
              <Way to="/invitations" icon="send" title={t("rights.invite")} text={t("rights.inviteText")} />
            )}
            <Way
              to="/campaigns"
              icon="part"
              title={t("rights.part")}
              text={t("rights.partText", { count: open.length })}
            />
          </div>
        </Section>
      )}
    </Page>
  );
}

/** How an account gets an anchor, with what is open now. */
function Nearest({ open }: { open: readonly Campaign[] }) {
  const { t } = usePartTexts();
  const tickets = open.filter((it) => decidedBy(it) === "ticket");
  const reviewed = open.filter((it) => decidedBy(it) === "reviewer");
  return (
    <Section title={t("rights.nearest")}>
      <ol className="divide-y divide-line border-y border-line">
        <Step
          title={t("rights.wayInvite")}
          text={t("rights.wayInviteText")}
          link={
            <Link to="/invite" className="link">
              {t("invite.title")}
            </Link>
          }
        />
        <Step
          title={t("rights.wayTicket")}
          text={t(tickets.length > 0 ? "rights.wayTicketText" : "rights.wayTicketNone")}
          campaigns={tickets}
          link={
            <Link to="/ticket" className="link">
              {t("take.ticketButton")}
            </Link>
          }
        />
        <Step
          title={t("rights.wayContribution")}
          text={t(reviewed.length > 0 ? "rights.wayContributionText" : "rights.wayContributionNone")}
          campaigns={reviewed}
        />
      </ol>
    </Section>
  );
}

/** How many campaigns a way names: enough to choose from. */
const NAMED = 3;

interface StepProps {
  title: string;
  text: string;
  campaigns?: readonly Campaign[];
  link?: ReactNode;
}

function Step({ title, text, campaigns = [], link }: StepProps) {
  const { lang } = usePartTexts();
  return (
    <li className="space-y-1 py-4">
      <h3 className="text-base">{title}</h3>
      <p className="text-muted">{text}</p>
      {campaigns.slice(0, NAMED).map((it) => (
        <p key={it.id.toString()}>
          <Link to="/campaigns/$id" params={{ id: it.id.toString() }} className="link">
            {titleOf(it, lang)}
          </Link>
        </p>
      ))}
      {link && <p>{link}</p>}
    </li>
  );
}

function WaitingResults({ account, campaigns }: { account: `0x${string}`; campaigns: readonly Campaign[] }) {
  const { t, lang } = usePartTexts();
  const results = useWaitingResults(account).data;
  if (!results || results.length === 0) return null;
  return (
    <Section title={t("rights.waiting")}>
      <p className="mb-4 max-w-xl text-muted">{t("rights.waitingText")}</p>
      <ul className="divide-y divide-line border-y border-line">
        {results.map((it) => {
          const campaign = campaigns.find(({ id }) => id === it.campaign);
          return (
            <li key={`${it.campaign}-${it.number}`} className="flex flex-wrap justify-between gap-3 py-3">
              <Link
                to="/campaigns/$id"
                params={{ id: it.campaign.toString() }}
                hash={`submission-${it.number}`}
                className="link"
              >
                {campaign ? titleOf(campaign, lang) : `#${it.campaign}`}
              </Link>
              <Amount units={it.nominal} base />
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

function SubmissionLink({ campaign, submission }: { campaign: bigint; submission: number }) {
  const { t } = usePartTexts();
  return (
    <Link
      to="/campaigns/$id"
      params={{ id: campaign.toString() }}
      hash={`submission-${submission}`}
      className="link figures"
    >
      {t("rights.submission", { campaign: campaign.toString(), submission })}
    </Link>
  );
}
