import { useTexts } from "@/i18n";

/**
 * What a seal can attest. It is drawn only where something was decided or proven:
 * 收 a receipt in a final block, 核 figures that were added up here, 准 an approval, 驳 a refusal by a person.
 */
const CHARACTERS = { recorded: "收", checked: "核", approved: "准", refused: "驳" } as const;

export type SealKind = keyof typeof CHARACTERS;

interface Props {
  kind: SealKind;
  size?: number;
  /** Pressed just now: it lands with a short movement. */
  fresh?: boolean;
}

/** Relief carving (朱文) for approvals and proofs; intaglio (白文) for receipts. */
export function Seal({ kind, size = 44, fresh = false }: Props) {
  const { t } = useTexts();
  const filled = kind === "recorded" || kind === "approved";
  const colour = kind === "refused" ? "text-muted" : "text-vermilion";
  return (
    <svg
      viewBox="0 0 48 48"
      width={size}
      height={size}
      role="img"
      aria-label={t(`seal.${kind}`)}
      className={`shrink-0 ${colour} ${fresh ? "seal-new" : ""}`}
    >
      <title>{t(`seal.${kind}`)}</title>
      <path d={OUTLINE} fill={filled ? "currentColor" : "none"} stroke="currentColor" strokeWidth={filled ? 0 : 3} />
      <text
        x="24"
        y="25"
        textAnchor="middle"
        dominantBaseline="central"
        fontSize="29"
        fontWeight="700"
        fill={filled ? "var(--paper)" : "currentColor"}
        style={{ fontFamily: "'Noto Serif CJK SC', 'Noto Serif SC', 'Songti SC', STSong, SimSun, serif" }}
      >
        {CHARACTERS[kind]}
      </text>
    </svg>
  );
}

/** A square that was cut by hand: no side quite straight, one corner worn. */
const OUTLINE =
  "M4.6 3.6 C14 2.9 33 3.3 42.6 3.1 C44.7 3.2 45 4.6 45 6.4 C44.7 16 45.3 31 44.9 41.8 " +
  "C44.8 44.3 43.6 45 41.6 44.9 C30 44.5 16 45.3 7.2 44.9 C5.6 44.8 4.4 43.9 3.6 42.5 " +
  "C3 33 3.4 15 3.1 6 C3.2 4.5 3.5 3.7 4.6 3.6 Z";
