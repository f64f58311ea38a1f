import type { ReactNode } from "react";
import { showMoment } from "@/format/time";
import { useTexts } from "@/i18n";
import { Address } from "./basics";
import { Seal, type SealKind } from "./Seal";

export interface Moment {
  /** In seconds since 1970; nothing where the chain keeps no time. */
  at?: bigint | undefined;
  who?: string | undefined;
  what: ReactNode;
  why?: string | undefined;
  seal?: SealKind | undefined;
}

/** The life of a thing: who acted, when and why. What was decided carries a seal. */
export function Timeline({ moments }: { moments: readonly (Moment | false | undefined)[] }) {
  const { lang } = useTexts();
  return (
    <ol className="relative space-y-5 border-l border-line pl-7">
      {moments.map(
        (moment, index) =>
          moment && (
            <li key={index} className="relative">
              {moment.seal ? (
                <span className="absolute top-0 -left-[2.7rem] bg-paper">
                  <Seal kind={moment.seal} size={28} />
                </span>
              ) : (
                <span className="absolute top-2 -left-[1.97rem] size-2 rounded-full border border-muted bg-paper" />
              )}
              <p className="flex flex-wrap items-center gap-x-3">
                <span className="font-medium">{moment.what}</span>
                {moment.who && <Address address={moment.who} />}
                {moment.at !== undefined && moment.at > 0n && (
                  <time className="figures text-sm text-muted">{showMoment(Number(moment.at) * 1000, lang, true)}</time>
                )}
              </p>
              {moment.why && <p className="mt-0.5 whitespace-pre-wrap text-muted">{moment.why}</p>}
            </li>
          ),
      )}
    </ol>
  );
}
