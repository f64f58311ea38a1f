import { useTexts } from "@/i18n";
import { Empty, LinkButton, Page } from "@/ui/basics";

/** Stands where an account would, for an address that is none. */
export function NoAccount() {
  const { t } = useTexts();
  return (
    <Page title={t("explore.noAccount")}>
      <Empty text={t("explore.searchWrong")}>
        <LinkButton to="/explore">{t("nav.explore")}</LinkButton>
      </Empty>
    </Page>
  );
}
