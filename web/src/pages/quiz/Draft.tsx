import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { stringToBytes } from "viem";
import { generatePrivateKey } from "viem/accounts";
import { commitmentOf } from "@/chain/bank";
import { saveFile } from "@/format/file";
import { usePartTexts } from "@/i18n";
import { Button, Card, Copy, Field, Input, Page, Section, TextArea } from "@/ui/basics";
import {
  type BankProblem,
  type DraftBank,
  type DraftQuestion,
  MOST,
  NEW_QUESTION,
  QUESTION_KINDS,
  type QuestionKind,
  bankOf,
  newBank,
} from "./drafting";

const route = getRouteApi("/quiz/draft");

/** A bank of questions, written in the browser. It is saved as a file and is sent nowhere. */
export default function Draft() {
  const { t } = usePartTexts();
  const { tasks } = route.useSearch();
  // As random as a key: without it, answers could be guessed from the commitment.
  const [draft, setDraft] = useState<DraftBank>(() => newBank(generatePrivateKey(), tasks));
  const set = (change: Partial<DraftBank>) => setDraft({ ...draft, ...change });
  const read = bankOf(draft);
  const text = "bank" in read ? JSON.stringify(read.bank, undefined, 2) : undefined;
  const commitment = text && commitmentOf(stringToBytes(text));
  const number = (name: "draws" | "pass" | "retryHours" | "attempts") => ({
    label: t(`bank.${name}`),
    inputMode: "numeric" as const,
    value: draft[name],
    onChange: (event: { target: { value: string } }) => set({ [name]: event.target.value.trim() }),
  });
  return (
    <Page kicker={t("quiz.kicker")} title={t("bank.title")}>
      <p className="max-w-xl text-muted">{t("bank.text")}</p>
      <div className="grid max-w-xl gap-5 sm:grid-cols-2">
        <Input {...number("draws")} />
        <Input {...number("pass")} />
        <Input {...number("attempts")} />
        <Input {...number("retryHours")} hint={t("bank.hoursHint")} />
      </div>
      <Section title={t("bank.questions")}>
        <ol className="max-w-xl space-y-4">
          {draft.questions.map((question, index) => (
            <li key={index}>
              <Question
                number={index + 1}
                question={question}
                change={(next) => set({ questions: draft.questions.map((it, at) => (at === index ? next : it)) })}
                remove={() => set({ questions: draft.questions.filter((_, at) => at !== index) })}
              />
            </li>
          ))}
        </ol>
        <Button
          className="mt-4"
          disabled={draft.questions.length >= MOST.questions}
          onClick={() => set({ questions: [...draft.questions, NEW_QUESTION] })}
        >
          {t("bank.add")}
        </Button>
      </Section>
      <Section title={t("bank.file")}>
        <div className="max-w-xl space-y-4">
          {"problem" in read ? (
            <p role="status" className="border-l-2 border-ochre py-1 pl-4">
              <Problem problem={read.problem} />
            </p>
          ) : (
            <p className="flex items-start gap-1">
              <span className="text-sm break-all">{t("terms.commitmentHash", { hash: commitment })}</span>
              <Copy text={commitment ?? ""} label={t("bank.copy")} />
            </p>
          )}
          <Button look="primary" disabled={!text} onClick={() => saveFile("bank.json", "application/json", text ?? "")}>
            {t("bank.save")}
          </Button>
          <p className="text-sm text-muted">{t("bank.keep")}</p>
        </div>
      </Section>
    </Page>
  );
}

function Problem({ problem }: { problem: BankProblem }) {
  const { t } = usePartTexts();
  if ("field" in problem) return <>{t(`bank.wrong.${problem.field}`, { most: problem.most })}</>;
  return (
    <>
      {t("bank.number", { number: problem.question })}: {t(`bank.wrong.${problem.what}`, { most: MOST.choices })}
    </>
  );
}

interface QuestionProps {
  number: number;
  question: DraftQuestion;
  change: (next: DraftQuestion) => void;
  remove: () => void;
}

function Question({ number, question, change, remove }: QuestionProps) {
  const { t } = usePartTexts();
  const { kind } = question;
  const text = (name: Exclude<keyof DraftQuestion, "kind">) => ({
    value: question[name],
    onChange: (event: { target: { value: string } }) => change({ ...question, [name]: event.target.value }),
  });
  return (
    <Card className="space-y-4">
      <div className="flex items-center justify-between">
        <h3 className="text-base">{t("bank.number", { number })}</h3>
        <Button look="quiet" onClick={remove} aria-label={t("bank.remove", { number })}>
          {t("bank.removeShort")}
        </Button>
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("builder.kind")}>
          {(id) => (
            <select
              id={id}
              className="field"
              value={kind}
              onChange={(event) => change({ ...question, kind: event.target.value as QuestionKind })}
            >
              {QUESTION_KINDS.map((it) => (
                <option key={it} value={it}>
                  {t(`bank.kind.${it}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Input label={t("bank.weight")} inputMode="numeric" {...text("weight")} />
      </div>
      {kind === "simulator" ? (
        <p className="text-muted">{t("bank.simulator")}</p>
      ) : (
        <>
          <Input label={t("builder.labelZh")} lang="zh-CN" {...text("zh")} />
          <Input label={t("builder.labelEn")} lang="en" {...text("en")} />
        </>
      )}
      {(kind === "choice" || kind === "several") && (
        <TextArea
          label={t("builder.choices")}
          hint={t(kind === "choice" ? "bank.choiceHint" : "bank.severalHint")}
          {...text("choices")}
        />
      )}
      {kind === "number" && (
        <div className="grid gap-4 sm:grid-cols-2">
          <Input label={t("bank.answer")} inputMode="decimal" {...text("answer")} />
          <Input
            label={t("bank.tolerance")}
            hint={t("bank.toleranceHint")}
            inputMode="decimal"
            {...text("tolerance")}
          />
        </div>
      )}
    </Card>
  );
}
