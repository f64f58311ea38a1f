import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Hex } from "viem";
import { type Docs, decodeLog } from "@/chain/docs";
import { type PastTransaction, readHistory, tableUrl } from "@/chain/history";
import { LIVE_MS, useDocs } from "@/chain/hooks";
import { showMoment } from "@/format/time";
import { useTexts } from "@/i18n";
import { Amount } from "@/ui/Amount";
import { Button, Empty, LinkButton, Section, Waiting } from "@/ui/basics";
import { EventText } from "@/ui/Values";

const SHOWN = 20;

/** What an account sent, was sent, and is named by, newest first. */
export function AccountActivity({ address }: { address: Hex }) {
  const { t, lang } = useTexts();
  const docs = useDocs();
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ["read", "activity", address],
    queryFn: ({ pageParam }) => readHistory(address, pageParam, SHOWN),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: LIVE_MS * 2,
  });
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  const knownFrom = data?.pages[0]?.knownFrom ?? 1;
  const table = tableUrl("history", lang, {
    account: address,
    ...(knownFrom > 1 ? { fromBlock: String(knownFrom) } : {}),
  });
  return (
    <Section
      title={t("activity.title")}
      aside={
        items.length > 0 && (
          <a href={table} download className="link">
            {t("activity.table")}
          </a>
        )
      }
    >
      {!data || !docs ? (
        <Waiting />
      ) : items.length === 0 ? (
        <Empty text={t("activity.none")}>
          <LinkButton to="/campaigns">{t("home.part")}</LinkButton>
        </Empty>
      ) : (
        <ol className="divide-y divide-line border-y border-line">
          {items.map((item) => (
            <Entry key={item.hash} item={item} docs={docs} />
          ))}
        </ol>
      )}
      {hasNextPage && (
        <Button className="mt-4" disabled={isFetchingNextPage} onClick={() => fetchNextPage()}>
          {t("activity.older")}
        </Button>
      )}
      {data && knownFrom > 1 && (
        <p className="mt-4 text-sm text-muted">{t("activity.knownFrom", { number: knownFrom })}</p>
      )}
    </Section>
  );
}

function Entry({ item, docs }: { item: PastTransaction; docs: Docs }) {
  const { t, lang } = useTexts();
  const events = item.events.map((event) => ({ event, decoded: decodeLog(docs, event) }));
  const reason = item.error && (lang === "en" ? item.error.en : item.error.zh);
  const call = item.call && (lang === "en" ? item.call.noticeEn : item.call.noticeZh);
  return (
    <li className="py-3">
      {!item.success && (
        <p className="text-vermilion">
          {t("activity.failed")} {reason}
        </p>
      )}
      {(events.length === 0 || !item.success) && (
        <p>
          {call ?? (
            <>
              {t("explore.transferKind")} <Amount units={BigInt(item.value || 0)} />
            </>
          )}
        </p>
      )}
      {events.map(({ event, decoded }) => (
        <div key={event.logIndex}>{decoded ? <EventText decoded={decoded} /> : t("explore.unknownEvent")}</div>
      ))}
      <Link
        to="/explore/tx/$hash"
        params={{ hash: item.hash }}
        className="link figures mt-0.5 block w-fit text-sm text-muted"
      >
        {t("common.block", { number: item.blockNumber })} · {showMoment(item.timestampMs, lang)}
      </Link>
    </li>
  );
}
