import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useDocs, useMe, useStatus } from "@/chain/hooks";
import { roleOf } from "@/chain/keys";
import { type Refusal as Reason, explain } from "@/chain/refusal";
import { shortAddress } from "@/format/address";
import { useTexts } from "@/i18n";
import { type Advice, adviceFor } from "./advice";
import { Button } from "./basics";

interface Props {
  reason: Reason;
  /** What the page can do about it, for errors it knows: shown as a button. */
  remedy?: (name: string, facts: Record<string, unknown>) => { label: string; act: () => void } | undefined;
  /** In place of “the network said no”, where nobody has tried yet: the page asked ahead. */
  ahead?: string;
  children?: ReactNode;
}

/** Why not, what would change it, and the button that does it. */
export function Refusal({ reason, remedy, ahead, children }: Props) {
  const { t, lang } = useTexts();
  const docs = useDocs();
  const me = useMe();
  const { development } = useStatus();
  const nameOf = (address: string): string => {
    if (address.toLowerCase() === me.address?.toLowerCase()) return t("common.yourAccount");
    return (development ? roleOf(address) : undefined) ?? shortAddress(address);
  };
  const explained = docs && reason.data ? explain(docs, reason.data, lang, nameOf) : undefined;
  const advice: Advice | undefined = explained && adviceFor(explained.name);
  const fix = explained && remedy?.(explained.name, explained.facts);
  return (
    <div
      role={ahead ? "note" : "alert"}
      className={`border-l-2 py-1 pl-4 ${ahead ? "border-ochre" : "border-vermilion"}`}
    >
      <p className="font-medium">{ahead ?? t(`refusal.${reason.by}`)}</p>
      {(reason.by === "network" || reason.by === "service") && (
        <p className="mt-1">{explained?.text || nodeText(reason.message) || t("refusal.unknown")}</p>
      )}
      {advice && <p className="mt-1 text-muted">{t(`advice.${advice.text}`)}</p>}
      {!ahead && (
        <p className="mt-1 text-sm text-muted">{t(reason.by === "line" ? "refusal.lineKept" : "refusal.kept")}</p>
      )}
      {(fix || advice?.to || children) && (
        <div className="mt-3 flex flex-wrap gap-3">
          {fix && <Button onClick={fix.act}>{fix.label}</Button>}
          {advice?.to && (
            <Link to={advice.to} className="link py-2.5">
              {t(`advice.${advice.text}Link` as "advice.newcomerLink")}
            </Link>
          )}
          {children}
        </div>
      )}
    </div>
  );
}

/** The node's own words, without the prefix that wallets want. */
function nodeText(message: string): string {
  return message.replace(/^execution reverted:\s*/i, "");
}
