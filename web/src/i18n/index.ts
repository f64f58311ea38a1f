import i18next from "i18next";
import { spaced } from "@/format/chinese";
import { initReactI18next, useTranslation } from "react-i18next";
import type { Lang } from "@/chain/docs";
import type { Texts } from "./en";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "texts";
    resources: { texts: Texts };
  }
}

const STORE = "wepos.language";

export const LANGUAGES: readonly { id: Lang; name: string; short: string }[] = [
  { id: "zh-CN", name: "简体中文", short: "中" },
  { id: "en", name: "English", short: "EN" },
];

/** The member's choice, else the browser's language, else Chinese, in which most members read. */
function startLanguage(): Lang {
  const chosen = localStorage.getItem(STORE);
  if (chosen === "en" || chosen === "zh-CN") return chosen;
  const first = navigator.languages.find((it) => /^(zh|en)/i.test(it)) ?? "zh";
  return first.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
}

/** Values that are filled into Chinese sentences keep their distance, too. */
const spacing = { type: "postProcessor", name: "spacing", process: (text: string) => spaced(text) } as const;

async function load(lang: Lang): Promise<void> {
  if (i18next.hasResourceBundle(lang, "texts")) return;
  const texts: Texts = lang === "en" ? (await import("./en")).default : (await import("./zh-CN")).default;
  i18next.addResourceBundle(lang, "texts", texts);
}

export async function startTexts(): Promise<void> {
  const lang = startLanguage();
  await i18next
    .use(initReactI18next)
    .use(spacing)
    .init({
      lng: lang,
      resources: {},
      ns: ["texts"],
      defaultNS: "texts",
      fallbackLng: false,
      postProcess: spacing.name,
      interpolation: { escapeValue: false },
      returnNull: false,
      showSupportNotice: false,
    } as Parameters<typeof i18next.init>[0]);
  await load(lang);
  await i18next.changeLanguage(lang);
  document.documentElement.lang = lang;
}

export async function changeLanguage(lang: Lang): Promise<void> {
  await load(lang);
  localStorage.setItem(STORE, lang);
  document.documentElement.lang = lang;
  await i18next.changeLanguage(lang);
}

/** Texts and the language they are in. */
export function useTexts() {
  const { t, i18n } = useTranslation();
  return { t, lang: (i18n.language === "en" ? "en" : "zh-CN") satisfies Lang as Lang };
}
