import { encode } from "uqr";

/** A QR code in ink on white, whatever the theme: cameras want it so. */
export function Qr({ text, label, className = "w-64" }: { text: string; label: string; className?: string }) {
  const { data, size } = encode(text, { ecc: "M", border: 2 });
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  return (
    <svg
      viewBox={`0 0 ${size} ${size}`}
      className={`rounded-large border border-line ${className}`}
      role="img"
      aria-label={label}
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#1c1b1a" />
    </svg>
  );
}
