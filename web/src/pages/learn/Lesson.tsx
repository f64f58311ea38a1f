import { getRouteApi } from "@tanstack/react-router";
import { useId, useState } from "react";
import { KIND } from "@/chain/kinds";
import { useLearnTexts, useLessons } from "@/i18n";
import type { Question } from "@/i18n/lessons.en";
import { Empty, LinkButton, Page, Section } from "@/ui/basics";
import { Icon } from "@/ui/icons";
import { Crowd, Months, Proposer, WaitingTime } from "./pieces";
import { markRead } from "./read";
import { Rewarded } from "./Rewarded";

const route = getRouteApi("/learn/$lesson");

/** What asks about a lesson. */
const TESTED = [KIND.lesson, KIND.quiz, KIND.nodeDiscovery];

const PIECES = { proposer: Proposer, waiting: WaitingTime, months: Months, crowd: Crowd } as const;

export default function Lesson() {
  const { t } = useLearnTexts();
  const lessons = useLessons();
  const { lesson: id } = route.useParams();
  const at = lessons.findIndex((it) => it.id === id);
  const lesson = lessons[at];
  if (!lesson) {
    return (
      <Page title={t("lesson.missing")}>
        <Empty text={t("home.text")}>
          <LinkButton to="/learn">{t("lesson.all")}</LinkButton>
        </Empty>
      </Page>
    );
  }
  const next = lessons[at + 1];
  return (
    <Page key={lesson.id} kicker={t("home.lesson", { number: at + 1, minutes: lesson.minutes })} title={lesson.title}>
      <p className="max-w-2xl font-serif text-lg leading-relaxed md:text-xl">{lesson.lead}</p>
      {lesson.sections.map(({ title, text, list, piece }) => {
        const Piece = piece && PIECES[piece];
        return (
          <Section key={title} title={title}>
            <div className="max-w-2xl space-y-4">
              {text.map((paragraph) => (
                <p key={paragraph}>{paragraph}</p>
              ))}
              {list && (
                <ul className="list-disc space-y-2 pl-5 marker:text-muted">
                  {list.map((entry) => (
                    <li key={entry}>{entry}</li>
                  ))}
                </ul>
              )}
            </div>
            {Piece && (
              <div className="mt-6">
                <Piece />
              </div>
            )}
          </Section>
        );
      })}
      <Section title={t("lesson.check")}>
        <p className="mb-6 text-muted">{t("lesson.checkText")}</p>
        <Check lesson={lesson.id} questions={lesson.check} />
      </Section>
      <Rewarded kinds={TESTED} />
      <div className="flex flex-wrap gap-3">
        {next && (
          <LinkButton to="/learn/$lesson" params={{ lesson: next.id }} look="primary">
            {t("lesson.next", { title: next.title })}
          </LinkButton>
        )}
        <LinkButton to="/learn/simulator" look={next ? "plain" : "primary"}>
          {t("lesson.simulate")}
        </LinkButton>
        <LinkButton to="/learn" look="quiet">
          {t("lesson.all")}
        </LinkButton>
      </div>
    </Page>
  );
}

/** Questions with their answers, which stay in the page. A lesson counts as read when all were answered rightly. */
function Check({ lesson, questions }: { lesson: string; questions: readonly Question[] }) {
  const [chosen, choose] = useState<readonly (number | undefined)[]>(questions.map(() => undefined));
  return (
    <ol className="max-w-2xl space-y-8">
      {questions.map((question, index) => (
        <li key={question.question}>
          <OneQuestion
            question={question}
            chosen={chosen[index]}
            choose={(choice) => {
              const now = chosen.map((it, at) => (at === index ? choice : it));
              choose(now);
              if (questions.every(({ right }, at) => now[at] === right)) markRead(lesson);
            }}
          />
        </li>
      ))}
    </ol>
  );
}

interface OneProps {
  question: Question;
  chosen: number | undefined;
  choose: (choice: number) => void;
}

function OneQuestion({ question: { question, choices, right, why }, chosen, choose }: OneProps) {
  const { t } = useLearnTexts();
  const name = useId();
  return (
    <fieldset>
      <legend className="mb-3 font-medium">{question}</legend>
      <div className="space-y-2">
        {choices.map((choice, index) => {
          const picked = chosen === index;
          const good = picked && index === right;
          return (
            <label
              key={choice}
              className={`flex min-h-11 cursor-pointer items-center gap-3 rounded-small border bg-surface px-4 py-2 ${
                good ? "border-jade" : picked ? "border-ochre" : "border-line hover:border-muted"
              }`}
            >
              <input
                type="radio"
                name={name}
                checked={picked}
                onChange={() => choose(index)}
                className="accent-(--jade)"
              />
              <span className="flex-1">{choice}</span>
              {good && <Icon name="done" className="size-4 text-jade" />}
            </label>
          );
        })}
      </div>
      <p aria-live="polite" className="mt-3 text-muted empty:hidden">
        {chosen !== undefined && (
          <>
            <span className={`font-medium ${chosen === right ? "text-jade" : "text-ochre"}`}>
              {t(chosen === right ? "lesson.right" : "lesson.wrong")}
            </span>{" "}
            {chosen === right && why}
          </>
        )}
      </p>
    </fieldset>
  );
}
