import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { emissionAbi, emissionAddress } from "@/abi/emission";
import { LIVE_MS, usePlan } from "@/chain/hooks";
import { publicClient } from "@/chain/rpc";
import type { StageSpan } from "@/format/schedule";
import { showMoment } from "@/format/time";
import { useTexts } from "@/i18n";
import { Amount } from "@/ui/Amount";
import { Page, Section, Tag, Waiting } from "@/ui/basics";
import { Seal } from "@/ui/Seal";
import { ShareBar } from "@/ui/ShareBar";
import { Countdown } from "@/ui/StageBar";

const emission = { address: emissionAddress, abi: emissionAbi } as const;

/** `StageRecord.phase`, in order. */
const PHASES = ["before", "running", "settling", "settled"] as const;

/** Where the PoS of a stage can be: together what it released. Those that burn come last. */
const PARTS = [
  ["issued", "bg-jade"],
  ["reserved", "bg-muted"],
  ["settlement", "bg-ochre"],
  ["unreserved", "bg-ink"],
  ["burnedUnreserved", "bg-vermilion"],
  ["burnedUnsubmitted", "bg-vermilion opacity-70"],
  ["burnedUndecided", "bg-vermilion opacity-45"],
] as const;

/** Every stage: what it released, what members got, and what burned and why (R4, R5). */
export default function Stages() {
  const { t } = useTexts();
  const plan = usePlan();
  const { data } = useQuery({
    queryKey: ["read", "stages", plan.month],
    queryFn: async () => {
      const client = publicClient();
      const [records, forecast] = await Promise.all([
        Promise.all(
          plan.stages.map((stage) =>
            client.readContract({ ...emission, functionName: "stageRecord", args: [stage.index] }),
          ),
        ),
        client.readContract({ ...emission, functionName: "whatWouldBurnNow" }),
      ]);
      return { records, forecast };
    },
    refetchInterval: LIVE_MS,
    placeholderData: (before) => before,
  });
  if (!data) return <Waiting />;
  const { records, forecast } = data;
  const burning = forecast.unreserved + forecast.unsubmitted;
  const begun = plan.stages.filter((stage) => (records[stage.index]?.phase ?? 0) > 0).reverse();
  const later = plan.stages.filter((stage) => !begun.includes(stage));
  return (
    <Page
      kicker={t("stages.kicker")}
      title={
        plan.current ? (
          <>
            {t("stages.title")} <Amount units={burning} />
          </>
        ) : (
          t("stages.over")
        )
      }
    >
      <div className="space-y-6">
        {plan.current && (
          <p className="max-w-xl text-muted">
            {t("stages.forecast")} <Amount units={forecast.unreserved} /> · {t("stages.forecastUnsubmitted")}{" "}
            <Amount units={forecast.unsubmitted} /> · {t("stages.forecastSettlement")}{" "}
            <Amount units={forecast.toSettlement} />
          </p>
        )}
      </div>
      {begun.map((stage) => {
        const record = records[stage.index];
        return record && <Stage key={stage.index} stage={stage} record={record} />;
      })}
      {later.length > 0 && (
        <Section title={t("stages.later")}>
          <ul className="divide-y divide-line border-y border-line">
            {later.map((stage) => (
              <li key={stage.index} className="flex flex-wrap justify-between gap-x-6 gap-y-1 py-3.5">
                <Name stage={stage} />
                <Amount units={records[stage.index]?.allotment ?? 0n} />
              </li>
            ))}
          </ul>
        </Section>
      )}
    </Page>
  );
}

function Name({ stage, children }: { stage: StageSpan; children?: ReactNode }) {
  const { t, lang } = useTexts();
  return (
    <span>
      {t("stages.stage", { index: stage.index })} {lang === "en" ? stage.name.en : stage.name.zh}{" "}
      <span className="figures text-muted">×{stage.multiplier.toString()}</span> {children}
    </span>
  );
}

interface StageRecord {
  phase: number;
  allotment: bigint;
  released: bigint;
  unreserved: bigint;
  reserved: bigint;
  issued: bigint;
  settlement: bigint;
  burnedUnreserved: bigint;
  burnedUnsubmitted: bigint;
  burnedUndecided: bigint;
  settlesAt: bigint;
}

function Stage({ stage, record }: { stage: StageSpan; record: StageRecord }) {
  const { t, lang } = useTexts();
  const [all, setAll] = useState(false);
  const phase = PHASES[record.phase] ?? "running";
  const sum = PARTS.reduce((total, [part]) => total + record[part], 0n);
  const whole = sum === record.released;
  const shown = PARTS.filter(([part]) => all || record[part] > 0n);
  return (
    <Section
      title={<Name stage={stage} />}
      aside={
        <Tag tone={phase === "running" ? "good" : phase === "settling" ? "attention" : "plain"}>
          {t(`stages.${phase}`)}
        </Tag>
      }
    >
      <div className="mb-4">
        <ShareBar parts={PARTS.map(([part, look]) => [part, look, record[part]])} sum={sum} />
      </div>
      <table className="figures w-full">
        <tbody className="divide-y divide-line border-y border-line">
          {shown.map(([part, look]) => (
            <tr key={part}>
              <th scope="row" className="py-2.5 pr-3 text-left font-normal">
                <span className="flex items-baseline gap-3">
                  <span className={`size-2.5 shrink-0 rounded-[2px] ${look}`} aria-hidden="true" />
                  {t(`stages.${part}`)}
                </span>
              </th>
              <td className="py-2.5 text-right align-top">
                <Amount units={record[part]} unit={false} />
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" className="py-3 text-left font-medium">
              {t("stages.released")}
            </th>
            <td className="py-3 text-right font-medium">
              <Amount units={record.released} />
            </td>
          </tr>
        </tfoot>
      </table>
      <div className="mt-1 flex flex-wrap items-center gap-x-4 gap-y-2 text-sm text-muted">
        {phase !== "running" && whole && <Seal kind="checked" size={36} />}
        <span className={whole ? "" : "text-vermilion"}>{t(whole ? "stages.adds" : "stages.wrong")}</span>
        {phase === "settling" && (
          <span>
            {t("stages.settles", { when: showMoment(Number(record.settlesAt) * 1000, lang, true) })}{" "}
            <Countdown toMs={Number(record.settlesAt) * 1000} />
          </span>
        )}
        {shown.length < PARTS.length && (
          <button type="button" className="link" onClick={() => setAll(true)}>
            {t("stages.all")}
          </button>
        )}
      </div>
    </Section>
  );
}
