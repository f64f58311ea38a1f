import { useLearnTexts } from "@/i18n";
import { Ratio } from "@/staking/ratio";
import type { Outcome } from "@/staking/simulate";
import { LOOKS, Swatch, coinsOf, showNumber } from "./show";

const sumOf = (rewards: readonly Ratio[]) => rewards.reduce((sum, it) => sum.plus(it), Ratio.ZERO);

interface Props {
  outcome: Outcome;
  coins: (of: bigint | Ratio) => string;
  nodes: number;
}

/** The drawing's own units; it is stretched to the width of the page. */
const STEP = 10;
const HEIGHT = 100;

/** A column for each month, a part of it for each node; a mark where something was slashed. The table says the same. */
export function Picture({ outcome: { months }, coins, nodes }: Props) {
  const { t } = useLearnTexts();
  const sums = months.map((it) => sumOf(it.rewards));
  const highest = sums.reduce((most, it) => most.atLeast(it), Ratio.ZERO).toNumber() || 1;
  return (
    <figure>
      <svg
        viewBox={`0 0 ${STEP * months.length} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="h-40 w-full border-b border-line"
        role="img"
        aria-label={t("simulator.pictureText", {
          first: coins(sums[0] ?? 0n),
          last: coins(sums.at(-1) ?? 0n),
        })}
      >
        {months.map(({ rewards }, month) => {
          let top = HEIGHT;
          return rewards.map((reward, node) => {
            const height = (reward.toNumber() / highest) * (HEIGHT - 2);
            top -= height;
            return (
              <rect
                key={`${month}-${node}`}
                x={month * STEP + 1}
                y={top}
                width={STEP - 2}
                height={height}
                className={LOOKS[node]}
              />
            );
          });
        })}
      </svg>
      <div className="grid grid-cols-12 text-center text-xs text-muted" aria-hidden="true">
        {months.map(({ lost }, month) => (
          <span key={month} className={`figures pt-1 ${lost > 0n ? "font-medium text-vermilion" : ""}`}>
            {month + 1}
            {lost > 0n && <span className="block leading-none">▼</span>}
          </span>
        ))}
      </div>
      <figcaption className="mt-3 flex flex-wrap gap-x-5 gap-y-1 text-sm text-muted">
        {Array.from({ length: nodes }, (_, node) => (
          <span key={node} className="flex items-center gap-2">
            <Swatch node={node} />
            {t("simulator.node", { number: node + 1 })}
          </span>
        ))}
        {months.map(
          ({ lost }, month) =>
            lost > 0n && (
              <span key={month} className="text-vermilion">
                ▼ {t("simulator.lostIn", { month: month + 1 })} {coins(lost)}
              </span>
            ),
        )}
      </figcaption>
    </figure>
  );
}

/** The figures of the picture. */
export function MonthTable({ outcome: { months, rewards, lost } }: { outcome: Outcome }) {
  const { t, lang } = useLearnTexts();
  const nodes = months[0]?.rewards.length ?? 0;
  const show = (of: bigint | Ratio) => showNumber(coinsOf(of), lang);
  const cell = "py-1.5 pl-4 text-right whitespace-nowrap";
  return (
    <div className="mt-6 overflow-x-auto">
      <table className="figures w-full text-sm">
        <thead>
          <tr className="border-b border-line text-muted">
            <th className="py-1.5 text-left font-normal whitespace-nowrap">{t("simulator.tableMonth")}</th>
            {Array.from({ length: nodes }, (_, node) => (
              <th key={node} className={`${cell} font-normal`}>
                {t("simulator.node", { number: node + 1 })}
              </th>
            ))}
            <th className={`${cell} font-normal`}>{t("simulator.lost")}</th>
            <th className={`${cell} font-normal`}>{t("simulator.tableStaked")}</th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {months.map((month, index) => (
            <tr key={index}>
              <th className="py-1.5 text-left font-normal">{index + 1}</th>
              {month.rewards.map((reward, node) => (
                <td key={node} className={cell}>
                  {show(reward)}
                </td>
              ))}
              <td className={`${cell} ${month.lost > 0n ? "text-vermilion" : "text-muted"}`}>{show(month.lost)}</td>
              <td className={cell}>{show(month.kept)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr className="border-t border-line font-medium">
            <th className="py-1.5 text-left font-medium">{t("simulator.tableSum")}</th>
            <td className={cell} colSpan={nodes}>
              {show(rewards)}
            </td>
            <td className={cell}>{show(lost)}</td>
            <td className={cell}>{show(months.at(-1)?.kept ?? 0n)}</td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
