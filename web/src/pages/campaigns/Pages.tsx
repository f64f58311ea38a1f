import { type ReactNode, useState } from "react";
import { PAGE } from "@/chain/campaigns";
import { type Handed, useSubmissionPages } from "@/chain/submissions";
import { usePartTexts } from "@/i18n";
import { Button, Waiting } from "@/ui/basics";
import { useTargetName } from "@/ui/target";

interface Props {
  campaign: bigint;
  /** How many there are, or how many are shown. */
  count: number;
  /** Those that are shown elsewhere on the page. */
  without?: ReadonlySet<number>;
  children: (handed: Handed) => ReactNode;
}

/** The number that an address such as `/campaigns/1#submission-5000` asks for. */
const numberOf = (target: string): number => Number(/^(?:submission|line)-(\d{1,9})$/.exec(target)?.[1] ?? 0);

/** Submissions, a page at a time: from the one that the address asks for, or from the first. */
export function Pages({ campaign, count, without, children }: Props) {
  const { t } = usePartTexts();
  const target = useTargetName();
  const asked = numberOf(target);
  const start = asked <= count && !without?.has(asked) ? Math.floor(Math.max(asked - 1, 0) / PAGE) : 0;
  const [extended, extend] = useState<{ start: number; first: number; last: number }>();
  const { first, last } = extended?.start === start ? extended : { first: start, last: start };
  const pages = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const found = useSubmissionPages(campaign, pages);
  const after = Math.min(count - (last + 1) * PAGE, PAGE);
  return (
    <>
      {first > 0 && (
        <Button className="mb-4" onClick={() => extend({ start, first: first - 1, last })}>
          {t("pages.before", { count: PAGE })}
        </Button>
      )}
      <ol className="divide-y divide-line border-y border-line">
        {pages.map((page, index) => {
          const shown = found[index]?.filter(({ submission: { number } }) => number <= count && !without?.has(number));
          if (!shown) {
            return (
              <li key={`page-${page}`}>
                <Waiting />
              </li>
            );
          }
          return shown.map((it) => <li key={it.submission.number}>{children(it)}</li>);
        })}
      </ol>
      {after > 0 && (
        <Button className="mt-4" onClick={() => extend({ start, first, last: last + 1 })}>
          {t("pages.after", { count: after })}
        </Button>
      )}
    </>
  );
}
