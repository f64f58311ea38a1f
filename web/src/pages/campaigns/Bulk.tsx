import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useConfig } from "wagmi";
import { act, callOf } from "@/chain/act";
import { campaignsModule } from "@/chain/campaigns";
import { useDocs } from "@/chain/hooks";
import { type Refusal, explain, refusalOf } from "@/chain/refusal";
import type { OpenCase } from "@/chain/submissions";
import { usePartTexts, useTexts } from "@/i18n";
import { Button, Card, TextArea } from "@/ui/basics";
import { caseKey } from "./Review";

export interface Result {
  number: number;
  block: bigint | undefined;
  refusal: Refusal | undefined;
}

interface Props {
  cases: readonly OpenCase[];
  /** Hears of every result as it comes: the cases leave the desk, what became of them stays. */
  report: (results: readonly Result[]) => void;
  done: (keys: readonly string[]) => void;
}

/**
 * One decision, with one reason, on many cases: each is a transaction of its own, and each has its own result. One that
 * is refused does not stop the others.
 */
export function Bulk({ cases, report, done }: Props) {
  const { t } = usePartTexts();
  const common = useTexts().t;
  const config = useConfig();
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const [working, setWorking] = useState<{ done: number; count: number }>();
  const decide = async (yes: boolean) => {
    const all = [...cases];
    const found: Result[] = [];
    const finished: string[] = [];
    for (const [index, it] of all.entries()) {
      setWorking({ done: index + 1, count: all.length });
      const { campaign, number } = it.submission;
      try {
        const intent = callOf(campaignsModule.address, campaignsModule.abi, "decide", [
          campaign,
          number,
          yes,
          reason.trim(),
        ]);
        const { blockNumber } = await act(config, intent, () => undefined);
        found.push({ number, block: blockNumber, refusal: undefined });
        finished.push(caseKey(it));
      } catch (error) {
        const refusal = refusalOf(error);
        found.push({ number, block: undefined, refusal });
        report([...found]);
        // Who declines one signature does not want to be asked for the rest.
        if (refusal.by !== "network") break;
      }
      report([...found]);
    }
    setWorking(undefined);
    void queries.invalidateQueries({ queryKey: ["read"] });
    if (finished.length === all.length) setReason("");
    done(finished);
  };
  const count = cases.length;
  return (
    <Card className="sticky top-3 z-10 space-y-4">
      <p className="font-medium">{t("desk.selected", { count })}</p>
      <TextArea
        label={t("desk.bulkReason")}
        hint={common("review.reasonHint")}
        className="field min-h-16"
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <div className="flex flex-wrap gap-3">
        <Button look="primary" disabled={working !== undefined || reason.trim() === ""} onClick={() => decide(true)}>
          {working ? t("desk.working", working) : t("desk.approve", { count })}
        </Button>
        <Button disabled={working !== undefined || reason.trim() === ""} onClick={() => decide(false)}>
          {t("desk.refuse", { count })}
        </Button>
      </div>
    </Card>
  );
}

/** What became of each case. */
export function Results({ results }: { results: readonly Result[] }) {
  const { t, lang } = usePartTexts();
  const common = useTexts().t;
  const docs = useDocs();
  const words = ({ block, refusal }: Result): string => {
    if (block !== undefined) return t("desk.ok", { block: block.toString() });
    const explained = docs && refusal?.data ? explain(docs, refusal.data, lang) : undefined;
    return explained?.text || refusal?.message || common(`refusal.${refusal?.by ?? "network"}`);
  };
  return (
    <ul aria-live="polite" className="space-y-1 text-sm empty:hidden">
      {results.map((it, index) => (
        <li key={index} className={it.refusal ? "text-vermilion" : "text-jade"}>
          {t("desk.result", { number: it.number, result: words(it) })}
        </li>
      ))}
    </ul>
  );
}
