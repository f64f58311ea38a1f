import type { ReactNode } from "react";
import type { TransactionReceipt } from "viem";
import { type Decoded, decodeLog } from "@/chain/docs";
import { useDocs } from "@/chain/hooks";
import { useTexts } from "@/i18n";
import { Reward, isReward } from "./Reward";
import { EventText } from "./Values";
import { Seal } from "./Seal";

/** What happened, in which block, and where to check it. */
export function Receipt({ receipt, children }: { receipt: TransactionReceipt; children?: ReactNode }) {
  const { t } = useTexts();
  const docs = useDocs();
  const events = docs ? receipt.logs.map((log) => decodeLog(docs, log)).filter((it) => it !== undefined) : [];
  const rewards = events.filter(isReward);
  return (
    <div className="flex gap-4 rounded-large border border-line bg-surface p-4">
      <Seal kind="recorded" fresh />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{t("receipt.title", { block: receipt.blockNumber.toString() })}</p>
        {rewards.map((event, index) => (
          <div key={index} className="mt-3">
            <Reward event={event} />
          </div>
        ))}
        {rewards.length === 0 ? (
          <Events events={events} />
        ) : (
          <details className="mt-2 text-sm">
            <summary className="w-fit cursor-pointer text-muted">
              {t("explore.events", { count: events.length })}
            </summary>
            <Events events={events} />
          </details>
        )}
        {children && <p className="mt-2 text-sm">{children}</p>}
      </div>
    </div>
  );
}

function Events({ events }: { events: readonly Decoded[] }) {
  return (
    <ul className="mt-1 space-y-1 text-muted">
      {events.map((event, index) => (
        <li key={index}>
          <EventText decoded={event} />
        </li>
      ))}
    </ul>
  );
}
