import { useBalance, useHolding, useMe, usePlan } from "@/chain/hooks";
import { localKeys, roleOf } from "@/chain/keys";
import { baseOf, showAmount } from "@/format/amount";
import { showDay, showMoment } from "@/format/time";
import { useTexts } from "@/i18n";
import { Amount } from "@/ui/Amount";
import { Address, Empty, Facts, LinkButton, Page, Section, Waiting } from "@/ui/basics";
import { Icon } from "@/ui/icons";
import { useNow } from "@/ui/now";
import { AccountActivity } from "./explore/Activity";
import { PublicRecord } from "./PublicRecord";

export default function Account() {
  const { t } = useTexts();
  const me = useMe();
  if (!me.address) {
    return (
      <Page title={t("account.none")}>
        <Empty text={t("account.noneText")}>
          <LinkButton to="/start" search={{ back: "/account" }} look="primary">
            {t("home.beginButton")}
          </LinkButton>
        </Empty>
      </Page>
    );
  }
  return <Mine address={me.address} />;
}

function Mine({ address }: { address: `0x${string}` }) {
  const { t, lang } = useTexts();
  const plan = usePlan();
  const now = useNow();
  const me = useMe();
  const balance = useBalance(address).data;
  const held = useHolding(address).data;
  if (balance === undefined) return <Waiting />;
  const key = me.local ? localKeys().find((it) => it.address === address) : undefined;
  const unsaved = key && !key.saved && !roleOf(address);
  const base = (multiplier: bigint) => showAmount(baseOf(balance, multiplier), lang);
  return (
    <Page kicker={<Address address={address} copy />} title={<Amount units={balance} size="large" />}>
      <div className="space-y-6">
        <div className="grid gap-px overflow-hidden rounded-large border border-line bg-line sm:grid-cols-2">
          <div className="bg-surface p-5">
            <p className="eyebrow">{t("account.now", { multiplier: plan.multiplier.toString() })}</p>
            <p className="figures mt-1 font-serif text-2xl">
              {t("account.baseUnits", { value: base(plan.multiplier) })}
            </p>
          </div>
          <div className="bg-surface p-5">
            {plan.current && plan.next ? (
              <>
                <p className="eyebrow">
                  {t("account.after", {
                    when: showDay(plan.current.endsMs, now, lang),
                    multiplier: plan.next.multiplier.toString(),
                  })}
                </p>
                <p className="figures mt-1 font-serif text-2xl text-muted">
                  {t("account.baseUnits", { value: base(plan.next.multiplier) })}
                </p>
              </>
            ) : (
              <p className="eyebrow">{t("account.stays")}</p>
            )}
          </div>
        </div>
        <p className="max-w-xl text-muted">{t("account.why")}</p>
        <div className="flex flex-wrap gap-3">
          <LinkButton to="/transfer" look="primary">
            <Icon name="send" />
            {t("account.transfer")}
          </LinkButton>
          <LinkButton to="/receive">
            <Icon name="receive" />
            {t("account.receive")}
          </LinkButton>
          <LinkButton to="/rights">{t("account.rights")}</LinkButton>
          <LinkButton to="/verify/$address" params={{ address }}>
            {t("reward.verify")}
          </LinkButton>
          <LinkButton to="/start" search={{ back: undefined }} look="quiet">
            {t("nav.accounts")}
          </LinkButton>
        </div>
        {unsaved && (
          <p className="border-l-2 border-ochre py-1 pl-4 text-ochre">
            {t("start.notSaved")}{" "}
            <LinkButton to="/start" search={{ back: undefined }} look="quiet" className="!inline !p-0 underline">
              {t("start.export")}
            </LinkButton>
          </p>
        )}
      </div>
      {held && (
        <Section title={t("account.holding")}>
          <Facts
            rows={[
              [
                t("account.average"),
                plan.month === 1 ? (
                  <span className="text-muted">{t("account.monthOne")}</span>
                ) : (
                  <Amount units={held.lastMonthAverage} />
                ),
              ],
              [
                t("account.months"),
                <span className="figures">{t("account.monthCount", { count: held.holdingMonths })}</span>,
              ],
              [
                t("account.today"),
                <span className="figures">
                  {t("account.todayText", {
                    used: held.used,
                    allowed: new Intl.NumberFormat(lang).format(held.allowed),
                    until: showMoment(held.dayEndsAtMs, lang, true),
                  })}
                </span>,
              ],
            ]}
          />
        </Section>
      )}
      <PublicRecord account={address} />
      <AccountActivity address={address} />
    </Page>
  );
}
