import { useFirstBlock } from "@/chain/hooks";
import { useTexts } from "@/i18n";

/** Where the past begins for this node, if it does not have all of it: a sentence, or nothing. */
export function useKnownFrom(): string {
  const { t } = useTexts();
  const number = useFirstBlock();
  return number > 1 ? t("activity.knownFrom", { number }) : "";
}
