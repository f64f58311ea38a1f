import { useTexts } from "@/i18n";
import { Page, Section, Way } from "@/ui/basics";
import { FURTHER, LanguageSwitch, ThemeSwitch } from "@/ui/Shell";

export default function More() {
  const { t } = useTexts();
  return (
    <Page title={t("nav.more")}>
      <div className="divide-y divide-line border-y border-line">
        {FURTHER.map(({ key, to, icon }) => (
          <Way key={key} to={to} icon={icon} title={t(`nav.${key}`)} text={t(`more.${key as "review"}`)} />
        ))}
        <Way to="/cases" icon="review" title={t("more.casesTitle")} text={t("more.cases")} />
        <Way
          to="/start"
          search={{ back: undefined }}
          icon="account"
          title={t("nav.accounts")}
          text={t("more.accounts")}
        />
      </div>
      <Section title={t("more.settings")}>
        <div className="flex items-center justify-between border-t border-line py-3">
          {t("more.language")}
          <LanguageSwitch />
        </div>
        <div className="flex items-center justify-between border-y border-line py-3">
          {t("more.theme")}
          <ThemeSwitch />
        </div>
      </Section>
    </Page>
  );
}
