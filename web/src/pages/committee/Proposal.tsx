import { Link, getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import {
  type Proposal as Record,
  committeeModule,
  stateOf,
  useCampaign,
  useProposal,
  useSeats,
} from "@/chain/campaigns";
import { callOf } from "@/chain/act";
import { useAwards } from "@/chain/ways";
import { decodeCall, notice } from "@/chain/docs";
import { useDocs, useMe } from "@/chain/hooks";
import { Refusal as Reason } from "@/chain/refusal";
import { showMoment } from "@/format/time";
import { usePartTexts, useTexts } from "@/i18n";
import { Act } from "@/ui/Act";
import { Amount } from "@/ui/Amount";
import { Address, Card, Empty, Facts, LinkButton, Page, Section, Tag, TextArea, Waiting } from "@/ui/basics";
import { Refusal } from "@/ui/Refusal";
import { Seal } from "@/ui/Seal";
import { Timeline } from "@/ui/Timeline";
import { Values } from "@/ui/Values";
import { titleOf } from "@/format/title";
import { Lines } from "../campaigns/Awards";
import { ProposalTag } from "../campaigns/tags";
import { Does, approvedCampaign, awardedList } from "./Committee";

const route = getRouteApi("/committee/$id");

/** `RecusalReason`, in order. */
const RECUSALS = ["beneficiary", "affiliate", "own"] as const;

export default function Proposal() {
  const { t, lang } = useTexts();
  const { id } = route.useParams();
  const number = /^\d{1,18}$/.test(id) ? BigInt(id) : 0n;
  const { data, isError } = useProposal(number);
  const docs = useDocs();
  if (isError) {
    return (
      <Page title={t("proposal.missing")}>
        <Empty text={t("campaign.missingText")}>
          <LinkButton to="/committee">{t("nav.committee")}</LinkButton>
        </Empty>
      </Page>
    );
  }
  if (!data) return <Waiting />;
  const { proposal, votes, claims, recusals } = data;
  const state = stateOf(proposal);
  const call = docs && decodeCall(docs, proposal.target, proposal.callData);
  const moment = (seconds: bigint) => showMoment(Number(seconds) * 1000, lang, true);
  const say = (it: { reasonZh: string; reasonEn: string }) =>
    lang === "en" ? it.reasonEn || it.reasonZh : it.reasonZh || it.reasonEn;
  const approves = approvedCampaign(call);
  const awards = awardedList(call);
  const decided = state === "executed" || state === "scheduled";
  return (
    <Page
      kicker={
        <span className="flex items-center gap-3">
          {t("proposal.number", { id })} <ProposalTag state={state} />
        </span>
      }
      title={
        <span className="flex items-start justify-between gap-4">
          <span>
            <Does proposal={proposal} />
          </span>
          {decided ? <Seal kind="approved" /> : state === "rejected" ? <Seal kind="refused" /> : null}
        </span>
      }
    >
      <Facts
        rows={[
          [t("proposal.why"), <span className="whitespace-pre-wrap">{say(proposal)}</span>],
          [
            t("proposal.threshold"),
            <span className="figures">
              {t("proposal.votes", {
                approvals: proposal.approvals,
                required: proposal.required,
                rejections: proposal.rejections,
              })}
            </span>,
          ],
          [
            t("proposal.benefits"),
            proposal.beneficiaries.length === 0 ? (
              <span className="text-muted">{t("proposal.nobody")}</span>
            ) : (
              <span className="flex flex-wrap gap-x-5 gap-y-1">
                {proposal.beneficiaries.map((it) => (
                  <Address key={it} address={it} />
                ))}
              </span>
            ),
          ],
          [
            t("proposal.takesEffect"),
            proposal.effectiveAt > 0n ? (
              <span className="figures">{moment(proposal.effectiveAt)}</span>
            ) : (
              t(proposal.delayed ? "proposal.later" : "proposal.atOnce")
            ),
          ],
          proposal.state <= 1 && [t("proposal.lapses"), <span className="figures">{moment(proposal.lapsesAt)}</span>],
        ]}
      />
      {approves !== undefined && <Approved id={approves} />}
      {awards && <Awarded {...awards} />}
      {proposal.failure !== "0x" && <Refusal reason={new Reason("", proposal.failure)} />}
      {call && (
        <Section
          title={
            <span className="font-mono text-lg">
              {call.module.name}.{call.item.name}
            </span>
          }
        >
          <p className="mb-4 text-muted">{notice(call.item, lang)}</p>
          <Values values={call.values} module={call.module} />
        </Section>
      )}
      {recusals.length > 0 && (
        <Section title={t("proposal.recused")}>
          <ul className="space-y-2">
            {recusals.map((it) => (
              <li key={it.seat} className="flex flex-wrap items-center gap-3">
                <Address address={it.member} /> <Tag>{t(`recusal.${RECUSALS[it.reason] ?? "own"}`)}</Tag>
                {it.reason !== 2 && <Address address={it.account} />}
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title={t("proposal.life")}>
        <Timeline
          moments={[
            { at: proposal.openedAt, who: proposal.proposer, what: t("proposal.opened") },
            ...votes.map((vote) => ({
              at: vote.at,
              who: vote.member,
              what: t(vote.approves ? "proposal.approved" : "proposal.rejected"),
              why: say(vote),
              seal: vote.approves ? ("approved" as const) : ("refused" as const),
            })),
            ...claims.flatMap((claim) => [
              {
                at: claim.filedAt,
                who: claim.claimant,
                what: (
                  <>
                    {t("proposal.claimed")} <Address address={claim.member} />
                  </>
                ),
                why: claim.evidence,
              },
              claim.answeredAt > 0n && {
                at: claim.answeredAt,
                who: claim.member,
                what: t(claim.recused ? "proposal.steppedBack" : "proposal.answered"),
                why: claim.answer,
              },
            ]),
            proposal.decidedAt > 0n && {
              at: proposal.decidedAt,
              what: t(`proposalState.${state}`),
              ...(decided ? { seal: "recorded" as const } : {}),
            },
          ]}
        />
      </Section>
      {proposal.state <= 1 && <Speak proposal={proposal} voted={votes.map((it) => it.member)} />}
      {proposal.state <= 1 && <Claims proposal={proposal} claims={claims} />}
    </Page>
  );
}

/** The campaign that a decision is about: nobody should have to look it up. */
function Approved({ id }: { id: bigint }) {
  const { lang } = useTexts();
  const { data } = useCampaign(id);
  if (!data) return <Waiting />;
  const { campaign, texts } = data;
  const reward = campaign.base * campaign.multiplier;
  return (
    <Card>
      <h2 className="mb-2">
        <Link to="/campaigns/$id" params={{ id: id.toString() }} className="link">
          {titleOf(campaign, lang)}
        </Link>
      </h2>
      <p className="mb-4 line-clamp-4 text-muted">
        {lang === "en" ? texts.textEn || texts.textZh : texts.textZh || texts.textEn}
      </p>
      <p>
        <span className="figures">{campaign.terms.places}</span> × <Amount units={reward} /> ={" "}
        <Amount units={reward * BigInt(campaign.terms.places)} />
      </p>
    </Card>
  );
}

/** The lines that a decision confirms: nobody should have to look them up. */
function Awarded({ id, through }: { id: bigint; through: number }) {
  const { lang } = useTexts();
  const part = usePartTexts().t;
  const { data } = useCampaign(id);
  const awards = useAwards(id).data;
  if (!data || !awards) return <Waiting />;
  return (
    <Section title={part("list.proposed", { through, title: titleOf(data.campaign, lang) })}>
      <Lines campaign={data.campaign} count={through} confirmed={awards.confirmed} />
    </Section>
  );
}

function Speak({ proposal, voted }: { proposal: Record; voted: readonly string[] }) {
  const { t, lang } = useTexts();
  const me = useMe();
  const seats = useSeats().data?.seats;
  const [reason, setReason] = useState("");
  const mine = me.address?.toLowerCase();
  if (!seats?.some((seat) => seat.member.toLowerCase() === mine)) return null;
  const spoken = voted.some((it) => it.toLowerCase() === mine);
  const text = reason.trim();
  const args = [proposal.id, lang === "en" ? "" : text, lang === "en" ? text : ""] as const;
  return (
    <Section title={t(spoken ? "proposal.changeMind" : "proposal.yourVote")}>
      <Card className="max-w-xl space-y-4">
        <TextArea
          label={t("committee.reason")}
          hint={t("committee.reasonHint")}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <div className="flex flex-wrap gap-3">
          <Act
            label={t("proposal.approve")}
            disabled={text === ""}
            quiet
            intent={() => callOf(committeeModule.address, committeeModule.abi, "approve", args)}
            onDone={() => setReason("")}
          />
          <Act
            look="plain"
            label={t("proposal.reject")}
            disabled={text === ""}
            quiet
            intent={() => callOf(committeeModule.address, committeeModule.abi, "reject", args)}
            onDone={() => setReason("")}
          />
        </div>
      </Card>
    </Section>
  );
}

type ClaimList = NonNullable<ReturnType<typeof useProposal>["data"]>["claims"];

/** Anybody may point at a conflict of interest; the member named has to answer before the last approval counts (R13). */
function Claims({ proposal, claims }: { proposal: Record; claims: ClaimList }) {
  const { t } = useTexts();
  const me = useMe();
  const seats = useSeats().data?.seats ?? [];
  const [evidence, setEvidence] = useState("");
  const [member, setMember] = useState("");
  const [answer, setAnswer] = useState("");
  const mine = me.address?.toLowerCase();
  const toAnswer = claims.find((it) => it.answeredAt === 0n && it.member.toLowerCase() === mine);
  const chosen = seats.find((it) => it.member === member) ?? seats[0];
  return (
    <>
      {toAnswer && (
        <Section title={t("proposal.answer")}>
          <div className="max-w-xl space-y-4">
            <p className="border-l-2 border-ochre pl-4">{toAnswer.evidence}</p>
            <TextArea
              label={t("proposal.answerText")}
              value={answer}
              onChange={(event) => setAnswer(event.target.value)}
            />
            <div className="flex flex-wrap gap-3">
              {([false, true] as const).map((recuse) => (
                <Act
                  key={String(recuse)}
                  look={recuse ? "plain" : "primary"}
                  label={t(recuse ? "proposal.stepBack" : "proposal.answerButton")}
                  disabled={answer.trim() === ""}
                  quiet
                  intent={() =>
                    callOf(committeeModule.address, committeeModule.abi, "answerConflict", [
                      proposal.id,
                      toAnswer.id,
                      answer.trim(),
                      recuse,
                    ])
                  }
                />
              ))}
            </div>
          </div>
        </Section>
      )}
      <details>
        <summary className="link w-fit py-2 text-muted">{t("proposal.claim")}</summary>
        <div className="mt-3 max-w-xl space-y-4">
          <p className="text-muted">{t("proposal.claimText")}</p>
          <label className="block">
            <span className="mb-1.5 block font-medium">{t("proposal.claimMember")}</span>
            <select className="field" value={chosen?.member} onChange={(event) => setMember(event.target.value)}>
              {seats.map((it) => (
                <option key={it.id} value={it.member}>
                  {it.name}
                </option>
              ))}
            </select>
          </label>
          <TextArea
            label={t("proposal.evidence")}
            value={evidence}
            onChange={(event) => setEvidence(event.target.value)}
          />
          <Act
            look="plain"
            label={t("proposal.claimButton")}
            disabled={evidence.trim() === "" || !chosen}
            intent={() =>
              chosen &&
              callOf(committeeModule.address, committeeModule.abi, "claimConflict", [
                proposal.id,
                chosen.member,
                evidence.trim(),
              ])
            }
            onDone={() => setEvidence("")}
          />
        </div>
      </details>
    </>
  );
}
