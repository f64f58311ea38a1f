/** How the pages on learning write numbers and tell nodes apart. */
import { Ratio } from "@/staking/ratio";

/** All three chains count millionths. */
export const UNIT = 1_000_000n;

/** A number as people write it in this language, at most so many decimals, cut. */
export function showNumber(value: Ratio, lang: string, decimals = 4): string {
  const [whole = "0", fraction = ""] = value.cut(decimals).split(".");
  const rest = fraction.replace(/0+$/, "");
  return new Intl.NumberFormat(lang).format(BigInt(whole)) + (rest && `.${rest}`);
}

export const coinsOf = (millionths: bigint | Ratio): Ratio =>
  (millionths instanceof Ratio ? millionths : Ratio.of(millionths)).by(UNIT);

/** A part between nothing and everything, written in percent. */
export function partOf(text: string): Ratio | undefined {
  const read = Ratio.parse(text);
  return read && read.compare(Ratio.ZERO) >= 0 && read.compare(Ratio.of(100)) <= 0 ? read.by(100) : undefined;
}

/** How a node is drawn in the picture: the first jade, the others lighter or ochre. */
export const LOOKS = [
  "fill-jade bg-jade",
  "fill-jade/50 bg-jade/50",
  "fill-ochre bg-ochre",
  "fill-ochre/50 bg-ochre/50",
  "fill-muted bg-muted",
  "fill-muted/50 bg-muted/50",
];

export function Swatch({ node }: { node: number }) {
  return <span className={`size-3 rounded-[2px] ${LOOKS[node]}`} aria-hidden="true" />;
}
