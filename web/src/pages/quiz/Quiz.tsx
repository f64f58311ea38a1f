import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, getRouteApi } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import type { Hex } from "viem";
import { useConfig } from "wagmi";
import { callOf } from "@/chain/act";
import { type Campaign, campaignsModule, useCampaign } from "@/chain/campaigns";
import { LIVE_MS, useMe } from "@/chain/hooks";
import {
  type Given,
  type Graded,
  type OwnAttempts,
  type QuizAbout,
  type QuizAttempt,
  askOpenly,
  inbox,
  isSignedIn,
} from "@/chain/inbox";
import { KIND } from "@/chain/kinds";
import { useForecast } from "@/chain/participation";
import { type Refusal as Reason, refusalOf } from "@/chain/refusal";
import { usePayment } from "@/chain/submissions";
import { showRelative } from "@/format/time";
import { usePartTexts, useTexts } from "@/i18n";
import { Act } from "@/ui/Act";
import { Amount } from "@/ui/Amount";
import { Button, Empty, LinkButton, Page, Waiting } from "@/ui/basics";
import { Kind } from "@/ui/Kind";
import { useNow } from "@/ui/now";
import { Refusal } from "@/ui/Refusal";
import { titleOf } from "@/format/title";
import { AnchorNote } from "../campaigns/TakePart";
import { Questions } from "./Questions";
import { Upload } from "./Upload";

const route = getRouteApi("/quiz/$id");

/** From the first question to the reward: what is asked comes from the inbox, what is paid from the chain. */
export default function Quiz() {
  const { t, lang } = usePartTexts();
  const { id } = route.useParams();
  const number = /^\d{1,18}$/.test(id) ? BigInt(id) : 0n;
  const me = useMe();
  const { data } = useCampaign(number);
  const about = useQuery({
    queryKey: ["read", "quiz", id, lang],
    queryFn: () => askOpenly<QuizAbout>(lang, `/quizzes/${id}`),
    retry: false,
    refetchInterval: LIVE_MS * 5,
  });
  // What failed once is asked again while the page stays.
  if (!data || !about.isFetched) return <Waiting />;
  const { campaign } = data;
  const organises = me.address?.toLowerCase() === campaign.organiser.toLowerCase();
  return (
    <Page kicker={<Kind type={campaign.terms.activityType} />} title={titleOf(campaign, lang)}>
      <p className="max-w-xl text-muted">
        {about.data ? t("quiz.about", { draws: about.data.draws, pass: about.data.pass }) : t("quiz.none")}
      </p>
      {campaign.stopped && <p className="max-w-xl text-vermilion">{t("way.stopped")}</p>}
      {organises && <Upload campaign={campaign} known={about.data?.questions} />}
      {about.data ? (
        <Own key={me.address} campaign={campaign} about={about.data} />
      ) : (
        <Empty text={t("quiz.noneText")}>
          <LinkButton to="/learn">{t("quiz.lessons")}</LinkButton>
        </Empty>
      )}
    </Page>
  );
}

/** What the account is at: nothing yet, an attempt, its grading, its result. */
function Own({ campaign, about }: { campaign: Campaign; about: QuizAbout }) {
  const { t, lang } = usePartTexts();
  const config = useConfig();
  const queries = useQueryClient();
  const me = useMe();
  const path = `/quizzes/${campaign.id}/attempts`;
  const key = ["quiz", campaign.id.toString(), me.address];
  const [signedIn, setSignedIn] = useState(isSignedIn(me.address));
  const [attempt, setAttempt] = useState<QuizAttempt>();
  const [refused, setRefused] = useState<Reason>();
  const [busy, setBusy] = useState(false);
  const own = useQuery({
    queryKey: key,
    queryFn: () => inbox<OwnAttempts>(config, lang, path),
    enabled: signedIn,
    refetchInterval: LIVE_MS,
    retry: false,
  });
  const guarded = async (what: () => Promise<void>) => {
    setBusy(true);
    setRefused(undefined);
    try {
      await what();
    } catch (error) {
      setRefused(refusalOf(error));
    } finally {
      setBusy(false);
    }
  };
  const begin = () =>
    guarded(async () => {
      setAttempt(await inbox<QuizAttempt>(config, lang, path, {}));
      setSignedIn(true);
    });
  const send = (given: readonly Given[]) =>
    guarded(async () => {
      await inbox(config, lang, `${path}/${attempt?.attempt}`, { answers: given });
      await queries.invalidateQueries({ queryKey: key });
      setAttempt(undefined);
    });
  const open = attempt && <Questions key={attempt.attempt} questions={attempt.questions} busy={busy} send={send} />;
  const last = own.data?.attempts.at(-1);
  const tasks = campaign.terms.activityType === KIND.simulator;
  return (
    <div className="max-w-xl space-y-6">
      {attempt?.questions.some((it) => it.kind === "simulator") && (
        // In a place of its own, so that what is answered so far stays.
        <Link to="/learn/simulator" search={{ for: Number(campaign.id) }} target="_blank" className="link block w-fit">
          {t("quiz.simulatorAside")}
        </Link>
      )}
      {open ??
        (signedIn && !own.data ? (
          <Waiting />
        ) : last?.result ? (
          <Result campaign={campaign} own={own.data as OwnAttempts} number={last.number} result={last.result}>
            {!campaign.stopped && !last.result.passed && own.data?.nextFrom != null && (
              <Retry from={own.data.nextFrom} busy={busy} begin={begin} />
            )}
          </Result>
        ) : last?.answeredAt ? (
          <Grading />
        ) : (
          !campaign.stopped && (
            <Begin about={about} campaign={tasks ? Number(campaign.id) : undefined} busy={busy} begin={begin} />
          )
        ))}
      {refused && <Refusal reason={refused} />}
    </div>
  );
}

interface BeginProps {
  about: QuizAbout;
  /** The campaign, where its tasks are solved with the simulator. */
  campaign: number | undefined;
  busy: boolean;
  begin: () => void;
}

function Begin({ about, campaign, busy, begin }: BeginProps) {
  const { t } = usePartTexts();
  const common = useTexts().t;
  const me = useMe();
  return (
    <>
      <p>
        {about.attempts === 1 ? t("quiz.attemptsOne") : t("quiz.attempts", { count: about.attempts })}
        {about.attempts > 1 && about.retryHours > 0 && <> {t("quiz.delay", { count: about.retryHours })}</>}
      </p>
      <AnchorNote />
      {me.address ? (
        <>
          <Button look="primary" onClick={begin} disabled={busy}>
            {t(busy ? "quiz.signing" : "quiz.begin")}
          </Button>
          <p className="text-sm text-muted">{t("quiz.beginText")}</p>
        </>
      ) : (
        <LinkButton to="/start" search={{ back: location.pathname }} look="primary">
          {common("act.start")}
        </LinkButton>
      )}
      <p className="flex flex-wrap gap-x-6">
        <Link to="/learn" className="link py-2.5">
          {t("quiz.lessons")}
        </Link>
        <Link to="/learn/simulator" search={{ for: campaign }} className="link py-2.5">
          {t("quiz.simulator")}
        </Link>
      </p>
    </>
  );
}

function Grading() {
  const { t } = usePartTexts();
  return (
    <div role="status">
      <h2>{t("quiz.grading")}</h2>
      <p className="mt-2 animate-pulse text-muted">{t("quiz.gradingText")}</p>
    </div>
  );
}

function Retry({ from, busy, begin }: { from: number; busy: boolean; begin: () => void }) {
  const { t, lang } = usePartTexts();
  const now = useNow();
  const early = from * 1000 > now;
  return (
    <div className="space-y-3">
      {early && <p>{t("quiz.retryFrom", { when: showRelative(from * 1000, now, lang) })}</p>}
      <Button look="primary" onClick={begin} disabled={busy || early}>
        {t("quiz.retry")}
      </Button>
    </div>
  );
}

interface ResultProps {
  campaign: Campaign;
  own: OwnAttempts;
  number: number;
  result: Graded;
  children: ReactNode;
}

function Result({ campaign, own, number, result, children }: ResultProps) {
  const { t } = usePartTexts();
  const { score, total, passed, attestation } = result;
  return (
    <div className="space-y-5">
      <h2>{t(passed ? "quiz.passed" : "quiz.failed", { score, total })}</h2>
      {passed && attestation ? (
        <Redeem campaign={campaign} number={number} {...attestation} />
      ) : (
        <>
          <p>{own.attemptsLeft > 0 ? t("quiz.failedText", { count: own.attemptsLeft }) : t("quiz.failedLast")}</p>
          {children}
          <LinkButton to="/learn" look="quiet" className="!px-0">
            {t("quiz.lessons")}
          </LinkButton>
        </>
      )}
    </div>
  );
}

interface RedeemProps {
  campaign: Campaign;
  number: number;
  expiresAt: number;
  data: Hex;
  signature: Hex;
}

/** The grader's signature, brought to the chain. Asked about beforehand: a second try hears why not, and what became of it. */
function Redeem({ campaign, number, expiresAt, data, signature }: RedeemProps) {
  const { t } = usePartTexts();
  const common = useTexts().t;
  const me = useMe();
  const [done, setDone] = useState(false);
  const redeemFor = (account: Hex) => {
    const attestation = { campaign: campaign.id, number, holder: account, expiresAt: BigInt(expiresAt), data };
    return callOf(campaignsModule.address, campaignsModule.abi, "redeem", [attestation, signature, account, "0x"]);
  };
  const forecast = useForecast(["result", signature], done ? undefined : me.address, async () =>
    redeemFor(me.address as Hex),
  );
  const paid = usePayment(campaign.id, me.address).data;
  const link = (
    <div className="flex flex-wrap gap-3">
      <LinkButton to="/campaigns/$id" params={{ id: campaign.id.toString() }}>
        {t("quiz.where")}
      </LinkButton>
      {paid && (
        <LinkButton to="/explore/tx/$hash" params={{ hash: paid }}>
          {common("receipt.open")}
        </LinkButton>
      )}
    </div>
  );
  if (forecast.data && !done) {
    return (
      <Refusal reason={forecast.data} ahead={t("quiz.ahead")}>
        {link}
      </Refusal>
    );
  }
  return (
    <div className="space-y-5">
      <p>
        <Amount units={campaign.base * campaign.multiplier} base />
      </p>
      <AnchorNote />
      <Act
        label={t(done ? "quiz.redeemed" : "quiz.redeem")}
        disabled={done}
        intent={() => me.address && redeemFor(me.address)}
        onDone={() => setDone(true)}
      />
      {done && link}
    </div>
  );
}
