import { useQuery } from "@tanstack/react-query";
import { Link, getRouteApi } from "@tanstack/react-router";
import type { Hex } from "viem";
import { decodeCall } from "@/chain/docs";
import { useDocs, useFirstBlock, useStatus } from "@/chain/hooks";
import { publicClient } from "@/chain/rpc";
import { showMoment } from "@/format/time";
import { shortHash } from "@/format/address";
import { useTexts } from "@/i18n";
import { Address, Copy, Empty, Facts, LinkButton, Page, Section, Waiting } from "@/ui/basics";
import { useKnownFrom } from "@/ui/known";
import { Seal } from "@/ui/Seal";
import { ZERO } from "./Transaction";

const route = getRouteApi("/explore/block/$id");

export default function Block() {
  const { t, lang } = useTexts();
  const { id } = route.useParams();
  const docs = useDocs();
  const status = useStatus();
  const { data: block, isError } = useQuery({
    queryKey: ["block", id],
    queryFn: () =>
      publicClient().getBlock({
        ...(id.startsWith("0x") ? { blockHash: id as Hex } : { blockNumber: BigInt(id) }),
        includeTransactions: true,
      }),
    retry: false,
  });
  const first = useFirstBlock();
  const knownFrom = useKnownFrom();
  if (isError) {
    return (
      <Page title={t("explore.noBlock")}>
        <Empty text={`${t("explore.noBlockText", { number: status.block.number })} ${knownFrom}`}>
          <LinkButton to="/explore">{t("nav.explore")}</LinkButton>
        </Empty>
      </Page>
    );
  }
  if (!block) return <Waiting />;
  const number = Number(block.number);
  const millis = (block as unknown as { timestampMillis?: Hex }).timestampMillis;
  const time = millis ? Number(BigInt(millis)) : Number(block.timestamp) * 1000;
  return (
    <Page
      kicker={showMoment(time, lang, true)}
      title={
        <span className="flex items-center justify-between gap-4">
          <span className="figures">{t("common.block", { number })}</span>
          <Seal kind="recorded" />
        </span>
      }
    >
      <Facts
        rows={[
          [
            t("explore.hash"),
            <span className="flex items-start gap-1">
              <span className="font-mono text-sm break-all">{block.hash}</span>
              <Copy text={block.hash} label={t("common.copy")} />
            </span>,
          ],
          [
            t("explore.parent"),
            <Link to="/explore/block/$id" params={{ id: String(number - 1) }} className="link font-mono text-sm">
              {shortHash(block.parentHash)}
            </Link>,
          ],
          [t("explore.stateRoot"), <span className="font-mono text-sm break-all">{block.stateRoot}</span>],
          [
            t("explore.gas"),
            <span className="figures">
              {new Intl.NumberFormat(lang).format(block.gasUsed)} / {new Intl.NumberFormat(lang).format(block.gasLimit)}
            </span>,
          ],
          [
            t("explore.verify"),
            <code className="font-mono text-sm break-all">
              cast block {number} --rpc-url {location.origin}
            </code>,
          ],
        ]}
      />
      <Section title={t("explore.transactions", { count: block.transactions.length })}>
        {block.transactions.length === 0 ? (
          <Empty text={t("explore.emptyBlock")} />
        ) : (
          <ol className="divide-y divide-line border-y border-line">
            {block.transactions.map((transaction) => {
              const call = docs && decodeCall(docs, transaction.to, transaction.input);
              return (
                <li key={transaction.hash} className="flex flex-wrap items-center gap-x-4 gap-y-1 py-3">
                  <Link to="/explore/tx/$hash" params={{ hash: transaction.hash }} className="link font-mono text-sm">
                    {shortHash(transaction.hash)}
                  </Link>
                  <span className="text-muted">
                    {transaction.from === ZERO
                      ? t("explore.protocol")
                      : call
                        ? `${call.module.name}.${call.item.name}`
                        : t("explore.transferKind")}
                  </span>
                  {transaction.from !== ZERO && <Address address={transaction.from} />}
                </li>
              );
            })}
          </ol>
        )}
        <div className="mt-5 flex justify-between">
          <LinkButton
            to="/explore/block/$id"
            params={{ id: String(Math.max(1, number - 1)) }}
            disabled={number <= first}
          >
            {t("explore.previous")}
          </LinkButton>
          <LinkButton
            to="/explore/block/$id"
            params={{ id: String(number + 1) }}
            disabled={number >= status.block.number}
          >
            {t("explore.next")}
          </LinkButton>
        </div>
      </Section>
    </Page>
  );
}
