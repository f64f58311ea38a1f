import { share } from "@/format/amount";

/** Parts of a whole side by side: a name, its look, and how much. The figures stand below it, so readers skip it. */
export function ShareBar({ parts, sum }: { parts: readonly (readonly [string, string, bigint])[]; sum: bigint }) {
  return (
    <div className="flex h-3 gap-px overflow-hidden rounded-[2px]" aria-hidden="true">
      {parts.map(([name, look, part]) => {
        const width = share(part, sum);
        // What is there can be seen, however small its share.
        return width > 0 && <div key={name} className={look} style={{ width: `${width}%`, minWidth: "3px" }} />;
      })}
    </div>
  );
}
