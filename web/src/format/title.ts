/** A title in the reader's language, or in the one there is. */
export const titleOf = (it: { titleZh: string; titleEn: string }, lang: string): string =>
  lang === "en" ? it.titleEn || it.titleZh : it.titleZh || it.titleEn;
