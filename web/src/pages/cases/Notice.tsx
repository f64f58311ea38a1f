import { Link } from "@tanstack/react-router";
import type { Hex } from "viem";
import { caseStatus, isOpen, useCasesOf } from "@/chain/cases";
import { useProvenCases } from "@/chain/reputation";
import { showMoment, showRelative } from "@/format/time";
import { usePartTexts } from "@/i18n";
import { Section } from "@/ui/basics";
import { useNow } from "@/ui/now";
import { List } from "./Cases";

/** What an account has to know: that it is asked something, how long it has to answer, and what is held until then. */
export function Notice({ account }: { account: Hex }) {
  const { t, lang } = usePartTexts();
  const now = useNow();
  const data = useCasesOf(account).data;
  if (!data || (data.cases.length === 0 && data.until === 0n)) return null;
  const asked = data.cases.filter((it) => caseStatus(it) === "reply" && it.repliedAt === 0n);
  const appealable = data.cases.filter((it) => caseStatus(it) === "proven");
  const barred = Number(data.until) * 1000 > now;
  return (
    <Section title={t("cases.mine")}>
      <div className="space-y-4">
        {asked.map((it) => (
          <div key={it.id.toString()} role="note" className="border-l-2 border-ochre py-1 pl-4">
            <p className="font-medium">
              {t("cases.asked", {
                when: showMoment(Number(it.replyUntil) * 1000, lang, true),
                left: showRelative(Number(it.replyUntil) * 1000, now, lang),
              })}
            </p>
            <p className="text-muted">{t("cases.askedText", { count: it.claims.length })}</p>
            <Link to="/cases/$id" params={{ id: it.id.toString() }} className="link inline-block py-2">
              {t("cases.answerNow")}
            </Link>
          </div>
        ))}
        {appealable.map((it) => (
          <div key={it.id.toString()} role="note" className="border-l-2 border-ochre py-1 pl-4">
            <p>{t("cases.mayAppeal", { when: showRelative(Number(it.appealUntil) * 1000, now, lang) })}</p>
            <Link to="/cases/$id" params={{ id: it.id.toString() }} className="link inline-block py-2">
              {t("cases.toCase")}
            </Link>
          </div>
        ))}
        {barred && (
          <p className="max-w-xl">
            {t("cases.barredText", { when: showMoment(Number(data.until) * 1000, lang, true) })}{" "}
            <Link to="/cases/$id" params={{ id: data.id.toString() }} className="link">
              {t("cases.number", { id: data.id.toString() })}
            </Link>
          </p>
        )}
        <List cases={[...data.cases].sort((a, b) => Number(isOpen(b)) - Number(isOpen(a)))} />
      </div>
    </Section>
  );
}

/** Part of an account's public record: cases that are proven for good, and no others. */
export function ProvenCases({ account }: { account: Hex }) {
  const { t, lang } = usePartTexts();
  const proven = useProvenCases(account).data;
  if (!proven || proven.length === 0) return null;
  return (
    <Section title={t("cases.record")}>
      <ul className="divide-y divide-line border-y border-line">
        {proven.map((it) => (
          <li key={it.id.toString()} className="py-3">
            <Link to="/cases/$id" params={{ id: it.id.toString() }} className="link">
              {t("cases.number", { id: it.id.toString() })}
            </Link>
            <p className="text-muted">
              {t("cases.recordText", {
                when: showMoment(Number(it.decidedAt) * 1000, lang),
                count: it.claims,
              })}{" "}
              {it.barredUntil > 0n &&
                t("cases.recordBar", { until: showMoment(Number(it.barredUntil) * 1000, lang, true) })}
            </p>
          </li>
        ))}
      </ul>
    </Section>
  );
}
