import { Link } from "@tanstack/react-router";
import { type Decoded, type FieldDoc, type ModuleDoc, type Named, fieldsOf, meaning, notice } from "@/chain/docs";
import { showMoment } from "@/format/time";
import { useTexts } from "@/i18n";
import { Address } from "./basics";
import { Amount } from "./Amount";

/** A value of the ABI as people read it, by its type and by what its interface says about its form. */
export function Value({
  value,
  type,
  doc,
  module,
}: {
  value: unknown;
  type: string;
  doc: FieldDoc | undefined;
  module: ModuleDoc;
}) {
  const { t, lang } = useTexts();
  if (value === undefined || value === null) return <span className="text-muted">–</span>;
  if (Array.isArray(value)) {
    if (value.length === 0) return <span className="text-muted">{t("value.empty")}</span>;
    const inner = type.replace(/\[\d*\]$/, "");
    return (
      <ol className="space-y-1">
        {value.map((entry, index) => (
          <li key={index}>
            <Value value={entry} type={inner} doc={doc} module={module} />
          </li>
        ))}
      </ol>
    );
  }
  if (typeof value === "object") {
    const fields = fieldsOf(module, doc);
    return (
      <dl className="grid gap-x-4 gap-y-1 sm:grid-cols-[auto_1fr]">
        {Object.entries(value).map(([name, inner]) => {
          const field = fields.find((it) => it.name === name);
          return (
            <div key={name} className="contents">
              <dt className="text-muted" title={field?.type}>
                {field ? meaning(field, lang).replace(/[.。]$/, "") : name}
              </dt>
              <dd className="min-w-0 break-words">
                <Value value={inner} type={field?.type ?? ""} doc={field} module={module} />
              </dd>
            </div>
          );
        })}
      </dl>
    );
  }
  if (typeof value === "boolean") return <>{value ? t("value.yes") : t("value.no")}</>;
  if (type.startsWith("address") && typeof value === "string") return <Address address={value} />;
  if (typeof value === "bigint" || typeof value === "number") {
    if (doc?.format === "amount") return <Amount units={BigInt(value)} />;
    if (doc?.format === "time") {
      return Number(value) === 0 ? (
        <span className="text-muted">–</span>
      ) : (
        <time className="figures" dateTime={new Date(Number(value) * 1000).toISOString()}>
          {showMoment(Number(value) * 1000, lang, true)}
        </time>
      );
    }
    return <span className="figures">{String(value)}</span>;
  }
  const text = String(value);
  if (text === "") return <span className="text-muted">{t("value.empty")}</span>;
  const long = type.startsWith("bytes");
  return <span className={long ? "font-mono text-[0.9em] break-all" : "whitespace-pre-wrap"}>{text}</span>;
}

/** Label and value of every parameter, with its meaning in the reader's language. */
export function Values({ values, module }: { values: readonly Named[]; module: ModuleDoc }) {
  const { lang } = useTexts();
  return (
    <dl className="divide-y divide-line border-y border-line">
      {values.map(({ abi, doc, value }, index) => (
        <div key={abi.name || index} className="grid gap-x-6 gap-y-0.5 py-3 sm:grid-cols-[14rem_1fr]">
          <dt>
            <span className="font-mono text-sm">{abi.name || doc?.name}</span>
            {doc && <span className="block text-sm text-muted">{meaning(doc, lang)}</span>}
          </dt>
          <dd className="min-w-0 break-words">
            <Value value={value} type={abi.type} doc={doc} module={module} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** No text, nobody's address, no hash: in one line it says nothing. */
const isNothing = (value: unknown): boolean => value === "" || (typeof value === "string" && /^0x0+$/.test(value));

/** An event in one line: what it means, then its values. */
export function EventText({ decoded }: { decoded: Decoded }) {
  const { lang } = useTexts();
  return (
    <>
      {notice(decoded.item, lang)}{" "}
      <span className="inline-flex flex-wrap gap-x-3 text-sm">
        {decoded.values
          .filter(({ value }) => typeof value !== "object" && String(value).length < 80 && !isNothing(value))
          .map(({ abi, doc, value }) => (
            <span key={abi.name} title={doc && meaning(doc, lang)}>
              {abi.name}:{" "}
              {abi.name === "campaign" && decoded.module.name === "campaigns" ? (
                <Link to="/campaigns/$id" params={{ id: String(value) }} className="link figures">
                  {String(value)}
                </Link>
              ) : (
                <Value value={value} type={abi.type} doc={doc} module={decoded.module} />
              )}
            </span>
          ))}
      </span>
    </>
  );
}
