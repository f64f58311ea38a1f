import { FIELD_KINDS, type FormField } from "@/chain/participation";
import { usePartTexts } from "@/i18n";
import { Button, Field, Input, TextArea } from "@/ui/basics";
import { Icon } from "@/ui/icons";

/** A field as its author writes it. */
export interface DraftField {
  kind: number;
  required: boolean;
  isPrivate: boolean;
  labelZh: string;
  labelEn: string;
  /** One in each line: Chinese | English. */
  choices: string;
}

export const NEW_FIELD: DraftField = {
  kind: 0,
  required: true,
  isPrivate: false,
  labelZh: "",
  labelEn: "",
  choices: "",
};

const CHOICE = FIELD_KINDS.indexOf("choice");
const MOST_CHOICES = 30;

/** The choices as the chain keeps them, Chinese, a line break, and English; nothing while they are not complete. */
export function choicesOf(text: string): string[] | undefined {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const choices = lines.map((line) => line.split(/[|｜]/).map((it) => it.trim()));
  const good = choices.every((parts) => parts.length === 2 && parts.every((it) => it !== ""));
  return good && lines.length >= 2 && lines.length <= MOST_CHOICES ? choices.map((it) => it.join("\n")) : undefined;
}

/** The form as the chain takes it; nothing while a field is not complete. */
export function formOf(drafts: readonly DraftField[]): FormField[] | undefined {
  const form = drafts.map(({ kind, required, isPrivate, labelZh, labelEn, choices }) => {
    const listed = kind === CHOICE ? choicesOf(choices) : [];
    if (!listed || labelZh.trim() === "" || labelEn.trim() === "") return undefined;
    return { kind, required, isPrivate, labelZh: labelZh.trim(), labelEn: labelEn.trim(), choices: listed };
  });
  return form.includes(undefined) ? undefined : (form as FormField[]);
}

interface Props {
  fields: readonly DraftField[];
  most: number;
  change: (fields: readonly DraftField[]) => void;
}

export function FormBuilder({ fields, most, change }: Props) {
  const { t } = usePartTexts();
  const set = (index: number, now: Partial<DraftField>) =>
    change(fields.map((field, at) => (at === index ? { ...field, ...now } : field)));
  const up = (index: number) => {
    const moved = [...fields];
    const [field] = moved.splice(index, 1);
    if (field) moved.splice(index - 1, 0, field);
    change(moved);
  };
  const small = "inline-flex size-11 items-center justify-center text-muted hover:text-ink";
  return (
    <div className="space-y-5">
      <p className="text-muted">{t("builder.text")}</p>
      <ol className="space-y-4">
        {fields.map((field, index) => {
          const number = index + 1;
          return (
            <li key={index} className="space-y-4 rounded-large border border-line bg-surface p-4">
              <div className="flex items-center justify-between">
                <h3 className="text-base">{t("builder.field", { number })}</h3>
                <span>
                  {index > 0 && (
                    <button
                      type="button"
                      className={small}
                      aria-label={t("builder.up", { number })}
                      onClick={() => up(index)}
                    >
                      <Icon name="arrow" className="size-4 -rotate-90" />
                    </button>
                  )}
                  <button
                    type="button"
                    className={small}
                    aria-label={t("builder.remove", { number })}
                    onClick={() => change(fields.filter((_, at) => at !== index))}
                  >
                    <Icon name="close" className="size-4" />
                  </button>
                </span>
              </div>
              <Field label={t("builder.kind")}>
                {(id) => (
                  <select
                    id={id}
                    className="field"
                    value={field.kind}
                    onChange={(event) => set(index, { kind: Number(event.target.value) })}
                  >
                    {FIELD_KINDS.map((kind, value) => (
                      <option key={kind} value={value}>
                        {t(`builder.kinds.${kind}`)}
                      </option>
                    ))}
                  </select>
                )}
              </Field>
              <Input
                label={t("builder.labelZh")}
                lang="zh-CN"
                value={field.labelZh}
                onChange={(event) => set(index, { labelZh: event.target.value })}
              />
              <Input
                label={t("builder.labelEn")}
                lang="en"
                value={field.labelEn}
                onChange={(event) => set(index, { labelEn: event.target.value })}
              />
              {field.kind === CHOICE && (
                <TextArea
                  label={t("builder.choices")}
                  value={field.choices}
                  hint={t("builder.choicesHint")}
                  {...(field.choices !== "" && !choicesOf(field.choices) ? { problem: t("builder.choicesWrong") } : {})}
                  onChange={(event) => set(index, { choices: event.target.value })}
                />
              )}
              <div className="flex flex-wrap gap-x-6">
                <Tick label={t("builder.required")} on={field.required} turn={(required) => set(index, { required })} />
                <Tick
                  label={t("builder.private")}
                  on={field.isPrivate}
                  turn={(isPrivate) => set(index, { isPrivate })}
                />
              </div>
            </li>
          );
        })}
      </ol>
      {fields.length < most && <Button onClick={() => change([...fields, NEW_FIELD])}>{t("builder.add")}</Button>}
    </div>
  );
}

export function Tick({ label, on, turn }: { label: string; on: boolean; turn: (on: boolean) => void }) {
  return (
    <label className="flex min-h-11 cursor-pointer items-center gap-3">
      <input
        type="checkbox"
        checked={on}
        onChange={(event) => turn(event.target.checked)}
        className="size-5 accent-(--vermilion)"
      />
      {label}
    </label>
  );
}
