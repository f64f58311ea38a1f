import { useBalance, useMe, usePlan, useSupply } from "@/chain/hooks";
import { TOTAL_SUPPLY, showAmount } from "@/format/amount";
import { showDay } from "@/format/time";
import { useTexts } from "@/i18n";
import { Amount } from "@/ui/Amount";
import { Card, LinkButton, Page, Section, Waiting, Way } from "@/ui/basics";
import { useNow } from "@/ui/now";
import { Seal } from "@/ui/Seal";
import { ShareBar } from "@/ui/ShareBar";
import { StageBar } from "@/ui/StageBar";

export default function Home() {
  const { t, lang } = useTexts();
  const plan = usePlan();
  const now = useNow();
  const me = useMe();
  const { current, next } = plan;
  return (
    <Page
      kicker={t("home.kicker")}
      title={
        <>
          {t("home.title", { multiplier: plan.multiplier.toString() })}
          <span className="block text-muted">
            {current && next
              ? t("home.titleNext", { when: showDay(current.endsMs, now, lang), next: next.multiplier.toString() })
              : t("home.titleLast")}
          </span>
        </>
      }
    >
      <StageBar large />
      {me.address ? <Mine /> : <Begin />}
      <Section title={t("home.can")}>
        <div className="divide-y divide-line border-y border-line">
          <Way to="/campaigns" icon="part" title={t("home.part")} text={t("home.partText")} />
          <Way to="/learn" icon="learn" title={t("home.learn")} text={t("home.learnText")} />
          <Way to="/transfer" icon="send" title={t("home.transfer")} text={t("home.transferText")} />
          <Way to="/stages" icon="stages" title={t("home.stages")} text={t("home.stagesText")} />
          <Way to="/explore" icon="explore" title={t("home.explore")} text={t("home.exploreText")} />
        </div>
      </Section>
      <Supply />
    </Page>
  );
}

function Begin() {
  const { t } = useTexts();
  return (
    <Card>
      <h2 className="mb-2">{t("home.begin")}</h2>
      <p className="max-w-xl text-muted">{t("home.beginText")}</p>
      <LinkButton to="/start" search={{ back: undefined }} look="primary" className="mt-5">
        {t("home.beginButton")}
      </LinkButton>
    </Card>
  );
}

function Mine() {
  const { t } = useTexts();
  const me = useMe();
  const balance = useBalance(me.address).data;
  return (
    <Card className="flex flex-wrap items-end justify-between gap-5">
      <div>
        <p className="eyebrow mb-1">{t("home.mine")}</p>
        {balance === undefined ? <Waiting /> : <Amount units={balance} size="large" base after />}
      </div>
      <LinkButton to="/account">{t("home.account")}</LinkButton>
    </Card>
  );
}

const PLACES = [
  ["unreleased", "bg-line"],
  ["stage", "bg-ink"],
  ["reserved", "bg-muted"],
  ["settlement", "bg-ochre"],
  ["pool", "bg-jade"],
  ["escrow", "bg-jade opacity-60"],
  ["members", "bg-vermilion"],
  ["burned", "bg-muted opacity-50"],
  ["migrated", "bg-muted opacity-30"],
] as const;

/** Where all PoS are. The page adds the places up itself, and says so with a seal only if they come to the total. */
export function Supply() {
  const { t, lang } = useTexts();
  const { data } = useSupply();
  if (!data) return <Waiting />;
  const { parts, block } = data;
  const sum = PLACES.reduce((total, [place]) => total + parts[place], 0n);
  const whole = sum === TOTAL_SUPPLY && sum === parts.total;
  const there = PLACES.filter(([place]) => parts[place] > 0n || !["migrated", "escrow", "settlement"].includes(place));
  return (
    <Section title={t("supply.title")} aside={t("common.block", { number: block.toString() })}>
      <div className="mb-5">
        <ShareBar parts={there.map(([place, look]) => [place, look, parts[place]])} sum={sum} />
      </div>
      <table className="figures w-full">
        <tbody className="divide-y divide-line border-y border-line">
          {there.map(([place, look]) => (
            <tr key={place}>
              <th scope="row" className="py-2.5 pr-3 text-left font-normal">
                <span className="flex items-baseline gap-3">
                  <span className={`size-2.5 shrink-0 rounded-[2px] ${look}`} aria-hidden="true" />
                  <span>
                    {t(`supply.${place}`)}
                    <span className="hidden text-sm text-muted sm:block">{t(`supply.${place}Text`)}</span>
                  </span>
                </span>
              </th>
              <td className="py-2.5 text-right align-top">
                <Amount units={parts[place]} unit={false} />
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" className="py-3 text-left font-medium">
              {t("supply.sum")}
            </th>
            <td className="py-3 text-right font-medium whitespace-nowrap">{showAmount(sum, lang)} PoS</td>
          </tr>
        </tfoot>
      </table>
      <details className="mt-2">
        <summary className="flex list-none items-center gap-3 py-1 [&::-webkit-details-marker]:hidden">
          {whole ? <Seal kind="checked" size={36} /> : null}
          <span className={`text-sm ${whole ? "text-muted" : "text-vermilion"}`}>
            {whole ? t("supply.adds") : t("supply.wrong")} <span className="link">{t("supply.how")}</span>
          </span>
        </summary>
        <div className="mt-2 border-l border-line pl-4 text-sm text-muted">
          <p>{t("supply.howText")}</p>
          <pre className="mt-2 overflow-x-auto font-mono text-ink">wepos call emission supply</pre>
        </div>
      </details>
    </Section>
  );
}
