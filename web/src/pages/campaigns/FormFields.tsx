import { type FormField, answerProblem, choiceText, kindOf, labelOf } from "@/chain/participation";
import { usePartTexts } from "@/i18n";
import { Field, Tag } from "@/ui/basics";

interface Props {
  form: readonly FormField[];
  answers: readonly string[];
  /** Whether what is missing is said: not before somebody tried to send. */
  tried: boolean;
  change: (answers: readonly string[]) => void;
}

/** A form to fill in, each field by its kind. */
export function FormFields({ form, answers, tried, change }: Props) {
  return (
    <div className="space-y-6">
      {form.map((field, index) => (
        <OneField
          key={index}
          field={field}
          answer={answers[index] ?? ""}
          tried={tried}
          change={(answer) => change(form.map((_, at) => (at === index ? answer : (answers[at] ?? ""))))}
        />
      ))}
    </div>
  );
}

const TYPES = { number: "decimal", date: undefined, url: "url", text: undefined, address: undefined } as const;

interface OneProps {
  field: FormField;
  answer: string;
  tried: boolean;
  change: (answer: string) => void;
}

function OneField({ field, answer, tried, change }: OneProps) {
  const { t, lang } = usePartTexts();
  const kind = kindOf(field);
  const problem = answerProblem(field, answer);
  // What is being typed is not scolded for being short.
  const shown = problem && (tried || (problem !== "missing" && kind === "choice")) ? problem : undefined;
  const label = (
    <span className="flex flex-wrap items-center gap-2">
      {labelOf(field, lang)}
      {field.required && <span className="text-sm font-normal text-muted">{t("form.required")}</span>}
      {field.isPrivate && <Tag tone="good">{t("form.private")}</Tag>}
    </span>
  );
  return (
    <Field
      label={label}
      {...(shown ? { problem: t(`form.problem.${shown}`) } : {})}
      {...(field.isPrivate ? { hint: t("form.privateHint") } : {})}
    >
      {(id, describedBy) => {
        const common = {
          id,
          "aria-describedby": describedBy,
          "aria-invalid": shown ? true : undefined,
          "aria-required": field.required,
          className: "field",
          value: answer,
        };
        if (kind === "choice") {
          return (
            <select {...common} onChange={(event) => change(event.target.value)}>
              <option value="">{t("form.choose")}</option>
              {field.choices.map((choice, index) => (
                <option key={index} value={index}>
                  {choiceText(choice, lang)}
                </option>
              ))}
            </select>
          );
        }
        if (kind === "text") {
          return <textarea {...common} rows={2} onChange={(event) => change(event.target.value)} />;
        }
        return (
          <input
            {...common}
            type={kind === "date" ? "date" : "text"}
            inputMode={TYPES[kind]}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => change(event.target.value)}
          />
        );
      }}
    </Field>
  );
}

interface AnswersProps {
  form: readonly FormField[];
  /** Public answers, in order of the public fields. */
  answers: readonly string[];
  privateHash?: string | undefined;
}

/** What was answered, with the questions. */
export function Answers({ form, answers, privateHash }: AnswersProps) {
  const { t, lang } = usePartTexts();
  const open = form.filter((field) => !field.isPrivate);
  const hasPrivate = privateHash !== undefined && BigInt(privateHash) !== 0n;
  const words = (field: FormField, answer: string) =>
    kindOf(field) === "choice" ? choiceText(field.choices[Number(answer)] ?? answer, lang) : answer;
  return (
    <dl className="space-y-3">
      {open.map((field, index) => (
        <div key={index}>
          <dt className="text-sm text-muted">{labelOf(field, lang)}</dt>
          <dd className="break-words whitespace-pre-wrap">
            {answers[index] ? words(field, answers[index]) : <span className="text-muted">{t("form.noAnswer")}</span>}
          </dd>
        </div>
      ))}
      {hasPrivate && (
        <div>
          <dt className="text-sm text-muted">{t("form.hash")}</dt>
          <dd className="font-mono text-sm break-all">{privateHash}</dd>
        </div>
      )}
    </dl>
  );
}
