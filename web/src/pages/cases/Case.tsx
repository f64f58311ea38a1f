import { Link, getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { callOf } from "@/chain/act";
import { useReviewers, useSeats } from "@/chain/campaigns";
import { type CaseRecord, type CaseStatus, caseStatus, casesModule, useCase } from "@/chain/cases";
import { useMe } from "@/chain/hooks";
import { NOBODY } from "@/chain/participation";
import { showMoment, showRelative } from "@/format/time";
import { usePartTexts, useTexts } from "@/i18n";
import { Act } from "@/ui/Act";
import { Address, Card, Empty, Facts, Input, LinkButton, Page, Section, TextArea, Waiting } from "@/ui/basics";
import { useNow } from "@/ui/now";
import { type Moment, Timeline } from "@/ui/Timeline";
import { CaseTag } from "./Cases";

const route = getRouteApi("/cases/$id");

type Known = NonNullable<ReturnType<typeof useCase>["data"]>;

/** One case: what is said for and against it, where it stands, and what this reader can do. */
export default function Case() {
  const { t, lang } = usePartTexts();
  const common = useTexts().t;
  const { id } = route.useParams();
  const { data, isError } = useCase(/^\d{1,18}$/.test(id) ? BigInt(id) : 0n);
  const now = useNow();
  if (isError) {
    return (
      <Page title={t("cases.missing")}>
        <Empty text={common("campaign.missingText")}>
          <LinkButton to="/cases">{t("cases.all")}</LinkButton>
        </Empty>
      </Page>
    );
  }
  if (!data) return <Waiting />;
  const { found } = data;
  const status = caseStatus(found);
  const until = deadline(found, status);
  const moment = (seconds: bigint) => <span className="figures">{showMoment(Number(seconds) * 1000, lang, true)}</span>;
  return (
    <Page
      kicker={
        <span className="flex items-center gap-3">
          {t("cases.number", { id })} <CaseTag found={found} />
        </span>
      }
      title={t(`cases.answer.${status}`)}
    >
      <div className="space-y-5">
        <p className="max-w-xl text-muted">{t(`cases.next.${status}`)}</p>
        <Facts
          rows={[
            [t("cases.about"), <Address address={found.account} />],
            [
              t("cases.claims"),
              <span className="flex flex-wrap gap-x-4">
                {found.claims.map(({ campaign, submission }) => (
                  <Link
                    key={`${campaign}-${submission}`}
                    to="/campaigns/$id"
                    params={{ id: campaign.toString() }}
                    hash={`submission-${submission}`}
                    className="link"
                  >
                    {t("rights.submission", { campaign: campaign.toString(), submission })}
                  </Link>
                ))}
              </span>,
            ],
            until !== undefined && [
              t(`cases.until.${status as "reply"}`),
              <span>
                {moment(until)} · {showRelative(Number(until) * 1000, now, lang)}
              </span>,
            ],
            status === "decision" &&
              found.reviewer !== NOBODY && [
                t("cases.turn"),
                <span className="flex flex-wrap items-center gap-x-3">
                  <Address address={found.reviewer} />
                  <span className="text-muted">
                    {t("cases.turnText", { when: showMoment(Number(found.openToAllAt) * 1000, lang, true) })}
                  </span>
                </span>,
              ],
            found.barredUntil > 0n && [t("cases.barred"), moment(found.barredUntil)],
          ]}
        />
      </div>
      <Section title={t("cases.life")}>
        <Timeline moments={momentsOf(data, t)} />
      </Section>
      <Parts known={data} />
    </Page>
  );
}

/** Until when what comes next can come. */
function deadline(found: CaseRecord, status: CaseStatus): bigint | undefined {
  const all: Partial<Record<CaseStatus, bigint>> = {
    reply: found.replyUntil,
    decision: found.decideUntil,
    proven: found.appealUntil,
    appeal: found.hearUntil,
  };
  return all[status];
}

function momentsOf({ found, said }: Known, t: ReturnType<typeof usePartTexts>["t"]): readonly (Moment | false)[] {
  const dismissed = caseStatus(found) === "dismissed";
  return [
    { at: found.openedAt, who: found.opener, what: t("cases.opened"), why: said.evidence },
    found.repliedAt > 0n && { at: found.repliedAt, who: found.account, what: t("cases.replied"), why: said.reply },
    found.decidedAt > 0n && {
      at: found.decidedAt,
      who: found.decider,
      what: dismissed ? t("cases.decidedNo") : t("cases.decidedYes", { count: found.barDays }),
      why: said.reason,
      seal: dismissed ? "approved" : "refused",
    },
    found.appealedAt > 0n && {
      at: found.appealedAt,
      who: found.account,
      what: t("cases.appealed"),
      why: said.appeal,
    },
    ...said.hearings.map((it) => ({
      who: it.judge,
      what: t(`cases.vote.${it.vote === 1 ? "stands" : it.vote === 2 ? "overturned" : "waiting"}`),
      why: it.reason,
    })),
    found.endedAt > 0n && {
      at: found.endedAt,
      what: t(`cases.answer.${caseStatus(found)}`),
      seal: "recorded",
    },
  ];
}

/** What this reader can do: the account itself first. */
function Parts({ known: { found, said, limits } }: { known: Known }) {
  const me = useMe().address?.toLowerCase();
  const now = useNow();
  const reviewers = useReviewers().data;
  const seats = useSeats().data?.seats;
  const status = caseStatus(found);
  const own = me === found.account.toLowerCase();
  const hears = said.hearings.some((it) => it.judge.toLowerCase() === me && it.vote === 0);
  const decides =
    !own &&
    me !== found.opener.toLowerCase() &&
    (reviewers?.some((it) => it.toLowerCase() === me) || seats?.some((it) => it.member.toLowerCase() === me));
  if (status === "reply" && own && found.repliedAt === 0n) return <Reply id={found.id} />;
  if (status === "decision" && decides) return <Decide id={found.id} most={limits.barDays} />;
  if (status === "proven" && own && Number(found.appealUntil) * 1000 > now) return <Appeal id={found.id} />;
  if (status === "appeal" && hears) return <Hear id={found.id} />;
  return null;
}

function Reply({ id }: { id: bigint }) {
  const { t } = usePartTexts();
  const [text, setText] = useState("");
  return (
    <Section title={t("cases.yourReply")}>
      <Card className="max-w-xl space-y-4">
        <p className="text-muted">{t("cases.replyText")}</p>
        <TextArea
          label={t("cases.replyLabel")}
          hint={t("cases.publicHint")}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Act
          label={t("cases.replyButton")}
          disabled={text.trim() === ""}
          quiet
          intent={() => callOf(casesModule.address, casesModule.abi, "reply", [id, text.trim()])}
        />
      </Card>
    </Section>
  );
}

function Appeal({ id }: { id: bigint }) {
  const { t } = usePartTexts();
  const [text, setText] = useState("");
  return (
    <Section title={t("cases.yourAppeal")}>
      <Card className="max-w-xl space-y-4">
        <p className="text-muted">{t("cases.appealText")}</p>
        <TextArea
          label={t("cases.appealLabel")}
          hint={t("cases.publicHint")}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Act
          label={t("cases.appealButton")}
          disabled={text.trim() === ""}
          quiet
          intent={() => callOf(casesModule.address, casesModule.abi, "appeal", [id, text.trim()])}
        />
      </Card>
    </Section>
  );
}

function Decide({ id, most }: { id: bigint; most: number }) {
  const { t } = usePartTexts();
  const [reason, setReason] = useState("");
  const [days, setDays] = useState("0");
  const bar = /^(0|[1-9]\d{0,3})$/.test(days) && Number(days) <= most ? Number(days) : undefined;
  const text = reason.trim();
  const decide = (proven: boolean) => () =>
    callOf(casesModule.address, casesModule.abi, "decide", [id, proven, proven ? (bar ?? 0) : 0, text]);
  return (
    <Section title={t("cases.yourDecision")}>
      <Card className="max-w-xl space-y-4">
        <p className="text-muted">{t("cases.decideText")}</p>
        <TextArea
          label={t("cases.reason")}
          hint={t("cases.reasonHint")}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <Input
          label={t("cases.days", { most })}
          hint={t("cases.daysHint")}
          inputMode="numeric"
          className="figures !w-28"
          value={days}
          {...(bar === undefined ? { problem: t("cases.daysWrong", { most }) } : {})}
          onChange={(event) => setDays(event.target.value.trim())}
        />
        <div className="flex flex-wrap gap-3">
          <Act look="plain" label={t("cases.dismiss")} disabled={text === ""} quiet intent={decide(false)} />
          <Act
            look="plain"
            label={t("cases.prove")}
            disabled={text === "" || bar === undefined}
            quiet
            intent={decide(true)}
          />
        </div>
      </Card>
    </Section>
  );
}

function Hear({ id }: { id: bigint }) {
  const { t } = usePartTexts();
  const [reason, setReason] = useState("");
  const vote = (overturn: boolean) => () =>
    callOf(casesModule.address, casesModule.abi, "decideAppeal", [id, overturn, reason.trim()]);
  return (
    <Section title={t("cases.yourVote")}>
      <Card className="max-w-xl space-y-4">
        <TextArea
          label={t("cases.reason")}
          hint={t("cases.publicHint")}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <div className="flex flex-wrap gap-3">
          <Act look="plain" label={t("cases.overturn")} disabled={reason.trim() === ""} quiet intent={vote(true)} />
          <Act look="plain" label={t("cases.stands")} disabled={reason.trim() === ""} quiet intent={vote(false)} />
        </div>
      </Card>
    </Section>
  );
}
