import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { isAddress } from "viem";
import { useFirstBlock, useStatus } from "@/chain/hooks";
import { publicClient } from "@/chain/rpc";
import { showRelative } from "@/format/time";
import { shortHash } from "@/format/address";
import { useTexts } from "@/i18n";
import { Button, Page, Section, Waiting } from "@/ui/basics";
import { useNow } from "@/ui/now";

const SHOWN = 12;

/** The index writes once a second; what is later than this is worth a word. */
const INDEX_LATE_MS = 5000;

export default function Explore() {
  const { t, lang } = useTexts();
  const status = useStatus();
  const now = useNow();
  const { number } = status.block;
  const first = useFirstBlock();
  const { data } = useQuery({
    queryKey: ["blocks", number],
    queryFn: async () => {
      const client = publicClient();
      const numbers = Array.from({ length: Math.min(SHOWN, number - first + 1) }, (_, index) => BigInt(number - index));
      return Promise.all(numbers.map((blockNumber) => client.getBlock({ blockNumber })));
    },
    placeholderData: (before) => before,
  });
  return (
    <Page title={t("explore.title", { number: new Intl.NumberFormat(lang).format(number) })}>
      <Search />
      {(status.index.state !== "following" || status.index.lagMs > INDEX_LATE_MS) && (
        <p className="border-l-2 border-ochre py-1 pl-4 text-ochre">
          {status.index.state === "stopped"
            ? t("explore.indexStopped")
            : t("explore.indexBehind", { count: status.index.lagBlocks })}
        </p>
      )}
      <Section title={t("explore.blocks")}>
        {!data ? (
          <Waiting />
        ) : (
          <ol className="figures divide-y divide-line border-y border-line">
            {data.map((block) => (
              <li key={block.hash}>
                <Link
                  to="/explore/block/$id"
                  params={{ id: String(block.number) }}
                  className="-mx-3 grid grid-cols-[4.5rem_1fr_auto] items-baseline gap-3 rounded-small px-3 py-3 hover:bg-sunken"
                >
                  <span className="font-medium">{String(block.number)}</span>
                  <span className="truncate font-mono text-sm text-muted">{shortHash(block.hash)}</span>
                  <span className="text-right text-sm">
                    {block.transactions.length > 0 && (
                      <span className="mr-3">{t("explore.transactions", { count: block.transactions.length })}</span>
                    )}
                    <span className="text-muted">{showRelative(Number(block.timestamp) * 1000, now, lang)}</span>
                  </span>
                </Link>
              </li>
            ))}
          </ol>
        )}
      </Section>
    </Page>
  );
}

function Search() {
  const { t } = useTexts();
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const [missing, setMissing] = useState(false);
  const find = async (event: FormEvent) => {
    event.preventDefault();
    const wanted = text.trim();
    setMissing(false);
    if (isAddress(wanted, { strict: false })) {
      await navigate({ to: "/explore/account/$address", params: { address: wanted } });
    } else if (/^\d+$/.test(wanted)) {
      await navigate({ to: "/explore/block/$id", params: { id: wanted } });
    } else if (/^0x[0-9a-fA-F]{64}$/.test(wanted)) {
      const client = publicClient();
      const hash = wanted as `0x${string}`;
      const found = await client.getTransaction({ hash }).catch(() => undefined);
      await navigate(
        found ? { to: "/explore/tx/$hash", params: { hash } } : { to: "/explore/block/$id", params: { id: hash } },
      );
    } else {
      setMissing(true);
    }
  };
  return (
    <form onSubmit={find} role="search">
      <div className="flex gap-2">
        <input
          className="field font-mono"
          aria-label={t("explore.search")}
          placeholder={t("explore.search")}
          value={text}
          spellCheck={false}
          onChange={(event) => setText(event.target.value)}
        />
        <Button type="submit" look="plain" className="shrink-0">
          {t("explore.find")}
        </Button>
      </div>
      {missing && (
        <p role="alert" className="mt-2 text-sm text-vermilion">
          {t("explore.searchWrong")}
        </p>
      )}
    </form>
  );
}
