import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { PAGE } from "@/chain/campaigns";
import { type Handed, useSubmissionPages } from "@/chain/submissions";
import { usePartTexts } from "@/i18n";
import { Button, Input, Waiting } from "@/ui/basics";
import { useTargetName } from "@/ui/target";

interface Props {
  campaign: bigint;
  /** How many there are, or how many are shown. */
  count: number;
  /** Those that are shown elsewhere on the page. */
  without?: ReadonlySet<number>;
  children: (handed: Handed) => ReactNode;
}

/** Up to here the next page is as near as a number. */
const FEW = 2 * PAGE;

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
      {(count > FEW || first > 0) && (
        <div className="mb-4 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
          {first > 0 && (
            <Button onClick={() => extend({ start, first: first - 1, last })}>
              {t("pages.before", { count: PAGE })}
            </Button>
          )}
          {count > FEW && <GoTo count={count} />}
        </div>
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

/** To a submission by its number, where nobody would go through the pages. */
function GoTo({ count }: { count: number }) {
  const { t } = usePartTexts();
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const number = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  const isThere = number > 0 && number <= count;
  return (
    <form
      className="flex items-end gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (isThere) void navigate({ to: ".", hash: `submission-${number}`, search: true });
      }}
    >
      <Input
        label={t("pages.number")}
        inputMode="numeric"
        className="!w-28 figures"
        placeholder={`1–${count}`}
        value={text}
        onChange={(event) => setText(event.target.value.trim())}
      />
      <Button type="submit" disabled={!isThere}>
        {t("pages.go")}
      </Button>
    </form>
  );
}
