/** What can be tried in the lessons. Each is a drawing of our own with its figures in words beside it. */
import { type ReactNode, useState } from "react";
import { useLearnTexts } from "@/i18n";
import { Button, Card } from "@/ui/basics";

function Piece({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <Card className="max-w-2xl">
      <h3 className="text-lg">{title}</h3>
      <p className="mt-1 mb-5 text-muted">{text}</p>
      {children}
    </Card>
  );
}

/** Stakes of the four nodes of the drawing, in percent. */
const STAKES = [40, 30, 20, 10];

/**
 * Turns by stake, as CometBFT gives them: everybody gains its stake, the highest proposes and pays the sum.
 */
export function nextProposer(priorities: readonly number[], stakes: readonly number[]): [number, number[]] {
  const raised = priorities.map((priority, index) => priority + (stakes[index] ?? 0));
  const proposer = raised.indexOf(Math.max(...raised));
  const sum = stakes.reduce((a, b) => a + b, 0);
  return [proposer, raised.map((priority, index) => (index === proposer ? priority - sum : priority))];
}

export function Proposer() {
  const { t, lang } = useLearnTexts();
  const none = { priorities: STAKES.map(() => 0), counts: STAKES.map(() => 0), last: -1 };
  const [state, setState] = useState(none);
  const make = (blocks: number) => {
    let { priorities, counts, last } = state;
    for (let block = 0; block < blocks; block++) {
      [last, priorities] = nextProposer(priorities, STAKES);
      counts = counts.map((count, index) => (index === last ? count + 1 : count));
    }
    setState({ priorities, counts, last });
  };
  const all = state.counts.reduce((a, b) => a + b, 0);
  return (
    <Piece title={t("proposer.title")} text={t("proposer.text")}>
      <ul className="space-y-4">
        {STAKES.map((stake, index) => {
          const count = state.counts[index] ?? 0;
          return (
            <li key={stake}>
              <div className="flex flex-wrap items-baseline justify-between gap-x-4">
                <span className={index === state.last ? "font-medium text-vermilion" : "font-medium"}>
                  {t("proposer.node", { name: lang === "en" ? "ABCD"[index] : "甲乙丙丁"[index] })}
                  {index === state.last && " ✓"}
                </span>
                <span className="figures text-sm text-muted">
                  {t("proposer.stake", { share: stake })} ·{" "}
                  {all === 0 ? t("proposer.none") : t("proposer.blocks", { count, all })}
                </span>
              </div>
              <div className="mt-1.5 space-y-1" aria-hidden="true">
                <div className="h-2 rounded-[2px] bg-line">
                  <div className="h-2 rounded-[2px] bg-muted" style={{ width: `${stake}%` }} />
                </div>
                <div className="h-2 rounded-[2px] bg-line">
                  <div
                    className="h-2 rounded-[2px] bg-jade transition-[width]"
                    style={{ width: `${all === 0 ? 0 : (100 * count) / all}%` }}
                  />
                </div>
              </div>
            </li>
          );
        })}
      </ul>
      <div className="mt-5 flex flex-wrap gap-3">
        <Button look="primary" onClick={() => make(1)}>
          {t("proposer.one")}
        </Button>
        <Button onClick={() => make(20)}>{t("proposer.many")}</Button>
        <Button look="quiet" onClick={() => setState(none)}>
          {t("proposer.again")}
        </Button>
      </div>
    </Piece>
  );
}

/** Days until taken back coins are free; on Tezos four full cycles of a day after the running one. */
const WAITS = [
  ["Cosmos Hub", 21],
  ["IRISnet", 21],
  ["Tezos", 5],
] as const;
const SHOWN_DAYS = 60;

export function WaitingTime() {
  const { t } = useLearnTexts();
  const [day, setDay] = useState(12);
  const width = (days: number) => `${(100 * days) / SHOWN_DAYS}%`;
  return (
    <Piece title={t("waiting.title", { day })} text={t("waiting.text")}>
      <label className="block">
        <span className="sr-only">{t("waiting.day")}</span>
        <input
          type="range"
          min={1}
          max={SHOWN_DAYS - 24}
          value={day}
          onChange={(event) => setDay(Number(event.target.value))}
          className="h-11 w-full accent-(--vermilion)"
        />
      </label>
      <ul className="mt-2 space-y-4">
        {WAITS.map(([chain, wait]) => (
          <li key={chain}>
            <span className="figures">{t("waiting.free", { chain, day: day + wait })}</span>
            <div className="mt-1 flex h-3 overflow-hidden rounded-[2px]" aria-hidden="true">
              <div className="bg-jade" style={{ width: width(day) }} />
              <div className="bg-ochre" style={{ width: width(wait) }} />
              <div className="flex-1 bg-line" />
            </div>
          </li>
        ))}
      </ul>
      <ul className="mt-4 flex flex-wrap gap-x-5 gap-y-1 text-sm text-muted">
        {(
          [
            ["bg-jade", "staked"],
            ["bg-ochre", "waits"],
            ["bg-line", "isFree"],
          ] as const
        ).map(([look, key]) => (
          <li key={key} className="flex items-center gap-2">
            <span className={`size-3 rounded-[2px] ${look}`} aria-hidden="true" />
            {t(`waiting.${key}`)}
          </li>
        ))}
      </ul>
    </Piece>
  );
}

/** Hundredths of a percent that are slashed: what chains really take, and what a baker may lose. */
const SLASHES = [1, 3, 100, 500, 900];
/** Hundredths of a percent a year: the lesson's example, 1,000 ATOM at 5 % commission. */
const REWARDS = 1550;

export function Months() {
  const { t, lang } = useLearnTexts();
  const [chosen, choose] = useState(3);
  const slash = SLASHES[chosen] ?? 0;
  const months = (12 * slash) / REWARDS;
  const number = (value: number, digits: number) =>
    new Intl.NumberFormat(lang, { maximumFractionDigits: digits }).format(value);
  const part = number(slash / 100, 2);
  return (
    <Piece title={t("months.title")} text={t("months.text")}>
      <label className="block">
        <span className="figures font-medium">{t("months.slash", { part })}</span>
        <input
          type="range"
          min={0}
          max={SLASHES.length - 1}
          value={chosen}
          onChange={(event) => choose(Number(event.target.value))}
          aria-valuetext={`${part} %`}
          className="h-11 w-full accent-(--vermilion)"
        />
      </label>
      <div className="flex gap-1" aria-hidden="true">
        {Array.from({ length: 12 }, (_, month) => (
          <div key={month} className="h-8 flex-1 overflow-hidden rounded-[2px] bg-jade">
            <div
              className="ml-auto h-full bg-vermilion"
              style={{ width: `${100 * Math.min(1, Math.max(0, months - (11 - month)))}%` }}
            />
          </div>
        ))}
      </div>
      <p className="figures mt-3" aria-live="polite">
        {months < 1
          ? t("months.costDays", { days: number((365 * slash) / REWARDS, 1) })
          : t("months.cost", { months: number(months, 1) })}
      </p>
    </Piece>
  );
}

/** Stake of twelve nodes, largest first; together 100. */
const CROWD = [22, 16, 12, 10, 8, 7, 6, 6, 5, 4, 2, 2];
const ARRIVING = 60;

export type Choice = "now" | "largest" | "small";

/** Where the arriving stake goes: to the largest, or evenly to the smaller half. */
export function crowdAfter(choice: Choice): number[] {
  const half = CROWD.length / 2;
  return CROWD.map((stake, index) => {
    if (choice === "largest") return index === 0 ? stake + ARRIVING : stake;
    return choice === "small" && index >= half ? stake + ARRIVING / half : stake;
  });
}

/** How few together hold more than a third. */
export function fewestToStop(stakes: readonly number[]): number {
  const sum = stakes.reduce((a, b) => a + b, 0);
  let held = 0;
  const sorted = [...stakes].sort((a, b) => b - a);
  return sorted.findIndex((stake) => (held += stake) * 3 > sum) + 1;
}

export function Crowd() {
  const { t, lang } = useLearnTexts();
  const [choice, choose] = useState<Choice>("now");
  const stakes = crowdAfter(choice);
  const sum = stakes.reduce((a, b) => a + b, 0);
  const few = fewestToStop(stakes);
  const order = stakes.map((_, index) => index).sort((a, b) => (stakes[b] ?? 0) - (stakes[a] ?? 0));
  const stopping = new Set(order.slice(0, few));
  const highest = Math.max(...CROWD) + ARRIVING;
  const share = (stake: number) =>
    new Intl.NumberFormat(lang, { maximumFractionDigits: 1 }).format((100 * stake) / sum);
  return (
    <Piece title={t("crowd.title")} text={t("crowd.text")}>
      <div className="mb-5 flex flex-wrap gap-2">
        {(["now", "largest", "small"] as const).map((it) => (
          <Button
            key={it}
            aria-pressed={choice === it}
            onClick={() => choose(it)}
            className={choice === it ? "!border-ink" : ""}
          >
            {t(`crowd.${it}`)}
          </Button>
        ))}
      </div>
      <ul className="grid gap-x-6 gap-y-1.5 sm:grid-cols-2">
        {stakes.map((stake, index) => (
          <li key={index} className="grid grid-cols-[4.5rem_1fr_3.5rem] items-center gap-2 text-sm">
            <span className="text-muted">{t("crowd.node", { number: index + 1 })}</span>
            <span className="h-3 rounded-[2px] bg-line" aria-hidden="true">
              <span
                className={`block h-3 rounded-[2px] transition-[width] ${stopping.has(index) ? "bg-vermilion" : "bg-jade"}`}
                style={{ width: `${(100 * stake) / highest}%`, minWidth: "3px" }}
              />
            </span>
            <span className="figures text-right">{t("crowd.share", { share: share(stake) })}</span>
          </li>
        ))}
      </ul>
      <p className="mt-4 font-medium" aria-live="polite">
        {few === 1 ? t("crowd.stopOne") : t("crowd.stop", { count: few })}
      </p>
    </Piece>
  );
}
