import { useActivityTypes } from "@/chain/campaigns";
import { useTexts } from "@/i18n";

/** What kind of activity something is, by its number: a name that the committee gave it. */
export function Kind({ type }: { type: number }) {
  const { lang } = useTexts();
  const found = useActivityTypes().data?.types.find((it) => it.id === type);
  if (!found) return null;
  return <>{(lang === "en" ? found.nameEn : found.nameZh) || found.nameZh || found.nameEn}</>;
}
