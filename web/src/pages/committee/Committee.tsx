import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { encodeFunctionData, getAddress, isAddress } from "viem";
import {
  type Proposal,
  campaignsModule,
  committeeModule,
  stateOf,
  useCampaign,
  useProposals,
  useSeats,
  useTasks,
} from "@/chain/campaigns";
import { callOf } from "@/chain/act";
import { type Decoded, decodeCall, notice } from "@/chain/docs";
import { useDocs, useMe } from "@/chain/hooks";
import { addressOfRole } from "@/chain/keys";
import { showMoment } from "@/format/time";
import { useTexts } from "@/i18n";
import { Act } from "@/ui/Act";
import { Address, Empty, Input, Page, Section, Tag, TextArea, Waiting } from "@/ui/basics";
import { titleOf } from "@/format/title";
import { ProposalTag } from "../campaigns/tags";

export default function Committee() {
  const { t, lang } = useTexts();
  const me = useMe();
  const seats = useSeats().data;
  const proposals = useProposals().data;
  const member = seats?.seats.some((seat) => seat.member.toLowerCase() === me.address?.toLowerCase());
  const tasks = useTasks(member ? me.address : undefined).data ?? [];
  if (!seats || !proposals) return <Waiting />;
  const waits = (it: Proposal) => tasks.some((task) => task.proposal === it.id);
  const open = proposals.filter((it) => it.state <= 1 && !waits(it));
  const closed = proposals.filter((it) => it.state > 1);
  return (
    <Page
      kicker={t("committee.kicker")}
      title={
        member
          ? t(tasks.length > 0 ? "committee.waiting" : "committee.nothingWaits", { count: tasks.length })
          : t("committee.title", { required: seats.required, filled: seats.filled })
      }
    >
      {tasks.length > 0 && (
        <Section title={t("committee.yours")}>
          <Proposals list={proposals.filter(waits)} />
        </Section>
      )}
      <Section
        title={t("committee.open")}
        aside={t("committee.threshold", { required: seats.required, filled: seats.filled })}
      >
        {open.length > 0 ? (
          <Proposals list={open} />
        ) : (
          <Empty text={t(tasks.length > 0 ? "committee.noneElse" : "committee.noneOpen")} />
        )}
      </Section>
      {closed.length > 0 && (
        <Section title={t("committee.closed")}>
          <Proposals list={closed} />
        </Section>
      )}
      <Section title={t("committee.seats")}>
        <ul className="divide-y divide-line border-y border-line">
          {seats.seats.map((seat) => (
            <li key={seat.id} className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 py-3.5">
              <span className="flex flex-wrap items-center gap-x-4 gap-y-1">
                <span className="font-medium">{seat.name}</span>
                <Address address={seat.member} />
                {seat.caretaker && <Tag tone="attention">{t("committee.caretaker")}</Tag>}
              </span>
              <span className="figures text-sm text-muted">
                {t("committee.term", { until: showMoment(Number(seat.termEndsAt) * 1000, lang, true) })}
              </span>
            </li>
          ))}
        </ul>
        <p className="mt-4 max-w-xl text-sm text-muted">{t("committee.cannot")}</p>
      </Section>
      {member && <NameReviewer />}
    </Page>
  );
}

function Proposals({ list }: { list: readonly Proposal[] }) {
  const { t, lang } = useTexts();
  return (
    <ul className="divide-y divide-line border-y border-line">
      {list.map((proposal) => (
        <li key={proposal.id.toString()} className="py-4">
          <div className="flex items-start justify-between gap-4">
            <Link to="/committee/$id" params={{ id: proposal.id.toString() }} className="min-w-0 hover:text-vermilion">
              <span className="figures mr-2 text-muted">{t("proposal.number", { id: proposal.id.toString() })}</span>
              <Does proposal={proposal} />
            </Link>
            <ProposalTag state={stateOf(proposal)} />
          </div>
          <p className="mt-1 line-clamp-2 text-muted">
            {(lang === "en" ? proposal.reasonEn : proposal.reasonZh) || proposal.reasonZh || proposal.reasonEn}
          </p>
          <p className="figures mt-1 text-sm text-muted">
            {t("proposal.votes", {
              approvals: proposal.approvals,
              required: proposal.required,
              rejections: proposal.rejections,
            })}
            {proposal.unansweredClaims > 0 && (
              <span className="ml-3 text-ochre">{t("proposal.claims", { count: proposal.unansweredClaims })}</span>
            )}
          </p>
        </li>
      ))}
    </ul>
  );
}

/** What the call of a proposal does: the first sentence of its function's text, or the campaign it is about. */
export function Does({ proposal }: { proposal: Proposal }) {
  const { lang } = useTexts();
  const docs = useDocs();
  const call = docs && decodeCall(docs, proposal.target, proposal.callData);
  if (!call) return <span className="font-mono text-sm">{proposal.callData.slice(0, 10)}</span>;
  const campaign = approvedCampaign(call);
  if (campaign !== undefined) return <ApprovesCampaign id={campaign} />;
  return <>{notice(call.item, lang).split(lang === "en" ? ". " : "。")[0]}</>;
}

/** The campaign that a call approves. */
export function approvedCampaign(call: Decoded | undefined): bigint | undefined {
  const approves = call?.module.address?.toLowerCase() === campaignsModule.address && call.item.name === "approve";
  return approves ? (call.values[0]?.value as bigint) : undefined;
}

/** The list that a call confirms, and up to which line. */
export function awardedList(call: Decoded | undefined): { id: bigint; through: number } | undefined {
  if (call?.module.address?.toLowerCase() !== campaignsModule.address || call.item.name !== "award") return undefined;
  const [id, through] = call.values.map((it) => it.value);
  return { id: id as bigint, through: Number(through) };
}

function ApprovesCampaign({ id }: { id: bigint }) {
  const { t, lang } = useTexts();
  const { data } = useCampaign(id);
  return <>{t("proposal.approveCampaign", { title: data ? titleOf(data.campaign, lang) : id.toString() })}</>;
}

/** Reviewers have to be there before the first campaign can be approved (R23). */
function NameReviewer() {
  const { t, lang } = useTexts();
  const [who, setWho] = useState("");
  const [reason, setReason] = useState("");
  const plain = who.trim();
  const reviewer = isAddress(plain) ? getAddress(plain) : addressOfRole(plain);
  return (
    <Section title={t("committee.nameReviewer")}>
      <div className="max-w-xl space-y-4">
        <p className="text-muted">{t("committee.nameReviewerText")}</p>
        <Input
          label={t("committee.reviewer")}
          value={who}
          placeholder="0x…"
          className="font-mono"
          spellCheck={false}
          {...(plain && !reviewer ? { problem: t("transfer.toWrong") } : {})}
          onChange={(event) => setWho(event.target.value)}
        />
        <TextArea
          label={t("committee.reason")}
          hint={t("committee.reasonHint")}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <Act
          look="plain"
          label={t("committee.propose")}
          disabled={!reviewer || reason.trim() === ""}
          intent={() =>
            reviewer &&
            callOf(committeeModule.address, committeeModule.abi, "propose", [
              campaignsModule.address,
              encodeFunctionData({ abi: campaignsModule.abi, functionName: "nameReviewer", args: [reviewer] }),
              lang === "en" ? "" : reason.trim(),
              lang === "en" ? reason.trim() : "",
            ])
          }
          onDone={() => {
            setWho("");
            setReason("");
          }}
          quiet
        />
      </div>
    </Section>
  );
}
