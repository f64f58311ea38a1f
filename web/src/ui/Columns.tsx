/** Columns over time, the highest as high as there is room. The figures stand below them, so readers skip them. */
export function Columns({
  bars,
  look = "bg-jade",
}: {
  bars: readonly { key: number; label: string; value: number }[];
  look?: string;
}) {
  const highest = Math.max(...bars.map((bar) => bar.value), 0);
  return (
    <div className="flex h-24 items-end gap-px border-b border-line" aria-hidden="true">
      {bars.map(({ key, label, value }) => (
        <div key={key} title={label} className="flex h-full max-w-8 min-w-0 flex-1 items-end">
          {/* What is there can be seen, however little it is. */}
          {value > 0 && (
            <div
              className={`w-full rounded-t-[2px] ${look}`}
              style={{ height: `${(value / highest) * 100}%`, minHeight: "2px" }}
            />
          )}
        </div>
      ))}
    </div>
  );
}
