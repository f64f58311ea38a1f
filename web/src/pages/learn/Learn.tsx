import { Link } from "@tanstack/react-router";
import { useLearnTexts, useLessons } from "@/i18n";
import { Page, Tag, Way } from "@/ui/basics";
import { lessonsRead } from "./read";
import { Rewarded } from "./Rewarded";

/** The way in: three lessons in order, and the simulator. */
export default function Learn() {
  const { t } = useLearnTexts();
  const read = lessonsRead();
  return (
    <Page kicker={t("home.kicker")} title={t("home.title")}>
      <p className="max-w-xl text-muted">{t("home.text")}</p>
      <ol className="divide-y divide-line border-y border-line">
        {useLessons().map((lesson, index) => (
          <li key={lesson.id} className="py-6">
            <div className="mb-1 flex items-start justify-between gap-4">
              <span className="eyebrow">{t("home.lesson", { number: index + 1, minutes: lesson.minutes })}</span>
              {read.has(lesson.id) && <Tag tone="good">{t("home.done")}</Tag>}
            </div>
            <h2 className="mb-2">
              <Link to="/learn/$lesson" params={{ lesson: lesson.id }} className="hover:text-vermilion">
                {lesson.title}
              </Link>
            </h2>
            <p className="max-w-xl text-muted">{lesson.lead}</p>
          </li>
        ))}
        <li>
          <Way to="/learn/simulator" icon="stages" title={t("home.simulator")} text={t("home.simulatorText")} />
        </li>
      </ol>
      <Rewarded />
    </Page>
  );
}
