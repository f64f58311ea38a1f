import { useState } from "react";
import { baseOf, exactAmount, showAmount } from "@/format/amount";
import { showDay } from "@/format/time";
import { usePlan } from "@/chain/hooks";
import { useNow } from "./now";
import { useTexts } from "@/i18n";

interface Props {
  units: bigint;
  /** Show what it counts for beside it: nominal first, base beside (WP-28). */
  base?: boolean;
  /** Show what it will count for after the next boundary. */
  after?: boolean;
  size?: "normal" | "large";
  unit?: boolean;
}

/** An amount of PoS. Four decimals at most; all of it on focus, on hover and in the copy. Never a currency sign. */
export function Amount({ units, base = false, after = false, size = "normal", unit = true }: Props) {
  const { t, lang } = useTexts();
  const plan = usePlan();
  const now = useNow();
  const [copied, setCopied] = useState(false);
  const exact = exactAmount(units);
  const copy = async () => {
    await navigator.clipboard?.writeText(exact);
    setCopied(true);
    setTimeout(() => setCopied(false), 1200);
  };
  return (
    <span className="figures">
      <button
        type="button"
        onClick={copy}
        title={`${exact} PoS`}
        aria-label={`${exact} PoS, ${t("amount.copy")}`}
        className={`text-left ${size === "large" ? "font-serif text-4xl md:text-5xl" : ""}`}
      >
        {showAmount(units, lang)}
        {unit && <span className={size === "large" ? "ml-2 text-lg text-muted" : "text-muted"}> PoS</span>}
      </button>
      {copied && <span className="ml-2 text-sm text-jade">{t("amount.copied")}</span>}
      {base && (
        <span className="ml-2 text-muted">
          {t("amount.base", { value: showAmount(baseOf(units, plan.multiplier), lang) })}
        </span>
      )}
      {after && plan.next && plan.current && (
        <span className="mt-1 block text-sm text-muted">
          {t("amount.after", {
            when: showDay(plan.current.endsMs, now, lang),
            value: showAmount(baseOf(units, plan.next.multiplier), lang),
          })}
        </span>
      )}
    </span>
  );
}
