import { Link, type LinkProps } from "@tanstack/react-router";
import {
  type ButtonHTMLAttributes,
  type InputHTMLAttributes,
  type ReactNode,
  type TextareaHTMLAttributes,
  useId,
  useState,
} from "react";
import { shortAddress } from "@/format/address";
import { useTexts } from "@/i18n";
import { roleOf } from "@/chain/keys";
import { moduleAt } from "@/chain/docs";
import { useKnownDocs, useStatus } from "@/chain/hooks";
import { protocolAccount } from "@/chain/protocol";
import { Icon, type IconName } from "./icons";

const LOOKS = {
  primary: "bg-vermilion text-on-vermilion hover:opacity-90",
  plain: "border border-line bg-surface hover:border-muted",
  quiet: "text-muted hover:text-ink px-2",
} as const;

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & { look?: keyof typeof LOOKS };

const BUTTON =
  "inline-flex min-h-11 items-center justify-center gap-2 rounded-small px-4 py-2 font-medium transition-opacity " +
  "disabled:opacity-50";

export function Button({ look = "plain", className = "", type = "button", ...rest }: ButtonProps) {
  return <button type={type} className={`${BUTTON} ${LOOKS[look]} ${className}`} {...rest} />;
}

export function LinkButton({
  look = "plain",
  className = "",
  ...rest
}: LinkProps & { look?: keyof typeof LOOKS; className?: string; children?: ReactNode }) {
  return <Link className={`${BUTTON} ${LOOKS[look]} ${className}`} {...rest} />;
}

/** A page answers one question; `title` is the answer. */
export function Page({ kicker, title, children }: { kicker?: ReactNode; title: ReactNode; children: ReactNode }) {
  return (
    <article className="mx-auto w-full max-w-3xl px-5 pt-6 pb-12 md:px-8 md:pt-10">
      {kicker && <p className="eyebrow mb-2">{kicker}</p>}
      <h1 className="mb-6 md:mb-8">{title}</h1>
      <div className="space-y-10 md:space-y-14">{children}</div>
    </article>
  );
}

export function Section({ title, aside, children }: { title?: ReactNode; aside?: ReactNode; children: ReactNode }) {
  return (
    <section>
      {title && (
        <div className="mb-4 flex items-baseline justify-between gap-4">
          <h2>{title}</h2>
          {aside && <div className="eyebrow text-right">{aside}</div>}
        </div>
      )}
      {children}
    </section>
  );
}

export function Card({ children, className = "" }: { children: ReactNode; className?: string }) {
  return <div className={`rounded-large border border-line bg-surface p-5 md:p-6 ${className}`}>{children}</div>;
}

/** A list of label and value, a hairline between them. */
export function Facts({ rows }: { rows: readonly (readonly [label: ReactNode, value: ReactNode] | false)[] }) {
  return (
    <dl className="divide-y divide-line border-y border-line">
      {rows.map(
        (row, index) =>
          row && (
            // The rows of a page are fixed, their order is their identity.
            <div key={index} className="grid gap-x-6 gap-y-0.5 py-3 sm:grid-cols-[11rem_1fr]">
              <dt className="text-muted">{row[0]}</dt>
              <dd className="min-w-0 break-words">{row[1]}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

/** A row that leads somewhere: what it is, and what for. */
export function Way({
  icon,
  title,
  text,
  ...link
}: LinkProps & { icon?: IconName; title: ReactNode; text?: ReactNode }) {
  return (
    <Link className="group flex items-center gap-4 py-4 hover:bg-sunken" {...link}>
      {icon && <Icon name={icon} className="size-6 text-muted group-hover:text-ink" />}
      <span className="min-w-0 flex-1">
        <span className="block font-medium">{title}</span>
        {text && <span className="block text-sm text-muted">{text}</span>}
      </span>
      <Icon name="arrow" className="size-4 text-muted" />
    </Link>
  );
}

/** What will be here, and the one thing to do. */
export function Empty({ text, children }: { text: ReactNode; children?: ReactNode }) {
  return (
    <div className="rounded-large border border-dashed border-line px-6 py-10 text-center">
      <p className="mx-auto max-w-md text-muted">{text}</p>
      {children && <div className="mt-5">{children}</div>}
    </div>
  );
}

export function Waiting() {
  const { t } = useTexts();
  return (
    <p className="animate-pulse py-8 text-muted" role="status">
      {t("common.loading")}
    </p>
  );
}

const TONES = {
  plain: "border-line text-muted",
  good: "border-jade text-jade",
  attention: "border-ochre text-ochre",
  bad: "border-vermilion text-vermilion",
} as const;

export type Tone = keyof typeof TONES;

export function Tag({ tone = "plain", children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span
      className={`inline-block rounded-small border px-2 py-0.5 text-sm leading-5 whitespace-nowrap ${TONES[tone]}`}
    >
      {children}
    </span>
  );
}

interface FieldProps {
  label: ReactNode;
  hint?: ReactNode;
  problem?: ReactNode;
  children: (id: string, describedBy: string | undefined) => ReactNode;
}

export function Field({ label, hint, problem, children }: FieldProps) {
  const id = useId();
  const note = problem ?? hint;
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block font-medium">
        {label}
      </label>
      {children(id, note ? `${id}-note` : undefined)}
      {note && (
        <p id={`${id}-note`} className={`mt-1.5 text-sm ${problem ? "text-vermilion" : "text-muted"}`}>
          {note}
        </p>
      )}
    </div>
  );
}

type InputProps = InputHTMLAttributes<HTMLInputElement> & { label: ReactNode; hint?: ReactNode; problem?: ReactNode };

export function Input({ label, hint, problem, className = "", ...rest }: InputProps) {
  return (
    <Field label={label} hint={hint} problem={problem}>
      {(id, describedBy) => (
        <input
          id={id}
          aria-describedby={describedBy}
          aria-invalid={problem ? true : undefined}
          className={`field ${className}`}
          autoComplete="off"
          {...rest}
        />
      )}
    </Field>
  );
}

type AreaProps = TextareaHTMLAttributes<HTMLTextAreaElement> & {
  label: ReactNode;
  hint?: ReactNode;
  problem?: ReactNode;
};

export function TextArea({ label, hint, problem, ...rest }: AreaProps) {
  return (
    <Field label={label} hint={hint} problem={problem}>
      {(id, describedBy) => <textarea id={id} aria-describedby={describedBy} className="field min-h-28" {...rest} />}
    </Field>
  );
}

/** Copies a text and says so. */
export function Copy({ text, label }: { text: string; label: string }) {
  const { t } = useTexts();
  const [done, setDone] = useState(false);
  return (
    <button
      type="button"
      className="inline-flex size-8 shrink-0 items-center justify-center rounded-small text-muted hover:text-ink"
      aria-label={done ? t("amount.copied") : label}
      title={done ? t("amount.copied") : label}
      onClick={async () => {
        await navigator.clipboard?.writeText(text);
        setDone(true);
        setTimeout(() => setDone(false), 1200);
      }}
    >
      <Icon name={done ? "done" : "copy"} className={`size-4 ${done ? "text-jade" : ""}`} />
    </button>
  );
}

/** A pattern of its own for every address, so that two that begin alike do not look alike. */
export function Identicon({ address, size = 20 }: { address: string; size?: number }) {
  const hex = address.slice(2).toLowerCase();
  const hue = Number.parseInt(hex.slice(0, 4), 16) % 360;
  const cells: string[] = [];
  for (let column = 0; column < 3; column++) {
    for (let row = 0; row < 5; row++) {
      if (Number.parseInt(hex[4 + column * 5 + row] ?? "0", 16) % 2 === 0) continue;
      cells.push(`M${column} ${row}h1v1h-1z`);
      if (column < 2) cells.push(`M${4 - column} ${row}h1v1h-1z`);
    }
  }
  return (
    <svg viewBox="-0.5 -0.5 6 6" width={size} height={size} aria-hidden="true" className="shrink-0 rounded-[4px]">
      <rect x="-0.5" y="-0.5" width="6" height="6" fill={`hsl(${hue} 24% 88%)`} />
      <path d={cells.join("")} fill={`hsl(${hue} 38% 38%)`} />
    </svg>
  );
}

/** What an account is called: a place of the protocol, a module, or a part of a development network. */
export function useName(address: string): string | undefined {
  const { t } = useTexts();
  const status = useStatus();
  const docs = useKnownDocs();
  const place = protocolAccount(address);
  if (place) return t(`supply.${place}`);
  const module = docs && moduleAt(docs, address);
  if (module) return module.name;
  return status.development ? roleOf(address) : undefined;
}

interface AddressProps {
  address: string;
  /** All of it, as where it is signed. */
  whole?: boolean;
  copy?: boolean;
}

/** An account: its name if it has one, its pattern, six first and four last. */
export function Address({ address, whole = false, copy = false }: AddressProps) {
  const { t } = useTexts();
  const name = useName(address);
  return (
    <span className="inline-flex max-w-full items-center gap-2 align-middle">
      {protocolAccount(address) === undefined && <Identicon address={address} />}
      <Link to="/explore/account/$address" params={{ address }} className="link min-w-0" title={address}>
        {name && !whole ? (
          name
        ) : (
          <span className={`font-mono text-[0.9em] ${whole ? "break-all" : ""}`}>
            {whole ? address : shortAddress(address)}
          </span>
        )}
      </Link>
      {copy && <Copy text={address} label={t("common.copyAddress")} />}
    </span>
  );
}
