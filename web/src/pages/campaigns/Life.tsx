import { Link } from "@tanstack/react-router";
import { type Campaign, stateOf, statusOf } from "@/chain/campaigns";
import type { Docs } from "@/chain/docs";
import { useDocs } from "@/chain/hooks";
import { type LifeEvent, type useApprovals, useLife } from "@/chain/life";
import { explain } from "@/chain/refusal";
import { showMoment } from "@/format/time";
import { usePartTexts, useTexts } from "@/i18n";
import { Amount } from "@/ui/Amount";
import { Section, Waiting } from "@/ui/basics";
import { useNow } from "@/ui/now";
import { type Moment, Timeline } from "@/ui/Timeline";

type Approvals = NonNullable<ReturnType<typeof useApprovals>["data"]>;

/** The life of a campaign: who proposed it, who decided and why, what happened to its key and its budget. */
export function Life({ campaign, approvals }: { campaign: Campaign; approvals: Approvals | undefined }) {
  const { t } = usePartTexts();
  const life = useLife(campaign).data;
  const decided = useDecided(approvals);
  const happened = useHappened(campaign, life?.events);
  const passed = usePassed(campaign, life);
  if (!life || !approvals) return <Waiting />;
  const moments: (Moment & { at: bigint })[] = [
    { at: campaign.proposedAt, who: campaign.organiser, what: t("life.proposed") },
    ...decided,
    ...happened,
    ...passed,
  ];
  // Sorting is stable: what came in the same second stays in the order of its source.
  moments.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  return (
    <Section title={t("life.title")}>
      <Timeline moments={moments} />
    </Section>
  );
}

type Timed = Moment & { at: bigint };

/** What the committee was asked, and what its members said. */
function useDecided(approvals: Approvals | undefined): Timed[] {
  const { t, lang } = usePartTexts();
  const common = useTexts().t;
  const say = (it: { reasonZh: string; reasonEn: string }) =>
    lang === "en" ? it.reasonEn || it.reasonZh : it.reasonZh || it.reasonEn;
  return (approvals ?? []).flatMap(({ proposal, votes }): Timed[] => {
    const state = stateOf(proposal);
    const asked = (
      <Link to="/committee/$id" params={{ id: proposal.id.toString() }} className="link">
        {t("life.asked", { id: proposal.id.toString() })}
      </Link>
    );
    return [
      { at: proposal.openedAt, who: proposal.proposer, what: asked, why: say(proposal) },
      ...votes
        // Who asks says yes with it, by the same words.
        .filter((vote) => vote.member !== proposal.proposer || vote.at > proposal.openedAt)
        .map((vote): Timed => ({
          at: vote.at,
          who: vote.member,
          what: common(vote.approves ? "proposal.approved" : "proposal.rejected"),
          why: say(vote),
          seal: vote.approves ? "approved" : "refused",
        })),
      // What was approved is told by the campaign's own events.
      ...(["failed", "rejected", "lapsed", "withdrawn"].includes(state)
        ? [{ at: proposal.decidedAt, what: t("life.notApproved", { state: common(`proposalState.${state}`) }) }]
        : []),
    ];
  });
}

/** What the chain told of it. */
function useHappened(campaign: Campaign, events: readonly LifeEvent[] | undefined): Timed[] {
  const { t, lang } = usePartTexts();
  const docs = useDocs();
  return (events ?? []).map((event): Timed => ({ ...momentOf(event, { campaign, t, lang, docs }), at: event.at }));
}

interface Told {
  campaign: Campaign;
  t: ReturnType<typeof usePartTexts>["t"];
  lang: ReturnType<typeof usePartTexts>["lang"];
  docs: Docs | undefined;
}

function momentOf(event: LifeEvent, { campaign, t, lang, docs }: Told): Moment {
  const when = (seconds: bigint) => showMoment(Number(seconds) * 1000, lang, true);
  switch (event.eventName) {
    case "CampaignWithdrawn":
      return { who: campaign.organiser, what: t("life.withdrawn") };
    case "CampaignLapsed":
      return { what: t("life.lapsed") };
    case "CampaignQueued":
      return { what: t("life.queued", { when: when(event.args.reservesAt) }), seal: "recorded" };
    case "CampaignFunded":
      return { what: <Sum text={t("life.funded")} units={event.args.budget} />, seal: "recorded" };
    case "CampaignUnfunded":
      return { what: t("life.unfunded"), why: docs && explain(docs, event.args.cause, lang)?.text };
    case "KeyStopped":
      return { who: event.args.reviewer, what: t("life.stopped"), why: event.args.reason, seal: "refused" };
    case "KeyResumed":
      return { what: t("life.resumed"), seal: "approved" };
    case "AwardsConfirmed": {
      const { first, last, paidFrom } = event.args;
      return { what: t("life.confirmed", { first, last, when: when(paidFrom) }), seal: "approved" };
    }
    case "ResultAnnounced": {
      const { winners, ranked } = event.args;
      return { what: t("life.announced", { winners, ranked }), seal: "recorded" };
    }
    case "BudgetReturned":
      return { what: <Sum text={t("life.returned", { places: event.args.places })} units={event.args.amount} /> };
  }
}

/** What only the clock did: the opening, the close, the settlement. */
function usePassed(campaign: Campaign, life: ReturnType<typeof useLife>["data"]): Timed[] {
  const { t } = usePartTexts();
  const now = useNow();
  const { opensAt, closesAt } = campaign.terms;
  const status = statusOf(campaign);
  if (!life || campaign.budget === 0n || status === "draft" || status === "unfunded") return [];
  const passed = (at: bigint) => Number(at) * 1000 <= now;
  const returned = life.events.reduce(
    (sum, it) => (it.eventName === "BudgetReturned" ? sum + it.args.amount : sum),
    0n,
  );
  return [
    ...(passed(opensAt) ? [{ at: opensAt, what: t("life.opened") }] : []),
    ...(passed(closesAt) ? [{ at: closesAt, what: t("life.closed") }] : []),
    ...(status === "settled"
      ? [
          {
            at: life.settlesAt,
            what: (
              <>
                <Sum text={t("life.settled")} units={campaign.paid} /> · <Sum text={t("life.back")} units={returned} />{" "}
                · <Sum text={t("life.burned")} units={campaign.budget - campaign.paid} />
              </>
            ),
            seal: "recorded" as const,
          },
        ]
      : []),
  ];
}

/** What was done, and with how much. */
function Sum({ text, units }: { text: string; units: bigint }) {
  return (
    <span className="whitespace-nowrap">
      {text} <Amount units={units} />
    </span>
  );
}
