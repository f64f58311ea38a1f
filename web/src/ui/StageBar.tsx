import { Link } from "@tanstack/react-router";
import { useBalance, useMe, usePlan } from "@/chain/hooks";
import { baseOf, showAmount } from "@/format/amount";
import { boundaryNear } from "@/format/schedule";
import { countdown, showDay } from "@/format/time";
import { useTexts } from "@/i18n";
import { useNow } from "./now";

/** The time to the next boundary, ticking. */
export function Countdown({ toMs }: { toMs: number }) {
  const { t } = useTexts();
  const { days, hours, minutes, seconds } = countdown(toMs - useNow());
  const two = (value: number) => String(value).padStart(2, "0");
  return (
    <span className="figures whitespace-nowrap" role="timer">
      {days > 0 && `${t("stage.days", { count: days })} `}
      {two(hours)}:{two(minutes)}:{two(seconds)}
    </span>
  );
}

/** Where we are of the 13 months: months as cells, stages as groups, what counts now and when that changes. */
export function StageBar({ large = false }: { large?: boolean }) {
  const { t, lang } = useTexts();
  const plan = usePlan();
  const now = useNow();
  const me = useMe();
  const balance = useBalance(me.address).data;
  const near = boundaryNear(plan, now);
  const { current, next } = plan;
  const name = current ? (lang === "en" ? current.name.en : current.name.zh) : t("stage.over");
  const months = plan.boundariesMs.length - 1;
  const fill = (month: number): number => {
    const [start = 0, end = 0] = plan.boundariesMs.slice(month - 1, month + 1);
    return end > start ? Math.min(1, Math.max(0, (now - start) / (end - start))) : 0;
  };
  let first = 1;
  const groups = plan.stages.map((stage) => {
    const start = first;
    first += stage.months;
    return { stage, months: Array.from({ length: stage.months }, (_, index) => start + index) };
  });
  return (
    <section aria-label={t("stage.label")}>
      <div className="mb-2 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <p className={large ? "" : "text-sm"}>
          <span className="font-medium">{name}</span>
          <span className="text-muted">
            {" · "}
            {plan.month <= months ? t("stage.month", { month: plan.month, months }) : t("stage.after13")}
          </span>
        </p>
        {current && next && (
          <p className={`${near ? "text-ochre" : "text-muted"} ${large ? "" : "text-sm"}`}>
            {t("stage.until", { multiplier: next.multiplier.toString() })}{" "}
            <span className={near ? "font-medium" : "text-ink"}>
              <Countdown toMs={current.endsMs} />
            </span>
          </p>
        )}
      </div>
      <div className="flex gap-1.5" role="img" aria-label={t("stage.month", { month: plan.month, months })}>
        {groups.map(({ stage, months: cells }) => {
          const running = stage.index === current?.index;
          return (
            <div key={stage.index} className="min-w-0" style={{ flexGrow: cells.length, flexBasis: 0 }}>
              <div className="flex gap-px">
                {cells.map((month) => (
                  <div key={month} className={`flex-1 bg-line ${large ? "h-3" : "h-1.5"}`}>
                    <div
                      className={`h-full ${running && near ? "bg-ochre" : running ? "bg-ink" : "bg-muted"}`}
                      style={{ width: `${(fill(month) * 100).toFixed(2)}%` }}
                    />
                  </div>
                ))}
              </div>
              {large && (
                <p className={`figures mt-1.5 text-sm ${running ? "font-medium text-ink" : "text-muted"}`}>
                  ×{stage.multiplier.toString()}
                </p>
              )}
            </div>
          );
        })}
      </div>
      {near && next && current && (
        <p className="mt-3 border-l-2 border-ochre py-0.5 pl-3 text-sm text-ochre">
          {t("stage.near", { when: showDay(current.endsMs, now, lang), multiplier: next.multiplier.toString() })}{" "}
          {balance ? (
            <Link to="/account" className="underline underline-offset-3">
              {t("stage.nearYou", {
                balance: showAmount(balance, lang),
                now: showAmount(baseOf(balance, plan.multiplier), lang),
                after: showAmount(baseOf(balance, next.multiplier), lang),
              })}
            </Link>
          ) : (
            t("stage.nearAll")
          )}
        </p>
      )}
    </section>
  );
}
