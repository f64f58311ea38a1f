import { useState } from "react";
import type { Given, QuizQuestion } from "@/chain/inbox";
import { usePartTexts } from "@/i18n";
import { Button, Input } from "@/ui/basics";

interface Props {
  questions: readonly QuizQuestion[];
  busy: boolean;
  send: (given: readonly Given[]) => void;
}

const isOpen = (given: Given): boolean => given === null || (typeof given !== "number" && given.length === 0);

/** Questions one by one; the last page says what is still open. */
export function Questions({ questions, busy, send }: Props) {
  const { t, lang } = usePartTexts();
  const [at, go] = useState(0);
  const [given, setGiven] = useState<readonly Given[]>(questions.map(() => null));
  const question = questions[at];
  if (!question) return null;
  const { kind, choices, weight } = question;
  const mine = given[at] ?? null;
  const words = (it: { zh: string; en: string }) => (lang === "en" ? it.en : it.zh);
  const set = (next: Given) => setGiven(given.map((it, index) => (index === at ? next : it)));
  const several = Array.isArray(mine) ? (mine as readonly number[]) : [];
  const open = given.filter(isOpen).length;
  const last = at === questions.length - 1;
  return (
    <div className="space-y-6">
      <div>
        <p className="eyebrow flex justify-between">
          <span>{t("quiz.question", { number: at + 1, all: questions.length })}</span>
          {weight > 1 && <span>{t("quiz.points", { count: weight })}</span>}
        </p>
        <div className="mt-2 flex gap-1" aria-hidden="true">
          {questions.map((_, index) => (
            <span
              key={index}
              className={`h-1.5 flex-1 rounded-[2px] ${
                index === at ? "bg-ink" : isOpen(given[index] ?? null) ? "bg-line" : "bg-jade"
              }`}
            />
          ))}
        </div>
      </div>
      <fieldset key={at}>
        <legend className="mb-4 font-serif text-xl font-semibold">{words(question)}</legend>
        {kind === "number" || kind === "simulator" ? (
          <Input
            label={t("quiz.number")}
            inputMode="decimal"
            value={typeof mine === "string" ? mine : ""}
            onChange={(event) => set(event.target.value.trim())}
          />
        ) : (
          <div className="space-y-2">
            {kind === "several" && <p className="text-muted">{t("quiz.several")}</p>}
            {choices.map((choice, index) => {
              const picked = kind === "choice" ? mine === index : several.includes(index);
              return (
                <label
                  key={index}
                  className={`flex min-h-11 cursor-pointer items-center gap-3 rounded-small border bg-surface px-4 py-2 ${
                    picked ? "border-ink" : "border-line hover:border-muted"
                  }`}
                >
                  <input
                    type={kind === "choice" ? "radio" : "checkbox"}
                    name="answer"
                    checked={picked}
                    className="accent-(--vermilion)"
                    onChange={() => {
                      if (kind === "choice") set(index);
                      else {
                        const next = picked ? several.filter((it) => it !== index) : [...several, index];
                        set(next.sort((a, b) => a - b));
                      }
                    }}
                  />
                  <span>{words(choice)}</span>
                </label>
              );
            })}
          </div>
        )}
      </fieldset>
      <div className="flex flex-wrap gap-3">
        {at > 0 && <Button onClick={() => go(at - 1)}>{t("quiz.back")}</Button>}
        {last ? (
          <Button
            look="primary"
            disabled={busy || open > 0}
            onClick={() => send(given.map((it) => (isOpen(it) ? null : it)))}
          >
            {t("quiz.send")}
          </Button>
        ) : (
          <Button look="primary" disabled={isOpen(mine)} onClick={() => go(at + 1)}>
            {t("quiz.next")}
          </Button>
        )}
      </div>
      {last && <p className="text-sm text-muted">{open > 0 ? t("quiz.open", { count: open }) : t("quiz.final")}</p>}
    </div>
  );
}
