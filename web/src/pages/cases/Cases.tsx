import { Link } from "@tanstack/react-router";
import { type CaseRecord, caseStatus, isOpen, useAllCases } from "@/chain/cases";
import { showMoment } from "@/format/time";
import { usePartTexts } from "@/i18n";
import { Address, Empty, Page, Section, Tag, type Tone, Waiting } from "@/ui/basics";

/** Every case that was ever opened, and what came of it. */
export default function Cases() {
  const { t } = usePartTexts();
  const { data } = useAllCases();
  if (!data) return <Waiting />;
  const open = data.filter(isOpen);
  const over = data.filter((it) => !isOpen(it));
  return (
    <Page
      kicker={t("cases.kicker")}
      title={open.length > 0 ? t("cases.open", { count: open.length }) : t("cases.none")}
    >
      <p className="max-w-xl text-muted">{t("cases.what")}</p>
      {data.length === 0 && <Empty text={t("cases.empty")} />}
      {open.length > 0 && <List cases={open} />}
      {over.length > 0 && (
        <Section title={t("cases.over")}>
          <List cases={over} />
        </Section>
      )}
    </Page>
  );
}

/** Nothing here is red: whom a case is about has done nothing wrong until it is decided, and may be a neighbour after. */
const TONES: Partial<Record<ReturnType<typeof caseStatus>, Tone>> = {
  reply: "attention",
  decision: "attention",
  appeal: "attention",
  dismissed: "good",
  overturned: "good",
  undecided: "good",
};

export function CaseTag({ found }: { found: CaseRecord }) {
  const { t } = usePartTexts();
  const status = caseStatus(found);
  return <Tag tone={TONES[status] ?? "plain"}>{t(`cases.status.${status}`)}</Tag>;
}

export function List({ cases }: { cases: readonly CaseRecord[] }) {
  const { t, lang } = usePartTexts();
  return (
    <ul className="divide-y divide-line border-y border-line">
      {cases.map((it) => (
        <li key={it.id.toString()} className="py-4">
          <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
            <Link to="/cases/$id" params={{ id: it.id.toString() }} className="link font-medium">
              {t("cases.number", { id: it.id.toString() })}
            </Link>
            <CaseTag found={it} />
          </div>
          <p className="mt-1 flex flex-wrap items-center gap-x-3 text-muted">
            {t("cases.about")} <Address address={it.account} />
            <span>{t("cases.claimCount", { count: it.claims.length })}</span>
            <span className="figures">{showMoment(Number(it.openedAt) * 1000, lang, true)}</span>
          </p>
        </li>
      ))}
    </ul>
  );
}
