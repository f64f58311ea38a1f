import type { ReactNode } from "react";
import type { TransactionReceipt } from "viem";
import { decodeLog } from "@/chain/docs";
import { useDocs } from "@/chain/hooks";
import { useTexts } from "@/i18n";
import { EventText } from "./Values";
import { Seal } from "./Seal";

/** What happened, in which block, and where to check it. */
export function Receipt({ receipt, children }: { receipt: TransactionReceipt; children?: ReactNode }) {
  const { t } = useTexts();
  const docs = useDocs();
  const events = docs ? receipt.logs.map((log) => decodeLog(docs, log)).filter((it) => it !== undefined) : [];
  return (
    <div className="flex gap-4 rounded-large border border-line bg-surface p-4">
      <Seal kind="recorded" fresh />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{t("receipt.title", { block: receipt.blockNumber.toString() })}</p>
        <ul className="mt-1 space-y-1 text-muted">
          {events.map((event, index) => (
            <li key={index}>
              <EventText decoded={event} />
            </li>
          ))}
        </ul>
        {children && <p className="mt-2 text-sm">{children}</p>}
      </div>
    </div>
  );
}
