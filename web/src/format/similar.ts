/** How alike two texts are: the share of their runs of four letters that both have, in percent. */

const RUN = 4;

/** Letters and digits alone, in lower case, however they are spaced. */
const plain = (text: string): string =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");

function runs(text: string): Set<string> {
  const letters = [...plain(text)];
  if (letters.length < RUN) return new Set(letters.length > 0 ? [letters.join("")] : []);
  return new Set(Array.from({ length: letters.length - RUN + 1 }, (_, at) => letters.slice(at, at + RUN).join("")));
}

export function likeness(one: string, other: string): number {
  const [first, second] = [runs(one), runs(other)];
  const all = new Set([...first, ...second]);
  if (all.size === 0) return 0;
  const both = [...first].filter((it) => second.has(it)).length;
  return Math.round((100 * both) / all.size);
}

/** What a reviewer is told about: half of it is the same. */
const ALIKE = 50;

/** The text that is most like one, if any is enough so to be pointed out. */
export function nearest<T extends { content: string }>(
  text: string,
  others: readonly T[],
): { like: T; percent: number } | undefined {
  const found = others
    .map((like) => ({ like, percent: likeness(text, like.content) }))
    .sort((a, b) => b.percent - a.percent)[0];
  return found && found.percent >= ALIKE ? found : undefined;
}
