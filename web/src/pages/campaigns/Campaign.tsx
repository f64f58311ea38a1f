import { getRouteApi } from "@tanstack/react-router";
import { AREAS, type Campaign as Record, campaignsModule, statusOf, useCampaign } from "@/chain/campaigns";
import { callOf } from "@/chain/act";
import { isUndecided, useApprovals } from "@/chain/life";
import { useMe } from "@/chain/hooks";
import { localKeys } from "@/chain/keys";
import { NO_HASH, decidedBy, needsAnchor } from "@/chain/participation";
import { useSubmissionsOf } from "@/chain/submissions";
import { showMoment } from "@/format/time";
import { usePartTexts, useTexts } from "@/i18n";
import { Act } from "@/ui/Act";
import { Amount } from "@/ui/Amount";
import { Address, Empty, Facts, LinkButton, Page, Section, Waiting } from "@/ui/basics";
import { Kind } from "@/ui/Kind";
import { Seal } from "@/ui/Seal";
import { encodeFunctionData } from "viem";
import { titleOf } from "@/format/title";
import { ProposeCall } from "../committee/ProposeCall";
import { StopKey } from "./StopKey";
import { SubmissionCard } from "./Submission";
import { Awards } from "./Awards";
import { Pages } from "./Pages";
import { Ranking } from "./Ranking";
import { TakePart } from "./TakePart";
import { Life } from "./Life";
import { Steps } from "./Steps";
import { CampaignTag } from "./tags";

const route = getRouteApi("/campaigns/$id");

export default function Campaign() {
  const { t, lang } = useTexts();
  const part = usePartTexts().t;
  const { id } = route.useParams();
  const number = /^\d{1,18}$/.test(id) ? BigInt(id) : 0n;
  const { data, isError } = useCampaign(number);
  const me = useMe();
  const mine = useSubmissionsOf(data?.campaign, me.address).data ?? [];
  const approvals = useApprovals(data?.campaign).data;
  if (isError) {
    return (
      <Page title={t("campaign.missing")}>
        <Empty text={t("campaign.missingText")}>
          <LinkButton to="/campaigns">{t("nav.part")}</LinkButton>
        </Empty>
      </Page>
    );
  }
  if (!data) return <Waiting />;
  const { campaign, texts } = data;
  const status = statusOf(campaign);
  const way = decidedBy(campaign);
  const vote = approvals?.find((it) => isUndecided(it.proposal))?.proposal.id;
  const funded = campaign.budget > 0n && status !== "draft";
  const moment = (seconds: bigint) => showMoment(Number(seconds) * 1000, lang, true);
  return (
    <Page
      kicker={
        <span className="flex items-center gap-3">
          <span>
            <Kind type={campaign.terms.activityType} /> · {t(`areas.${AREAS[campaign.area] ?? "open"}`)}
          </span>
          <CampaignTag status={status} voted={vote !== undefined} />
        </span>
      }
      title={
        <span className="flex items-start justify-between gap-4">
          {titleOf(campaign, lang)}
          {funded && <Seal kind="approved" />}
        </span>
      }
    >
      <div className="space-y-6">
        <Steps status={status} voted={vote !== undefined} named />
        <p className="max-w-2xl whitespace-pre-wrap">
          {lang === "en" ? texts.textEn || texts.textZh : texts.textZh || texts.textEn}
        </p>
        <Facts
          rows={[
            [t("campaign.reward"), <Amount units={campaign.base * campaign.multiplier} base />],
            [
              t("campaign.places"),
              <span className="figures">
                {t("campaign.placesText", {
                  taken: campaign.placesTaken,
                  places: campaign.terms.places,
                  rewarded: campaign.rewarded,
                })}
              </span>,
            ],
            [
              t("campaign.window"),
              <span className="figures">
                {moment(campaign.terms.opensAt)} – {moment(campaign.terms.closesAt)}
              </span>,
            ],
            funded && [t("campaign.budget"), <Budget campaign={campaign} />],
            [t("campaign.organiser"), <Address address={campaign.organiser} />],
            ...wayRows(campaign, part),
            status === "draft" && [t("campaign.lapses"), <span className="figures">{moment(campaign.lapsesAt)}</span>],
          ]}
        />
      </div>
      <StopKey campaign={campaign} />
      <IssueLink campaign={campaign} />
      {status === "draft" && <Draft campaign={campaign} vote={vote} />}
      {mine.length > 0 && (
        <Section title={t("campaign.mine")}>
          <div className="divide-y divide-line border-y border-line">
            {mine.map((it) => (
              <SubmissionCard key={it.submission.number} handed={it} scored={way === "scores"} />
            ))}
          </div>
        </Section>
      )}
      {(status === "open" || status === "upcoming") && (
        <TakePart campaign={campaign} mine={mine.map((it) => it.submission)} />
      )}
      {way === "scores" && campaign.submissions > 0 && <Ranking campaign={campaign} />}
      {way === "list" && funded && <Awards campaign={campaign} />}
      {campaign.submissions > mine.length && way !== "list" && (
        <Section title={t("campaign.submissions")} aside={t("campaign.count", { count: campaign.submissions })}>
          <Pages
            campaign={campaign.id}
            count={campaign.submissions}
            without={new Set(mine.map((it) => it.submission.number))}
          >
            {(it) => <SubmissionCard handed={it} scored={way === "scores"} />}
          </Pages>
        </Section>
      )}
      <Life campaign={campaign} approvals={approvals} />
    </Page>
  );
}

/** Whoever has the key of a campaign with tickets can sign them in this browser. */
function IssueLink({ campaign }: { campaign: Record }) {
  const { t } = usePartTexts();
  const me = useMe().address?.toLowerCase();
  const mine = me === campaign.organiser.toLowerCase() || localKeys().some((it) => it.address === campaign.terms.key);
  if (decidedBy(campaign) !== "ticket" || !mine) return null;
  const params = { id: campaign.id.toString() };
  return (
    <div className="flex flex-wrap gap-3">
      <LinkButton to="/tickets/$id" params={params}>
        {t("issue.title")}
      </LinkButton>
      <LinkButton to="/tickets/$id/check" params={params}>
        {t("check.title")}
      </LinkButton>
    </div>
  );
}

type Rows = Parameters<typeof Facts>[0]["rows"];

/** Who decides, by which key, and what limits it. */
function wayRows(campaign: Record, t: ReturnType<typeof usePartTexts>["t"]): Rows {
  const { terms, stopped, leftToday, waiting } = campaign;
  const way = decidedBy(campaign);
  const rhythm = terms.everyDays === 1 ? t("way.rhythmDaily") : t("way.rhythmText", { days: terms.everyDays });
  return [
    [t("way.title"), t(`way.${way}`)],
    terms.everyDays > 0 && [
      t("way.rhythm"),
      terms.streak > 1 ? `${rhythm} · ${t("way.streak", { count: terms.streak })}` : rhythm,
    ],
    needsAnchor(way) && statusOf(campaign) === "open" && [t("way.today"), <Amount units={leftToday} />],
    waiting > 0 && statusOf(campaign) === "open" && [t("way.waiting"), <span className="figures">{waiting}</span>],
    (way === "ticket" || way === "grader") && [
      t("way.key"),
      <span>
        <Address address={terms.key} />
        {stopped && <span className="mt-1 block text-vermilion">{t("way.stopped")}</span>}
      </span>,
    ],
    terms.commitment !== NO_HASH && [
      t("way.commitment"),
      <span>
        <span className="font-mono text-sm break-all">{terms.commitment}</span>
        <span className="block text-sm text-muted">{t("way.commitmentText")}</span>
      </span>,
    ],
  ];
}

function Budget({ campaign }: { campaign: Record }) {
  const { t } = useTexts();
  const part = usePartTexts().t;
  const free = campaign.budget - campaign.paid - campaign.held;
  // At the boundary what nobody can need any more burns.
  const over = ["settlement", "settled"].includes(statusOf(campaign));
  return (
    <span className="block space-y-1">
      <Amount units={campaign.budget} />
      <span className="block text-sm text-muted">
        {t("campaign.paid")} <Amount units={campaign.paid} /> · {t("campaign.held")} <Amount units={campaign.held} /> ·{" "}
        {over ? part("way.burned") : t("campaign.free")} <Amount units={free} />
      </span>
    </span>
  );
}

/** What the committee and the organiser can do about a draft. */
function Draft({ campaign, vote }: { campaign: Record; vote: bigint | undefined }) {
  const { t } = useTexts();
  const part = usePartTexts().t;
  const me = useMe();
  const organiser = me.address?.toLowerCase() === campaign.organiser.toLowerCase();
  return (
    <Section title={t("campaign.draft")}>
      <p className="mb-5 max-w-xl text-muted">{t("campaign.draftText")}</p>
      {vote === undefined ? (
        <ProposeCall
          label={t("campaign.proposeApproval")}
          reasonLabel={t("campaign.approvalReason")}
          target={campaignsModule.address}
          call={() => encodeFunctionData({ abi: campaignsModule.abi, functionName: "approve", args: [campaign.id] })}
        />
      ) : (
        <LinkButton to="/committee/$id" params={{ id: vote.toString() }} look="primary">
          {part("life.toVote", { id: vote.toString() })}
        </LinkButton>
      )}
      {organiser && (
        <div className="mt-5">
          <Act
            look="plain"
            label={t("campaign.withdraw")}
            quiet
            intent={() => callOf(campaignsModule.address, campaignsModule.abi, "withdrawDraft", [campaign.id])}
          />
        </div>
      )}
    </Section>
  );
}
