import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Period, UNITS, type Unit, readMetrics, tableUrl } from "@/chain/history";
import { LIVE_MS, usePlan, useStatus } from "@/chain/hooks";
import { share, showAmount } from "@/format/amount";
import { showMoment } from "@/format/time";
import { useTexts } from "@/i18n";
import { Empty, Page, Section, Waiting } from "@/ui/basics";
import { Columns } from "@/ui/Columns";

/** Periods of a chart: two months of days. */
const SHOWN = 60;

const COUNTS = [
  ["transactions", "bg-ink"],
  ["activeAccounts", "bg-jade"],
] as const;

const AMOUNTS = [
  ["moved", "bg-muted"],
  ["paid", "bg-jade"],
  ["deposited", "bg-ochre"],
  ["burned", "bg-vermilion"],
] as const;

/** The public metrics of the experiment (WP-07): what happened by day, month and stage, counted from final blocks. */
export default function Metrics() {
  const { t, lang } = useTexts();
  const { index } = useStatus();
  const [unit, setUnit] = useState<Unit>("day");
  const { data } = useQuery({
    queryKey: ["read", "metrics", unit],
    queryFn: () => readMetrics(unit, SHOWN),
    refetchInterval: LIVE_MS * 3,
    placeholderData: (before) => before,
  });
  if (!data) return <Waiting />;
  const number = new Intl.NumberFormat(lang);
  const last = data.periods.at(-1);
  return (
    <Page kicker={t("metrics.kicker")} title={t("metrics.title")}>
      <div className="space-y-4">
        <p className="max-w-xl text-muted">
          {t("metrics.text", { from: data.knownFrom ?? 1, to: data.knownTo ?? 0 })}
          {index.state === "building" && ` ${t("metrics.building", { count: index.lagBlocks })}`}
          {index.state === "stopped" && ` ${t("metrics.stopped")}`}
        </p>
        <div className="flex flex-wrap items-center justify-between gap-3">
          <div className="flex gap-2" role="group" aria-label={t("metrics.by")}>
            {UNITS.map((it) => (
              <button
                key={it}
                type="button"
                aria-pressed={it === unit}
                onClick={() => setUnit(it)}
                className={`min-h-11 rounded-small border px-4 ${it === unit ? "border-ink font-medium" : "border-line text-muted"}`}
              >
                {t(`metrics.${it}`)}
              </button>
            ))}
          </div>
          <a href={tableUrl("metrics", lang, { unit, limit: "400" })} download className="link">
            {t("metrics.table")}
          </a>
        </div>
      </div>
      {data.periods.length === 0 || !last ? (
        <Empty text={t("metrics.none")} />
      ) : (
        <>
          {COUNTS.map(([name, look]) => (
            <Chart
              key={name}
              name={name}
              look={look}
              unit={unit}
              periods={data.periods}
              size={(period) => period[name]}
              figure={(period) =>
                `${name === "activeAccounts" && period.activeIsAtLeast ? "≥ " : ""}${number.format(period[name])}`
              }
            />
          ))}
          {AMOUNTS.map(([name, look]) => {
            const highest = data.periods.reduce((most, it) => (BigInt(it[name]) > most ? BigInt(it[name]) : most), 0n);
            return (
              <Chart
                key={name}
                name={name}
                look={look}
                unit={unit}
                periods={data.periods}
                size={(period) => share(BigInt(period[name]), highest)}
                figure={(period) => `${showAmount(BigInt(period[name]), lang)} PoS`}
              />
            );
          })}
          <Section title={t("metrics.events")} aside={<PeriodName unit={unit} period={last} />}>
            <table className="figures w-full">
              <tbody className="divide-y divide-line border-y border-line">
                {last.events.map(({ module, event, count }) => (
                  <tr key={`${module}.${event}`}>
                    <th scope="row" className="py-2 pr-3 text-left font-mono text-sm font-normal">
                      {module}.{event}
                    </th>
                    <td className="py-2 text-right">{number.format(count)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Section>
        </>
      )}
    </Page>
  );
}

interface ChartProps {
  name: (typeof COUNTS)[number][0] | (typeof AMOUNTS)[number][0];
  look: string;
  unit: Unit;
  periods: readonly Period[];
  /** How high the column is. */
  size: (period: Period) => number;
  /** What it says. */
  figure: (period: Period) => string;
}

function Chart({ name, look, unit, periods, size, figure }: ChartProps) {
  const { t, lang } = useTexts();
  const last = periods.at(-1);
  const first = periods[0];
  if (!first || !last) return null;
  const bars = periods.map((period) => ({
    key: period.period,
    label: `${showMoment(period.startsAtMs, lang)}: ${figure(period)}`,
    value: size(period),
  }));
  return (
    <Section title={t(`metrics.${name}`)} aside={t(`metrics.${name}Text`)}>
      <Columns bars={bars} look={look} />
      <div className="mt-2 flex justify-between gap-4 text-sm text-muted">
        <PeriodName unit={unit} period={first} />
        <span className="text-right">
          <PeriodName unit={unit} period={last} /> · <span className="figures text-ink">{figure(last)}</span>
        </span>
      </div>
      <table className="sr-only">
        <caption>{t(`metrics.${name}`)}</caption>
        <tbody>
          {periods.map((period) => (
            <tr key={period.period}>
              <th scope="row">{showMoment(period.startsAtMs, lang)}</th>
              <td>{figure(period)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

function PeriodName({ unit, period }: { unit: Unit; period: Period }) {
  const { t, lang } = useTexts();
  const plan = usePlan();
  if (unit === "month") return <>{t("metrics.monthName", { number: period.period })}</>;
  if (unit === "day") return <>{showMoment(period.startsAtMs, lang)}</>;
  const stage = plan.stages.find((it) => it.index === period.period);
  return <>{stage ? `${stage.index} · ${lang === "en" ? stage.name.en : stage.name.zh}` : t("metrics.afterStages")}</>;
}
