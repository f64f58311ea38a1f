import { Link } from "@tanstack/react-router";
import { type ReactNode, useDeferredValue, useState } from "react";
import { isAddress } from "viem";
import { useConfig } from "wagmi";
import { callOf } from "@/chain/act";
import {
  type Campaign,
  type Submission,
  type SubmissionStatus,
  campaignsModule,
  submissionStatus,
  usePreview,
} from "@/chain/campaigns";
import { useMe, useStatus } from "@/chain/hooks";
import { KIND } from "@/chain/kinds";
import { storeAnswers } from "@/chain/inbox";
import { addressOfRole } from "@/chain/keys";
import {
  type FormField,
  NO_HASH,
  answerProblem,
  decidedBy,
  needsAnchor,
  sortAnswers,
  useAnchor,
  useForm,
  useProgress,
} from "@/chain/participation";
import { Refusal as Reason } from "@/chain/refusal";
import { showRelative } from "@/format/time";
import { usePartTexts, useTexts } from "@/i18n";
import { Act } from "@/ui/Act";
import { Amount } from "@/ui/Amount";
import { Card, Input, LinkButton, Section, TextArea } from "@/ui/basics";
import { useNow } from "@/ui/now";
import { Refusal } from "@/ui/Refusal";
import { FormFields } from "./FormFields";

const OPEN: readonly SubmissionStatus[] = ["review", "appeal", "unanchored"];

/** Whether an account cannot take part again for now: one submission is open, or all its rewards are there. */
export function isDone(campaign: Campaign, mine: readonly Submission[]): boolean {
  const rewarded = mine.filter((it) => ["approved", "rewarded"].includes(submissionStatus(it)));
  return mine.some((it) => OPEN.includes(submissionStatus(it))) || rewarded.length >= campaign.terms.rewardsPerAccount;
}

/** The way to take part that fits the campaign. */
export function TakePart({ campaign, mine }: { campaign: Campaign; mine: readonly Submission[] }) {
  const { t } = useTexts();
  const part = usePartTexts().t;
  const way = decidedBy(campaign);
  const form = useForm(campaign.id).data;
  if (!form) return null;
  return (
    <Section title={t("campaign.take")}>
      <div className="max-w-xl space-y-6">
        {needsAnchor(way) && <AnchorNote />}
        {/* A text is asked about as it is written: the module itself says why not. */}
        {form.length > 0 && isDone(campaign, mine) ? (
          <p>{part("take.done")}</p>
        ) : (
          <Way campaign={campaign} form={form} />
        )}
        {campaign.terms.nominations && <Nominate campaign={campaign} />}
      </div>
    </Section>
  );
}

function Way({ campaign, form }: { campaign: Campaign; form: readonly FormField[] }) {
  const { t } = usePartTexts();
  const way = decidedBy(campaign);
  if (way === "ticket") {
    return (
      <Hint text={t("take.ticket")}>
        <LinkButton to="/ticket" look="primary">
          {t("take.ticketButton")}
        </LinkButton>
      </Hint>
    );
  }
  if (way === "grader") {
    const tasks = campaign.terms.activityType === KIND.simulator;
    return (
      <Hint text={t(tasks ? "take.tasks" : "take.quiz")}>
        <LinkButton to="/quiz/$id" params={{ id: campaign.id.toString() }} look="primary">
          {t(tasks ? "take.tasksButton" : "take.quizButton")}
        </LinkButton>
      </Hint>
    );
  }
  if (way === "list") return <Hint text={t("take.list")} />;
  if (form.length > 0) return <AnswerForm campaign={campaign} form={form} />;
  if (campaign.terms.everyDays > 0) return <CheckIn campaign={campaign} />;
  return <SubmitText campaign={campaign} />;
}

function Hint({ text, children }: { text: string; children?: ReactNode }) {
  return (
    <div className="space-y-4">
      <p>{text}</p>
      {children}
    </div>
  );
}

/** What an account without an anchor should know before it takes part. */
export function AnchorNote() {
  const { t } = usePartTexts();
  const me = useMe();
  const anchor = useAnchor(me.address).data;
  if (anchor?.kind !== "none") return null;
  return (
    <div role="note" className="border-l-2 border-ochre py-1 pl-4">
      <p>{t("take.anchorFirst")}</p>
      <p className="mt-2">
        <Link to="/rights" className="link">
          {t("take.anchorHow")}
        </Link>
      </p>
    </div>
  );
}

/** A text or a link. What the module would answer is shown before anything is signed. */
function SubmitText({ campaign }: { campaign: Campaign }) {
  const { t } = useTexts();
  const me = useMe();
  const [content, setContent] = useState("");
  const asked = useDeferredValue(content.trim());
  // Before anything is written, the rules that do not depend on the content are asked with a word.
  const preview = usePreview(campaign.id, me.address, asked || "?").data;
  if (preview && !preview.accepted) {
    return <Refusal reason={new Reason("", preview.refusal)} ahead={t("campaign.notNow")} />;
  }
  return (
    <div className="space-y-4">
      <TextArea
        label={t("campaign.content")}
        hint={t("campaign.contentHint")}
        value={content}
        onChange={(event) => setContent(event.target.value)}
      />
      {preview && <Would campaign={campaign} amount={preview.amount} placed={preview.hasPlace} />}
      <Act
        label={t("campaign.submit")}
        disabled={me.address !== undefined && asked === ""}
        intent={() => callOf(campaignsModule.address, campaignsModule.abi, "submit", [campaign.id, content.trim()])}
        onDone={() => setContent("")}
      />
    </div>
  );
}

/** What it would bring; what waits for an anchor is told by the note above. */
function Would({ campaign, amount, placed }: { campaign: Campaign; amount: bigint; placed: boolean }) {
  const { t } = useTexts();
  const part = usePartTexts().t;
  if (amount === 0n) return null;
  const waits = !placed && !needsAnchor(decidedBy(campaign));
  return (
    <p className="border-l border-line pl-4">
      {decidedBy(campaign) === "scores" ? part("take.wouldWin") : t(waits ? "campaign.wouldWait" : "campaign.would")}{" "}
      <Amount units={amount} base />
    </p>
  );
}

function AnswerForm({ campaign, form }: { campaign: Campaign; form: readonly FormField[] }) {
  const { t, lang } = usePartTexts();
  const config = useConfig();
  const [answers, setAnswers] = useState<readonly string[]>([]);
  const [tried, setTried] = useState(false);
  const values = form.map((_, index) => answers[index] ?? "");
  return (
    <div className="space-y-6">
      <FormFields form={form} answers={values} tried={tried} change={setAnswers} />
      <Act
        label={t("take.answer")}
        intent={async () => {
          setTried(true);
          if (form.some((field, index) => answerProblem(field, values[index] ?? ""))) return undefined;
          const { open, hidden } = sortAnswers(form, values);
          // What nobody answered need not be kept.
          const secret = hidden.some((it) => it !== "");
          const hash = secret ? await storeAnswers(config, lang, campaign.id, hidden) : NO_HASH;
          return callOf(campaignsModule.address, campaignsModule.abi, "answer", [campaign.id, open, hash]);
        }}
        onDone={() => {
          setAnswers([]);
          setTried(false);
        }}
      />
    </div>
  );
}

/** One turn in each period. */
function CheckIn({ campaign }: { campaign: Campaign }) {
  const { t, lang } = usePartTexts();
  const me = useMe();
  const now = useNow();
  const progress = useProgress(campaign, me.address).data;
  const [line, setLine] = useState("");
  const { streak } = campaign.terms;
  const done = progress && progress.availableFrom > 0n;
  return (
    <div className="space-y-4">
      <p className="figures">{streak > 1 ? t("take.run", { run: progress?.run ?? 0, streak }) : t("take.runOne")}</p>
      {streak > 1 && (
        <div className="flex gap-1" aria-hidden="true">
          {Array.from({ length: streak }, (_, index) => (
            <span
              key={index}
              className={`h-2 flex-1 rounded-[2px] ${index < (progress?.run ?? 0) ? "bg-jade" : "bg-line"}`}
            />
          ))}
        </div>
      )}
      {done ? (
        <p className="text-jade">
          {t("take.next", { when: showRelative(Number(progress.availableFrom) * 1000, now, lang) })}
        </p>
      ) : (
        <Input
          label={t("take.checkIn")}
          hint={t("take.checkInHint")}
          value={line}
          onChange={(event) => setLine(event.target.value)}
        />
      )}
      <Act
        label={t("take.checkIn")}
        disabled={done ?? false}
        intent={() =>
          callOf(campaignsModule.address, campaignsModule.abi, "submit", [
            campaign.id,
            line.trim() || t("take.checkInContent"),
          ])
        }
        onDone={() => setLine("")}
      />
    </div>
  );
}

/** Saying what somebody else did (WP-08). */
function Nominate({ campaign }: { campaign: Campaign }) {
  const { t } = usePartTexts();
  const common = useTexts().t;
  const { development } = useStatus();
  const [nominee, setNominee] = useState("");
  const [content, setContent] = useState("");
  const role = development ? addressOfRole(nominee) : undefined;
  const address = role ?? (isAddress(nominee.trim()) ? (nominee.trim() as `0x${string}`) : undefined);
  return (
    <Card className="space-y-4">
      <h3 className="text-lg">{t("take.nominate")}</h3>
      <p className="text-muted">{t("take.nominateText")}</p>
      <Input
        label={t("take.nominee")}
        value={nominee}
        className="font-mono"
        spellCheck={false}
        {...(nominee !== "" && !address ? { problem: t("take.nomineeWrong") } : {})}
        onChange={(event) => setNominee(event.target.value)}
      />
      <TextArea
        label={t("take.did")}
        hint={common("campaign.contentHint")}
        value={content}
        onChange={(event) => setContent(event.target.value)}
      />
      <Act
        label={t("take.nominateButton")}
        disabled={!address || content.trim() === ""}
        intent={() =>
          address &&
          callOf(campaignsModule.address, campaignsModule.abi, "nominate", [campaign.id, address, content.trim()])
        }
        onDone={() => {
          setNominee("");
          setContent("");
        }}
      />
    </Card>
  );
}
