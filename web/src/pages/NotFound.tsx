import { useTexts } from "@/i18n";
import { Button, Empty, LinkButton, Page } from "@/ui/basics";

export function NotFound() {
  const { t } = useTexts();
  return (
    <Page title={t("common.notFound")}>
      <Empty text={t("common.notFoundText")}>
        <LinkButton to="/">{t("nav.home")}</LinkButton>
      </Empty>
    </Page>
  );
}

/** Our own mistake: the page says so, and what is safe. */
export function PageProblem({ error }: { error: Error }) {
  const { t } = useTexts();
  return (
    <Page title={t("common.broken")}>
      <Empty text={t("common.brokenText")}>
        <Button onClick={() => location.reload()}>{t("common.reload")}</Button>
      </Empty>
      <pre className="overflow-x-auto text-sm text-muted">{error.message}</pre>
    </Page>
  );
}
