import { useTexts } from "@/i18n";
import { Page } from "@/ui/basics";

const POINTS = ["value", "sale", "experiment", "rules", "key", "public"] as const;

export function DisclaimerText() {
  const { t } = useTexts();
  return (
    <ul className="space-y-3">
      {POINTS.map((point) => (
        <li key={point} className="border-l border-line pl-4">
          {t(`disclaimer.${point}`)}
        </li>
      ))}
    </ul>
  );
}

export default function Disclaimer() {
  const { t } = useTexts();
  return (
    <Page title={t("disclaimer.title")}>
      <DisclaimerText />
    </Page>
  );
}
