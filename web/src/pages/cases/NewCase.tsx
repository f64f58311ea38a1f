import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { decodeEventLog } from "viem";
import { callOf } from "@/chain/act";
import { submissionStatus, useCampaign } from "@/chain/campaigns";
import { casesModule } from "@/chain/cases";
import { useSubmission, useSubmissionsOf } from "@/chain/submissions";
import { titleOf } from "@/format/title";
import { usePartTexts } from "@/i18n";
import { Act } from "@/ui/Act";
import { Address, Card, Empty, LinkButton, Page, TextArea, Waiting } from "@/ui/basics";
import { Tick } from "../campaigns/FormBuilder";
import { SubmissionTag } from "../campaigns/tags";

const route = getRouteApi("/cases/new");

/** What is not paid yet, and in no other case. */
const REACHED = ["review", "approved", "appeal", "unanchored"];

/** A reviewer's question about submissions of one account, with the evidence. */
export default function NewCase() {
  const { t } = usePartTexts();
  const { campaign } = route.useSearch();
  if (campaign === undefined) {
    return (
      <Page kicker={t("cases.kicker")} title={t("cases.newTitle")}>
        <Empty text={t("cases.newFrom")}>
          <LinkButton to="/review">{t("cases.toDesk")}</LinkButton>
        </Empty>
      </Page>
    );
  }
  return <Form campaign={BigInt(campaign)} />;
}

function Form({ campaign }: { campaign: bigint }) {
  const { t, lang } = usePartTexts();
  const navigate = useNavigate();
  const { submission } = route.useSearch();
  const data = useCampaign(campaign).data;
  const { data: first, isError } = useSubmission(campaign, submission ?? 0);
  const account = first?.submission.account;
  const handed = useSubmissionsOf(data?.campaign, account).data;
  const [also, setAlso] = useState<readonly number[]>([]);
  const [evidence, setEvidence] = useState("");
  if (isError) return <Empty text={t("cases.newFrom")} />;
  if (!data || !first || !account || !handed) return <Waiting />;
  const others = handed.filter(
    ({ submission: it }) =>
      it.number !== first.submission.number && it.account === account && REACHED.includes(submissionStatus(it)),
  );
  const claims = [first.submission.number, ...also].map((number) => ({ campaign, submission: number }));
  return (
    <Page kicker={titleOf(data.campaign, lang)} title={t("cases.newTitle")}>
      <div className="max-w-xl space-y-6">
        <p className="text-muted">{t("cases.newText")}</p>
        <Card className="space-y-3">
          <p className="flex flex-wrap items-center gap-3">
            {t("cases.about")} <Address address={account} />{" "}
            <SubmissionTag status={submissionStatus(first.submission)} />
          </p>
          <p className="border-l border-line pl-4 break-words whitespace-pre-wrap">{first.content}</p>
          {others.map((it) => (
            <Tick
              key={it.submission.number}
              label={t("cases.also", { number: it.submission.number, content: it.content.slice(0, 80) })}
              on={also.includes(it.submission.number)}
              turn={(on) =>
                setAlso(on ? [...also, it.submission.number] : also.filter((one) => one !== it.submission.number))
              }
            />
          ))}
        </Card>
        <TextArea
          label={t("cases.evidence")}
          hint={t("cases.evidenceHint")}
          value={evidence}
          onChange={(event) => setEvidence(event.target.value)}
        />
        <Act
          look="plain"
          label={t("cases.openButton")}
          disabled={evidence.trim() === ""}
          intent={() => callOf(casesModule.address, casesModule.abi, "open", [account, claims, evidence.trim()])}
          onDone={({ logs }) => {
            for (const { address, topics, data: bytes } of logs) {
              if (address.toLowerCase() !== casesModule.address) continue;
              const event = decodeEventLog({ abi: casesModule.abi, topics, data: bytes });
              if (event.eventName === "Opened")
                void navigate({ to: "/cases/$id", params: { id: event.args.id.toString() } });
            }
          }}
        />
      </div>
    </Page>
  );
}
