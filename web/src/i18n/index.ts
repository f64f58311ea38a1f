import i18next from "i18next";
import { spaced } from "@/format/chinese";
import { initReactI18next, useTranslation } from "react-i18next";
import type { Lang } from "@/chain/docs";
import type { Texts } from "./en";
import type { LearnTexts } from "./learn.en";
import type { Lesson } from "./lessons.en";
import type { PartTexts } from "./part.en";
import type { ProofTexts } from "./proof.en";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "texts";
    resources: { texts: Texts; learn: LearnTexts; part: PartTexts; proof: ProofTexts };
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

/** What is said everywhere is `texts`; what only some pages say comes with them. */
const SHELVES = {
  texts: { en: () => import("./en"), "zh-CN": () => import("./zh-CN") },
  learn: { en: () => import("./learn.en"), "zh-CN": () => import("./learn.zh-CN") },
  lessons: { en: () => import("./lessons.en"), "zh-CN": () => import("./lessons.zh-CN") },
  part: { en: () => import("./part.en"), "zh-CN": () => import("./part.zh-CN") },
  proof: { en: () => import("./proof.en"), "zh-CN": () => import("./proof.zh-CN") },
} as const;

export type Shelf = keyof typeof SHELVES;

/** Shelves that a page has asked for: they follow when the language changes. */
const wanted = new Set<Shelf>(["texts"]);

async function load(lang: Lang): Promise<void> {
  const missing = [...wanted].filter((shelf) => !i18next.hasResourceBundle(lang, shelf));
  await Promise.all(
    missing.map(async (shelf) => i18next.addResourceBundle(lang, shelf, (await SHELVES[shelf][lang]()).default)),
  );
}

/** Brings the texts that a page needs beside the common ones, in the language that is read now. */
export async function withTexts(...shelves: Shelf[]): Promise<void> {
  for (const shelf of shelves) wanted.add(shelf);
  await load(languageOf(i18next.language));
}

const languageOf = (language: string): Lang => (language === "en" ? "en" : "zh-CN");

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
  return { t, lang: languageOf(i18n.language) };
}

/** The texts of the pages on learning. */
export function useLearnTexts() {
  const { t, i18n } = useTranslation("learn");
  return { t, lang: languageOf(i18n.language) };
}

/** The texts of the pages on taking part. */
export function usePartTexts() {
  const { t, i18n } = useTranslation("part");
  return { t, lang: languageOf(i18n.language) };
}

/** The texts of the page that checks a proof. */
export function useProofTexts() {
  const { t, i18n } = useTranslation("proof");
  return { t, lang: languageOf(i18n.language) };
}

export function useLessons(): readonly Lesson[] {
  const { i18n } = useTranslation();
  return i18n.getResourceBundle(languageOf(i18n.language), "lessons").list as readonly Lesson[];
}
