import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import { BrokenLink, type LinkProblem, type Ticket, readTicket } from "@/chain/attestation";
import { useCampaign } from "@/chain/campaigns";
import {
  type Known,
  type Verdict,
  endOf,
  judge,
  keepKnown,
  keepPage,
  keepSeen,
  keptKnown,
  keptSeen,
  knownOf,
} from "@/chain/checking";
import { useStatus } from "@/chain/hooks";
import { keepStatus } from "@/chain/kept";
import { NOBODY } from "@/chain/participation";
import type { Status } from "@/chain/rpc";
import { titleOf } from "@/format/title";
import { showMoment } from "@/format/time";
import { usePartTexts } from "@/i18n";
import { Address, Empty, Facts, LinkButton, Page, Section, Waiting } from "@/ui/basics";
import { ReadLink } from "./ReadLink";

const route = getRouteApi("/tickets/$id/check");

/** Tickets at the door: signature, end and double use, checked here. Once it has been opened, it needs no network. */
export default function Check() {
  const { t } = usePartTexts();
  const { id } = route.useParams();
  const network = useStatus();
  const { data, isError } = useCampaign(/^\d{1,18}$/.test(id) ? BigInt(id) : 0n);
  const campaign = data?.campaign;
  const known = useMemo(
    () => (campaign ? knownOf(campaign, Date.now()) : keptKnown(network, id)),
    // Of the network, only its identity counts.
    [campaign, network.genesisHash, id],
  );
  if (!known && !isError) return <Waiting />;
  if (!known || known.key === NOBODY) {
    return (
      <Page kicker={t("ticket.kicker")} title={t("issue.none")}>
        <Empty text={t(isError ? "check.neverOpened" : "issue.noneText")}>
          <LinkButton to="/campaigns">{t("issue.campaigns")}</LinkButton>
        </Empty>
      </Page>
    );
  }
  return <Door key={id} known={known} network={network} fresh={campaign !== undefined} />;
}

interface Checked {
  ticket: Ticket;
  verdict: Verdict;
  /** When the number was let in before, in milliseconds since 1970. */
  before: number | undefined;
}

function Door({ known, network, fresh }: { known: Known; network: Status; fresh: boolean }) {
  const { t, lang } = usePartTexts();
  const [shown, show] = useState(() => keptSeen(network, known.id));
  const [problem, setProblem] = useState<LinkProblem>();
  const [last, setLast] = useState<Checked>();
  const [turn, setTurn] = useState(0);
  const ready = useKept(known, network, fresh);
  const { clock } = network;
  // The network's time by this machine's clock: it goes on while the phone sleeps and nobody answers.
  const skew = useMemo(() => clock.nowMs - Date.now(), [clock]);
  const take = async (text: string) => {
    setProblem(undefined);
    setLast(undefined);
    setTurn(turn + 1);
    let ticket: Ticket;
    try {
      ticket = readTicket(text);
    } catch (error) {
      if (!(error instanceof BrokenLink)) throw error;
      return setProblem(error.problem);
    }
    // Another tab may have let somebody in meanwhile.
    const seen = keptSeen(network, known.id);
    const nowMs = clock.paused ? clock.nowMs : Date.now() + skew;
    const verdict = await judge(ticket, { known, seen, network, nowMs });
    setLast({ ticket, verdict, before: seen[ticket.number] });
    if (verdict !== "good") return;
    const now = { ...seen, [ticket.number]: nowMs };
    keepSeen(network, known.id, now);
    show(now);
  };
  const moment = (ms: number) => showMoment(ms, lang, true);
  const numbers = Object.entries(shown).sort(([, a], [, b]) => b - a);
  return (
    <Page kicker={titleOf(known, lang)} title={t("check.title")}>
      <p className="max-w-xl text-muted">{t("check.text")}</p>
      {last && <Result {...last} end={moment(endOf(last.ticket, known) * 1000)} moment={moment} />}
      <ReadLink key={turn} label={t("check.button")} problem={problem} take={(text) => void take(text)} />
      <Section title={t("check.seen", { count: numbers.length })}>
        <div className="max-w-xl space-y-4">
          {numbers.length > 0 && (
            <ul className="figures max-h-64 divide-y divide-line overflow-y-auto border-y border-line">
              {numbers.map(([number, at]) => (
                <li key={number} className="flex justify-between py-2">
                  <span>{t("issue.qr", { number })}</span>
                  <time className="text-muted">{moment(at)}</time>
                </li>
              ))}
            </ul>
          )}
          <p className="text-sm text-muted">{t("check.seenText")}</p>
        </div>
      </Section>
      <Facts
        rows={[
          [t("way.key"), <Address address={known.key} />],
          [t("check.places"), <span className="figures">{known.places}</span>],
          [t("check.known"), <span className="figures">{moment(known.readMs + skew)}</span>],
          [t("check.offline"), t(ready ? "check.ready" : "check.keepOpen")],
        ]}
      />
    </Page>
  );
}

/** Keeps what the page needs without a network; whether it can be loaded again then. */
function useKept(known: Known, network: Status, fresh: boolean): boolean {
  const [ready, setReady] = useState(() => navigator.serviceWorker?.controller != null);
  useEffect(() => {
    if (!fresh) return;
    keepKnown(network, known);
    keepStatus(network);
  }, [known, network, fresh]);
  useEffect(() => {
    if (!fresh) return;
    keepPage().then(
      () => setReady("serviceWorker" in navigator),
      () => setReady(false),
    );
  }, [fresh]);
  return ready;
}

interface ResultProps extends Checked {
  end: string;
  moment: (ms: number) => string;
}

function Result({ ticket, verdict, before, end, moment }: ResultProps) {
  const { t } = usePartTexts();
  const good = verdict === "good";
  return (
    <div role="status" className={`max-w-xl border-l-4 py-1 pl-4 ${good ? "border-jade" : "border-vermilion"}`}>
      <h2 className={good ? "text-jade" : "text-vermilion"}>
        {t(good ? "check.good" : "check.bad", { number: ticket.number })}
      </h2>
      <p className="mt-1">
        {t(`check.why.${verdict}`, {
          campaign: ticket.campaign.toString(),
          end,
          at: before === undefined ? "" : moment(before),
        })}
      </p>
    </div>
  );
}
