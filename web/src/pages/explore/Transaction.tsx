import { useQuery } from "@tanstack/react-query";
import { Link, getRouteApi } from "@tanstack/react-router";
import type { Hex } from "viem";
import { decodeCall, decodeLog, notice } from "@/chain/docs";
import { useDocs } from "@/chain/hooks";
import { publicClient } from "@/chain/rpc";
import { refusalOf } from "@/chain/refusal";
import { showMoment } from "@/format/time";
import { useTexts } from "@/i18n";
import { Amount } from "@/ui/Amount";
import { Address, Copy, Empty, Facts, LinkButton, Page, Section, Waiting } from "@/ui/basics";
import { Refusal } from "@/ui/Refusal";
import { useKnownFrom } from "@/ui/known";
import { Reward, isReward } from "@/ui/Reward";
import { Seal } from "@/ui/Seal";
import { Values } from "@/ui/Values";

/** Who the protocol's own transactions name as their sender. */
export const ZERO = "0x0000000000000000000000000000000000000000";

const route = getRouteApi("/explore/tx/$hash");

async function read(hash: Hex) {
  const client = publicClient();
  const [transaction, receipt] = await Promise.all([
    client.getTransaction({ hash }),
    client.getTransactionReceipt({ hash }),
  ]);
  const block = await client.getBlock({ blockHash: receipt.blockHash });
  let refusal: ReturnType<typeof refusalOf> | undefined;
  if (receipt.status === "reverted" && transaction.to) {
    const { from: account, to, input: data, value } = transaction;
    // The receipt keeps no reason; the same call on the state before says it, unless that state is gone.
    refusal = await client
      .call({ account, to, data, value, blockNumber: receipt.blockNumber - 1n })
      .then(() => undefined, refusalOf);
  }
  return { transaction, receipt, block, refusal };
}

export default function Transaction() {
  const { t, lang } = useTexts();
  const { hash } = route.useParams();
  const docs = useDocs();
  const { data, isError } = useQuery({
    queryKey: ["transaction", hash],
    queryFn: () => read(hash as Hex),
    retry: 1,
  });
  const knownFrom = useKnownFrom();
  if (isError) {
    return (
      <Page title={t("explore.noTransaction")}>
        <Empty text={`${t("explore.noTransactionText")} ${knownFrom}`}>
          <LinkButton to="/explore">{t("nav.explore")}</LinkButton>
        </Empty>
      </Page>
    );
  }
  if (!data || !docs) return <Waiting />;
  const { transaction, receipt, block, refusal } = data;
  const call = decodeCall(docs, transaction.to, transaction.input);
  const protocol = transaction.from === ZERO;
  const rewards = receipt.logs.map((log) => decodeLog(docs, log)).filter((it) => it !== undefined && isReward(it));
  const done = receipt.status === "success";
  return (
    <Page
      kicker={showMoment(Number(block.timestamp) * 1000, lang, true)}
      title={
        <span className="flex items-center justify-between gap-4">
          <span>{protocol ? t("explore.protocolTitle") : t(done ? "explore.done" : "explore.failed")}</span>
          {done && <Seal kind="recorded" />}
        </span>
      }
    >
      {refusal && <Refusal reason={refusal} />}
      <Facts
        rows={[
          [
            t("explore.hash"),
            <span className="flex items-start gap-1">
              <span className="font-mono text-sm break-all">{hash}</span>
              <Copy text={hash} label={t("common.copy")} />
            </span>,
          ],
          [
            t("explore.inBlock"),
            <Link to="/explore/block/$id" params={{ id: String(receipt.blockNumber) }} className="link figures">
              {t("common.block", { number: String(receipt.blockNumber) })}
            </Link>,
          ],
          !protocol && [t("explore.from"), <Address address={transaction.from} copy />],
          !protocol && transaction.to
            ? [
                t("explore.to"),
                call ? (
                  <Link to="/modules/$name" params={{ name: call.module.name }} className="link">
                    {call.module.name}
                  </Link>
                ) : (
                  <Address address={transaction.to} copy />
                ),
              ]
            : false,
          !protocol && (transaction.value > 0n || !call) && [t("explore.value"), <Amount units={transaction.value} />],
          !protocol && [
            t("explore.fee"),
            <span>
              {t("explore.noFee")} <span className="figures text-muted">({String(receipt.gasUsed)} gas)</span>
            </span>,
          ],
        ]}
      />
      {rewards.length > 0 && (
        <Section title={t("reward.title")}>
          <div className="space-y-8">
            {rewards.map((event, index) => event && <Reward key={index} event={event} />)}
          </div>
        </Section>
      )}
      {call && (
        <Section
          title={
            <span className="font-mono text-lg">
              {call.module.name}.{call.item.name}
            </span>
          }
        >
          <p className="mb-4 text-muted">{notice(call.item, lang)}</p>
          {call.values.length > 0 && <Values values={call.values} module={call.module} />}
        </Section>
      )}
      {receipt.logs.length > 0 && (
        <Section title={t("explore.events", { count: receipt.logs.length })}>
          <ol className="space-y-8">
            {receipt.logs.map((log) => {
              const event = decodeLog(docs, log);
              return (
                <li key={log.logIndex}>
                  {event ? (
                    <>
                      <p className="mb-3">
                        <span className="mr-2 font-mono text-sm text-muted">
                          {event.module.name}.{event.item.name}
                        </span>
                        {notice(event.item, lang)}
                      </p>
                      <Values values={event.values} module={event.module} />
                    </>
                  ) : (
                    <p className="text-muted">{t("explore.unknownEvent")}</p>
                  )}
                </li>
              );
            })}
          </ol>
        </Section>
      )}
    </Page>
  );
}
