/** A bank of questions while it is written; `crates/inbox/src/quiz/bank.rs` has the rules of the file. */

export type QuestionKind = "choice" | "several" | "number" | "simulator";
export const QUESTION_KINDS: readonly QuestionKind[] = ["choice", "several", "number", "simulator"];

export interface DraftQuestion {
  kind: QuestionKind;
  zh: string;
  en: string;
  /** One in each line, the right ones with a star in front: * Chinese | English. */
  choices: string;
  answer: string;
  tolerance: string;
  weight: string;
}

export interface DraftBank {
  salt: string;
  draws: string;
  pass: string;
  retryHours: string;
  attempts: string;
  questions: readonly DraftQuestion[];
}

export const NEW_QUESTION: DraftQuestion = {
  kind: "choice",
  zh: "",
  en: "",
  choices: "",
  answer: "",
  tolerance: "",
  weight: "1",
};

/** A bank as it begins: one question, or so many tasks of the simulator, all of which are to be solved. */
export function newBank(salt: string, tasks = 0): DraftBank {
  const count = String(Math.max(tasks, 1));
  const task: DraftQuestion = { ...NEW_QUESTION, kind: "simulator" };
  const questions = tasks > 0 ? Array.from({ length: tasks }, () => task) : [NEW_QUESTION];
  return { salt, draws: count, pass: count, retryHours: "24", attempts: "3", questions };
}

/** What an organiser may write, at most. */
export const MOST = { draws: 50, hours: 720, attempts: 20, questions: 500, choices: 12, weight: 100 } as const;

export type BankProblem =
  | { field: "draws" | "pass" | "retryHours" | "attempts" | "questions"; most: number }
  | { question: number; what: "words" | "choices" | "right" | "number" | "tolerance" | "weight" };

const DECIMAL = /^-?\d{1,18}(\.\d{1,18})?$/;
const whole = (text: string, least: number, most: number): number | undefined => {
  const value = /^\d{1,6}$/.test(text.trim()) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
};

interface Choice {
  zh: string;
  en: string;
  right: boolean;
}

function choicesOf(text: string): Choice[] | undefined {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const choices = lines.map((line) => {
    const [, star, rest = ""] = /^\s*([*＊]?)(.*)$/.exec(line) ?? [];
    const [zh = "", en = ""] = rest.split(/[|｜]/).map((it) => it.trim());
    return { zh, en, right: star !== "" };
  });
  const good = choices.every(({ zh, en }) => zh !== "" && en !== "");
  return good && choices.length >= 2 && choices.length <= MOST.choices ? choices : undefined;
}

type Entry = Record<string, unknown>;

function entryOf(draft: DraftQuestion, question: number): Entry | BankProblem {
  const weight = whole(draft.weight, 1, MOST.weight);
  if (weight === undefined) return { question, what: "weight" };
  const worth = weight === 1 ? {} : { weight };
  const { kind } = draft;
  if (kind === "simulator") return { kind, ...worth };
  const [zh, en] = [draft.zh.trim(), draft.en.trim()];
  if (zh === "" || en === "") return { question, what: "words" };
  if (kind === "number") {
    const [answer, tolerance] = [draft.answer.trim(), draft.tolerance.trim()];
    if (!DECIMAL.test(answer)) return { question, what: "number" };
    if (tolerance !== "" && (!DECIMAL.test(tolerance) || tolerance.startsWith("-")))
      return { question, what: "tolerance" };
    return { kind, zh, en, answer, ...(tolerance === "" ? {} : { tolerance }), ...worth };
  }
  const choices = choicesOf(draft.choices);
  if (!choices) return { question, what: "choices" };
  const right = choices.flatMap((it, index) => (it.right ? [index] : []));
  if (right.length === 0 || (kind === "choice" && right.length > 1)) return { question, what: "right" };
  const shown = choices.map(({ zh: inZh, en: inEn }) => ({ zh: inZh, en: inEn }));
  return { kind, zh, en, choices: shown, answer: kind === "choice" ? right[0] : right, ...worth };
}

/** The file as it is kept, or the first thing that is wrong. */
export function bankOf(draft: DraftBank): { bank: Entry } | { problem: BankProblem } {
  const questions: Entry[] = [];
  for (const [index, question] of draft.questions.entries()) {
    const entry = entryOf(question, index + 1);
    if ("what" in entry) return { problem: entry as BankProblem };
    questions.push(entry as Entry);
  }
  if (questions.length === 0 || questions.length > MOST.questions)
    return { problem: { field: "questions", most: MOST.questions } };
  const draws = whole(draft.draws, 1, Math.min(MOST.draws, questions.length));
  if (draws === undefined) return { problem: { field: "draws", most: Math.min(MOST.draws, questions.length) } };
  // Whatever is drawn, it must be possible to pass.
  const weights = questions.map((it) => Number(it.weight ?? 1)).sort((a, b) => a - b);
  const reachable = weights.slice(0, draws).reduce((sum, it) => sum + it, 0);
  const pass = whole(draft.pass, 1, reachable);
  if (pass === undefined) return { problem: { field: "pass", most: reachable } };
  const retryHours = whole(draft.retryHours, 0, MOST.hours);
  if (retryHours === undefined) return { problem: { field: "retryHours", most: MOST.hours } };
  const attempts = whole(draft.attempts, 1, MOST.attempts);
  if (attempts === undefined) return { problem: { field: "attempts", most: MOST.attempts } };
  return { bank: { version: 1, salt: draft.salt, draws, pass, retryHours, attempts, questions } };
}
