import { getRouteApi } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { KIND } from "@/chain/kinds";
import { spaced } from "@/format/chinese";
import { useLearnTexts } from "@/i18n";
import { CHAIN, CHAINS, type ChainId, type Changed, GATHERED, valuesOf } from "@/staking/parameters";
import { Ratio } from "@/staking/ratio";
import { type Outcome, dayOfMonth, simulate } from "@/staking/simulate";
import { Button, Facts, Field, Input, LinkButton, Page, Section } from "@/ui/basics";
import { Icon } from "@/ui/icons";
import { Parameters } from "./Parameters";
import { MonthTable, Picture } from "./Picture";
import { Rewarded } from "./Rewarded";
import { Swatch, UNIT, coinsOf, partOf, showNumber } from "./show";
import { type Questions, NOTHING_ASKED, WhatIf } from "./WhatIf";

const route = getRouteApi("/learn/simulator");

const MOST = 1_000_000_000n;
const MOST_NODES = 6;
const MOST_PARTS = 1000n;
const DAY_MS = 86_400_000;

export interface Chosen {
  parts: string;
  commission: string;
}

function amountOf(text: string): bigint | undefined {
  const units = Ratio.parse(text)?.times(UNIT);
  return units && units.under === 1n && units.over > 0n && units.over <= MOST * UNIT ? units.over : undefined;
}

const partsOf = (text: string): bigint | undefined => {
  const read = Ratio.parse(text);
  return read && read.under === 1n && read.over >= 1n && read.over <= MOST_PARTS ? read.over : undefined;
};

/** Shares of the amount by parts; the last takes what rounding leaves. */
function shareOut(amount: bigint, parts: readonly bigint[]): bigint[] {
  const sum = parts.reduce((a, b) => a + b, 0n);
  const shares = parts.map((part) => (amount * part) / sum);
  const rest = amount - shares.reduce((a, b) => a + b, 0n);
  return shares.map((share, index) => (index === shares.length - 1 ? share + rest : share));
}

export default function Simulator() {
  const { t, lang } = useLearnTexts();
  const { for: campaign } = route.useSearch();
  const [chain, setChain] = useState<ChainId>("hub");
  const [amount, setAmount] = useState("1000");
  const [nodes, setNodes] = useState<readonly Chosen[]>([
    { parts: "1", commission: "5" },
    { parts: "1", commission: "10" },
  ]);
  const [questions, ask] = useState<Questions>(NOTHING_ASKED);
  const [changed, change] = useState<Readonly<Record<ChainId, Changed>>>({ hub: {}, iris: {}, tezos: {} });
  const { coin } = CHAIN[chain];

  const { values, wrong } = useMemo(() => valuesOf(chain, changed[chain]), [chain, changed]);
  const outcome = useMemo((): Outcome | undefined => {
    const units = amountOf(amount);
    const parts = nodes.map((it) => partsOf(it.parts));
    const commissions = nodes.map((it) => partOf(it.commission));
    if (!units || parts.includes(undefined) || commissions.includes(undefined)) return undefined;
    const shares = shareOut(units, parts as bigint[]);
    const validators = shares.map((stake, index) => ({ stake, commission: commissions[index] as Ratio }));
    const { slash, unbond, raise, crowd } = questions;
    const raised = partOf(raise.commission);
    const staked = partOf(crowd.bonded);
    const fault = CHAIN[chain].faults.find((it) => it === slash.fault) ?? CHAIN[chain].faults[0];
    const node = (index: number) => Math.min(index, nodes.length - 1);
    return simulate({
      chain,
      values,
      validators,
      slash: slash.on ? { day: dayOfMonth(slash.month - 1), validator: node(slash.node), fault } : undefined,
      unbond: unbond.on ? { day: dayOfMonth(unbond.month - 1) } : undefined,
      commission:
        raise.on && raised
          ? { day: dayOfMonth(raise.month - 1), validator: node(raise.node), commission: raised }
          : undefined,
      crowd:
        crowd.on && staked && staked.compare(Ratio.ZERO) > 0
          ? { day: dayOfMonth(crowd.month - 1), bonded: staked }
          : undefined,
    });
  }, [amount, nodes, questions, chain, values]);

  const coins = (of: bigint | Ratio) => `${showNumber(coinsOf(of), lang)} ${coin}`;
  const percent = (rate: Ratio) => t("simulator.perYear", { rate: showNumber(rate.times(100), lang, 2) });
  const dayText = (ms: number) => spaced(new Intl.DateTimeFormat(lang, { dateStyle: "long" }).format(ms));
  const dateIn = (days: number) => dayText(Date.now() + days * DAY_MS);
  const wait = Number(values("unbonding").floor()) + (chain === "tezos" ? 1 : 0);
  const units = amountOf(amount) ?? 0n;
  return (
    <Page
      kicker={t("simulator.kicker")}
      title={
        outcome
          ? t("simulator.title", {
              amount: showNumber(coinsOf(units), lang),
              coin,
              rewards: showNumber(coinsOf(outcome.rewards), lang, 2),
            })
          : t("simulator.titleNothing")
      }
    >
      <div className="max-w-xl space-y-3">
        <p className="border-l-2 border-ochre pl-4">{t("simulator.promise")}</p>
        {campaign === undefined ? (
          <LinkButton to="/learn" look="quiet" className="!px-0">
            {t("simulator.learnFirst")}
          </LinkButton>
        ) : (
          <LinkButton to="/quiz/$id" params={{ id: String(campaign) }}>
            {t("simulator.toTasks")}
          </LinkButton>
        )}
      </div>
      <div className="max-w-xl space-y-6">
        <Field label={t("simulator.chain")}>
          {(id) => (
            <select
              id={id}
              className="field"
              value={chain}
              onChange={(event) => {
                setChain(event.target.value as ChainId);
                ask(NOTHING_ASKED);
              }}
            >
              {CHAINS.map((it) => (
                <option key={it} value={it}>
                  {CHAIN[it].name} · {CHAIN[it].coin}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Input
          label={t("simulator.amount", { coin })}
          inputMode="decimal"
          value={amount}
          {...(amountOf(amount) ? {} : { problem: t("simulator.amountWrong") })}
          onChange={(event) => setAmount(event.target.value)}
        />
      </div>
      <Nodes chain={chain} nodes={nodes} setNodes={setNodes} />
      <Section title={t("simulator.whatIf")}>
        <WhatIf chain={chain} nodes={nodes.length} questions={questions} ask={ask} />
      </Section>
      {outcome && (
        <>
          <Section title={t("simulator.result")}>
            <Facts
              rows={[
                [t("simulator.rewards"), <strong className="figures">{coins(outcome.rewards)}</strong>],
                [t("simulator.rate"), <span className="figures">{percent(outcome.firstRate)}</span>],
                outcome.lastRate.compare(outcome.firstRate) !== 0 && [
                  t("simulator.rateEnd"),
                  <span className="figures">{percent(outcome.lastRate)}</span>,
                ],
                [
                  t("simulator.lost"),
                  <span className={`figures ${outcome.lost > 0n ? "text-vermilion" : ""}`}>
                    {outcome.lost > 0n ? coins(outcome.lost) : t("simulator.nothingLost")}
                  </span>,
                ],
                [
                  t("simulator.freeOn"),
                  outcome.freeOn === undefined
                    ? t("simulator.freeNow", { date: dateIn(wait) })
                    : t("simulator.freeText", { date: dateIn(outcome.freeOn), days: wait }),
                ],
                [
                  t("simulator.left"),
                  <span className="figures">{coins(outcome.rewards.plus(Ratio.of(units - outcome.lost)))}</span>,
                ],
              ]}
            />
          </Section>
          <Section title={t("simulator.picture")}>
            <Picture outcome={outcome} coins={coins} nodes={nodes.length} />
            <MonthTable outcome={outcome} />
          </Section>
        </>
      )}
      {campaign === undefined && <Rewarded kinds={[KIND.simulator]} />}
      <Section title={t("simulator.rest")}>
        <Parameters
          chain={chain}
          gathered={dayText(GATHERED)}
          changed={changed[chain]}
          wrong={wrong}
          change={(now) => change({ ...changed, [chain]: now })}
        />
      </Section>
      <Section title={t("simulator.rules")}>
        <div className="max-w-2xl space-y-3 text-muted">
          <p>{t(`simulator.rules${RULES[chain]}`)}</p>
          <p>{t("simulator.rulesText")}</p>
          <p>{t("simulator.rulesCode")}</p>
        </div>
      </Section>
    </Page>
  );
}

const RULES = { hub: "Hub", iris: "Iris", tezos: "Tezos" } as const;

interface NodesProps {
  chain: ChainId;
  nodes: readonly Chosen[];
  setNodes: (nodes: readonly Chosen[]) => void;
}

function Nodes({ chain, nodes, setNodes }: NodesProps) {
  const { t } = useLearnTexts();
  const set = (index: number, change: Partial<Chosen>) =>
    setNodes(nodes.map((it, at) => (at === index ? { ...it, ...change } : it)));
  return (
    <Section title={t("simulator.nodes")}>
      <div className="max-w-xl space-y-4">
        <p className="text-muted">
          {t("simulator.nodesText")} {t("simulator.parts")}
        </p>
        <ul className="divide-y divide-line border-y border-line">
          {nodes.map((node, index) => (
            <li key={index} className="py-4">
              <div className="mb-2 flex items-center justify-between">
                <span className="flex items-center gap-2 font-medium">
                  <Swatch node={index} />
                  {t("simulator.node", { number: index + 1 })}
                </span>
                {nodes.length > 1 && (
                  <button
                    type="button"
                    className="inline-flex size-11 items-center justify-center text-muted hover:text-ink"
                    aria-label={t("simulator.remove", { number: index + 1 })}
                    onClick={() => setNodes(nodes.filter((_, at) => at !== index))}
                  >
                    <Icon name="close" className="size-4" />
                  </button>
                )}
              </div>
              <div className="grid grid-cols-2 gap-4">
                <Input
                  label={t("simulator.part")}
                  inputMode="numeric"
                  value={node.parts}
                  {...(partsOf(node.parts) ? {} : { problem: t("simulator.partWrong") })}
                  onChange={(event) => set(index, { parts: event.target.value })}
                />
                <Input
                  label={t(chain === "tezos" ? "simulator.edge" : "simulator.commission")}
                  inputMode="decimal"
                  value={node.commission}
                  {...(partOf(node.commission) ? {} : { problem: t("simulator.percentWrong") })}
                  onChange={(event) => set(index, { commission: event.target.value })}
                />
              </div>
            </li>
          ))}
        </ul>
        {nodes.length < MOST_NODES && (
          <Button onClick={() => setNodes([...nodes, { parts: "1", commission: "5" }])}>{t("simulator.add")}</Button>
        )}
      </div>
    </Section>
  );
}
