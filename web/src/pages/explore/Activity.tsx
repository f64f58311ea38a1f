import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type Hex, type Log, pad } from "viem";
import { formatLog } from "viem/utils";
import { decodeLog } from "@/chain/docs";
import { LIVE_MS, useDocs } from "@/chain/hooks";
import { publicClient, rpc } from "@/chain/rpc";
import { useTexts } from "@/i18n";
import { Empty, LinkButton, Section, Waiting } from "@/ui/basics";
import { EventText } from "@/ui/Values";

const SHOWN = 20;

/** How far back the page looks when the whole history is too much for one answer. */
const RECENT_BLOCKS = 20_000n;

/** Events that name the account, newest first. An indexed address is in one of three places. */
async function eventsOf(address: Hex): Promise<Log[]> {
  const word = pad(address).toLowerCase() as Hex;
  const topics = [
    [null, word],
    [null, null, word],
    [null, null, null, word],
  ];
  const from = async (fromBlock: string) => {
    const lists = await Promise.all(
      topics.map((it) =>
        rpc<Parameters<typeof formatLog>[0][]>("eth_getLogs", [{ fromBlock, toBlock: "latest", topics: it }]),
      ),
    );
    const found = new Map(lists.flat().map((log) => [`${log.blockNumber}-${log.logIndex}`, formatLog(log) as Log]));
    return [...found.values()].sort((a, b) =>
      a.blockNumber === b.blockNumber
        ? (b.logIndex ?? 0) - (a.logIndex ?? 0)
        : Number((b.blockNumber ?? 0n) - (a.blockNumber ?? 0n)),
    );
  };
  try {
    return await from("0x0");
  } catch {
    const tip = await publicClient().getBlockNumber();
    return from(`0x${(tip > RECENT_BLOCKS ? tip - RECENT_BLOCKS : 0n).toString(16)}`);
  }
}

export function AccountActivity({ address }: { address: Hex }) {
  const { t } = useTexts();
  const docs = useDocs();
  const { data } = useQuery({
    queryKey: ["read", "activity", address],
    queryFn: () => eventsOf(address),
    refetchInterval: LIVE_MS * 2,
  });
  return (
    <Section title={t("activity.title")} aside={data && t("activity.count", { count: data.length })}>
      {!data || !docs ? (
        <Waiting />
      ) : data.length === 0 ? (
        <Empty text={t("activity.none")}>
          <LinkButton to="/campaigns">{t("home.part")}</LinkButton>
        </Empty>
      ) : (
        <ol className="divide-y divide-line border-y border-line">
          {data.slice(0, SHOWN).map((log) => {
            const decoded = decodeLog(docs, log);
            return (
              <li key={`${log.blockNumber}-${log.logIndex}`} className="py-3">
                {decoded ? <EventText decoded={decoded} /> : t("explore.unknownEvent")}
                <Link
                  to="/explore/tx/$hash"
                  params={{ hash: log.transactionHash ?? "" }}
                  className="link figures mt-0.5 block w-fit text-sm text-muted"
                >
                  {t("common.block", { number: String(log.blockNumber) })}
                </Link>
              </li>
            );
          })}
        </ol>
      )}
    </Section>
  );
}
