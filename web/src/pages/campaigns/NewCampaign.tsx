import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { AREAS, campaignsModule, useActivityTypes } from "@/chain/campaigns";
import { callOf } from "@/chain/act";
import { usePlan, useStatus } from "@/chain/hooks";
import { spaced } from "@/format/chinese";
import { commitmentOf } from "@/chain/bank";
import { makeSpareKey } from "@/chain/keys";
import { type DecidedBy, NOBODY, NO_HASH, decidesLater } from "@/chain/participation";
import { usePartTexts, useTexts } from "@/i18n";
import { Act } from "@/ui/Act";
import { Amount } from "@/ui/Amount";
import { Button, Field, Input, LinkButton, Page, Section, TextArea, Waiting } from "@/ui/basics";
import { useNow } from "@/ui/now";
import type { StageSpan } from "@/format/schedule";
import { type Hex, isAddress } from "viem";
import { type DraftField, FormBuilder, NEW_FIELD, Tick, formOf } from "./FormBuilder";
import { RUBRIC, SCORES, TEMPLATE, TEMPLATES, type TemplateId, numberOf } from "./templates";

/** Hundredths of a percent: each further reward pays as much as the one before. */
const SAME_AGAIN = 10_000;

export default function NewCampaign() {
  const { t } = useTexts();
  const { data } = useActivityTypes();
  return (
    <Page kicker={t("newCampaign.kicker")} title={t("newCampaign.title")}>
      <p className="max-w-xl text-muted">{t("newCampaign.text")}</p>
      {data ? <Form types={data.types} limits={data.limits} /> : <Waiting />}
    </Page>
  );
}

type Known = NonNullable<ReturnType<typeof useActivityTypes>["data"]>;

/** A whole number within bounds, as somebody types it. */
function whole(text: string, most: number): number | undefined {
  const value = /^[1-9]\d{0,6}$/.test(text) ? Number(text) : 0;
  return value >= 1 && value <= most ? value : undefined;
}

/** The most that the chain takes: periods of at most a quarter, and so many rewards and periods in a row. */
const MOST_DAYS = 92;
const MOST_REWARDS = 100;
/** What the chain takes, far above what a stage can pay. */
const MOST_PLACES = 9_999_999;

/** What `datetime-local` shows and reads: the reader's own zone. */
function local(ms: number): string {
  const at = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000);
  return at.toISOString().slice(0, 19);
}

function Form({ types, limits }: { types: Known["types"]; limits: Known["limits"] }) {
  const { t, lang } = useTexts();
  const part = usePartTexts().t;
  const { windowDays } = limits;
  const plan = usePlan();
  const { calendar } = useStatus();
  const navigate = useNavigate();
  const now = useNow();
  const stages = [plan.current, plan.next].filter((it) => it !== undefined);
  const [kind, setKind] = useState<TemplateId>("content");
  const template = TEMPLATE[kind];
  const [reviewed, setReviewed] = useState(false);
  const decidedBy: DecidedBy = template.form && reviewed ? "reviewer" : template.decidedBy;
  const latest = (stage: StageSpan, way = decidedBy) =>
    stage.endsMs - (decidesLater(way) ? windowDays * calendar.dayLengthMs : 0);
  // Late in a stage a campaign belongs to the next.
  const [stage, setStage] = useState(() => stages.find((it) => latest(it) > now) ?? stages[0]);
  const [type, setType] = useState<number>(template.kind);
  const [places, setPlaces] = useState("10");
  const [opens, setOpens] = useState(() => (stage ? Math.max(now, stage.startsMs) : now));
  const [closes, setCloses] = useState(() => (stage ? latest(stage) : now));
  const [texts, setTexts] = useState({ titleZh: "", titleEn: "", textZh: "", textEn: "" });
  const [fields, setFields] = useState<readonly DraftField[]>([NEW_FIELD]);
  const [key, setKey] = useState("");
  const [commitment, setCommitment] = useState<Hex>(NO_HASH);
  const [rhythm, setRhythm] = useState({ everyDays: "1", streak: "7" });
  const [rewards, setRewards] = useState("1");
  const [scoring, setScoring] = useState({ scores: "3", threshold: "60", rubricZh: "", rubricEn: "" });
  const choose = (next: TemplateId) => {
    const { decidedBy: way, ...of } = TEMPLATE[next];
    setKind(next);
    setType(of.kind);
    setRewards(String(of.rewards));
    setRhythm({ everyDays: String(of.everyDays ?? 1), streak: String(of.streak ?? 1) });
    if (stage) setCloses(latest(stage, way));
  };
  const hasKey = decidedBy === "ticket" || decidedBy === "grader";
  const recurring = template.everyDays !== undefined;
  const everyDays = recurring ? whole(rhythm.everyDays, MOST_DAYS) : 0;
  const streak = recurring ? whole(rhythm.streak, MOST_REWARDS) : 0;
  const perAccount = whole(rewards, MOST_REWARDS);
  const form = template.form ? formOf(fields) : [];
  const chosen = types.find((it) => it.id === type);
  const scored = decidedBy === "scores";
  const threshold = /^(\d|[1-9]\d|100)$/.test(scoring.threshold) ? Number(scoring.threshold) : undefined;
  const count = whole(places, scored ? limits.prizes : MOST_PLACES);
  const complete =
    stage &&
    chosen &&
    count &&
    form &&
    perAccount &&
    everyDays !== undefined &&
    streak !== undefined &&
    (!hasKey || isAddress(key.trim())) &&
    (!scored || (threshold !== undefined && scoring.rubricZh.trim() !== "" && scoring.rubricEn.trim() !== "")) &&
    Object.values(texts).every((it) => it.trim() !== "");
  const text = (name: keyof typeof texts) => ({
    value: texts[name],
    lang: name.endsWith("Zh") ? "zh-CN" : "en",
    onChange: (event: { target: { value: string } }) => setTexts({ ...texts, [name]: event.target.value }),
  });
  return (
    <div className="max-w-xl space-y-6">
      <fieldset>
        <legend className="mb-2 font-medium">{part("template.label")}</legend>
        <div className="grid gap-2 sm:grid-cols-2">
          {TEMPLATES.map((it) => (
            <label
              key={it}
              className={`flex cursor-pointer gap-3 rounded-small border bg-surface p-3 ${
                kind === it ? "border-ink" : "border-line hover:border-muted"
              }`}
            >
              <input
                type="radio"
                name="template"
                checked={kind === it}
                onChange={() => choose(it)}
                className="mt-1 accent-(--vermilion)"
              />
              <span>
                <span className="block font-medium">{part(`template.${it}`)}</span>
                <span className="block text-sm text-muted">{part(`template.${it}Text`)}</span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      <Field label={t("newCampaign.type")}>
        {(id) => (
          <select id={id} className="field" value={type} onChange={(event) => setType(Number(event.target.value))}>
            {types.map((it) => (
              <option key={it.id} value={it.id}>
                {(lang === "en" ? it.nameEn : it.nameZh) || it.nameZh || it.nameEn} ·{" "}
                {t(`areas.${AREAS[it.area] ?? "open"}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field
        label={t("newCampaign.stage")}
        hint={decidesLater(decidedBy) ? t("newCampaign.stageHint", { days: windowDays }) : part("terms.endsWithStage")}
      >
        {(id) => (
          <select
            id={id}
            className="field"
            value={stage?.index}
            onChange={(event) => {
              const next = stages.find((it) => it.index === Number(event.target.value));
              if (!next) return;
              setStage(next);
              setOpens(Math.max(now, next.startsMs));
              setCloses(latest(next));
            }}
          >
            {stages.map((it) => (
              <option key={it.index} value={it.index}>
                {spaced(`${lang === "en" ? it.name.en : it.name.zh} ×${it.multiplier}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <div className="grid gap-6 sm:grid-cols-2">
        <Input
          label={t("newCampaign.opens")}
          type="datetime-local"
          step={1}
          value={local(opens)}
          onChange={(event) => setOpens(Date.parse(event.target.value) || opens)}
        />
        <Input
          label={t("newCampaign.closes")}
          type="datetime-local"
          step={1}
          value={local(closes)}
          onChange={(event) => setCloses(Date.parse(event.target.value) || closes)}
        />
      </div>
      <Input
        label={scored ? part("terms.prizes", { most: limits.prizes }) : t("newCampaign.places")}
        inputMode="numeric"
        value={places}
        {...(count ? {} : { problem: t("arguments.number") })}
        hint={
          chosen &&
          stage &&
          count && (
            <>
              {t("newCampaign.budget")} <Amount units={chosen.base * stage.multiplier * BigInt(count)} /> ={" "}
              <span className="figures">{count}</span> × <Amount units={chosen.base * stage.multiplier} />
            </>
          )
        }
        onChange={(event) => setPlaces(event.target.value)}
      />
      {recurring && (
        <div className="grid gap-6 sm:grid-cols-2">
          <Input
            label={part("terms.everyDays")}
            inputMode="numeric"
            value={rhythm.everyDays}
            {...(everyDays ? {} : { problem: part("terms.number", { most: MOST_DAYS }) })}
            onChange={(event) => setRhythm({ ...rhythm, everyDays: event.target.value })}
          />
          <Input
            label={part("terms.streak")}
            inputMode="numeric"
            value={rhythm.streak}
            {...(streak ? {} : { problem: part("terms.number", { most: MOST_REWARDS }) })}
            onChange={(event) => setRhythm({ ...rhythm, streak: event.target.value })}
          />
        </div>
      )}
      {scored && (
        <>
          <div className="grid gap-6 sm:grid-cols-2">
            <Field label={part("terms.scores")} hint={part("terms.scoresHint")}>
              {(id) => (
                <select
                  id={id}
                  className="field"
                  value={scoring.scores}
                  onChange={(event) => setScoring({ ...scoring, scores: event.target.value })}
                >
                  {SCORES.map((it) => (
                    <option key={it}>{it}</option>
                  ))}
                </select>
              )}
            </Field>
            <Input
              label={part("terms.threshold")}
              hint={part("terms.thresholdHint")}
              inputMode="numeric"
              value={scoring.threshold}
              {...(threshold === undefined ? { problem: part("terms.thresholdWrong") } : {})}
              onChange={(event) => setScoring({ ...scoring, threshold: event.target.value.trim() })}
            />
          </div>
          <TextArea
            label={part("terms.rubricZh")}
            lang="zh-CN"
            value={scoring.rubricZh}
            onChange={(event) => setScoring({ ...scoring, rubricZh: event.target.value })}
          />
          <TextArea
            label={part("terms.rubricEn")}
            hint={part("terms.rubricHint")}
            lang="en"
            value={scoring.rubricEn}
            onChange={(event) => setScoring({ ...scoring, rubricEn: event.target.value })}
          />
        </>
      )}
      {!scored && (
        <Input
          label={part("terms.rewards")}
          inputMode="numeric"
          value={rewards}
          {...(perAccount ? {} : { problem: part("terms.number", { most: MOST_REWARDS }) })}
          onChange={(event) => setRewards(event.target.value)}
        />
      )}
      {hasKey && (
        <Input
          label={part("terms.key")}
          value={key}
          className="font-mono"
          spellCheck={false}
          hint={part(decidedBy === "ticket" ? "terms.keyTicket" : "terms.keyGrader")}
          {...(key !== "" && !isAddress(key.trim()) ? { problem: part("terms.keyWrong") } : {})}
          onChange={(event) => setKey(event.target.value)}
        />
      )}
      {decidedBy === "ticket" && key === "" && (
        <Button onClick={() => setKey(makeSpareKey(part("terms.spareName")).address)}>{part("terms.makeKey")}</Button>
      )}
      {decidedBy === "grader" && (
        <Field
          label={part("terms.commitment")}
          hint={
            <>
              {part("terms.commitmentHint")}{" "}
              <span className="break-all">
                {commitment === NO_HASH
                  ? part("terms.commitmentNone")
                  : part("terms.commitmentHash", { hash: commitment })}
              </span>
            </>
          }
        >
          {(id, describedBy) => (
            <input
              id={id}
              aria-describedby={describedBy}
              type="file"
              className="field"
              onChange={async (event) => {
                const file = event.target.files?.[0];
                setCommitment(file ? commitmentOf(new Uint8Array(await file.arrayBuffer())) : NO_HASH);
              }}
            />
          )}
        </Field>
      )}
      {decidedBy === "grader" && commitment === NO_HASH && (
        <LinkButton to="/quiz/draft" search={{ tasks: template.tasks }}>
          {part("bank.write")}
        </LinkButton>
      )}
      {template.form && (
        <Section title={part("builder.title")}>
          <div className="space-y-5">
            <div>
              <Tick
                label={part("terms.reviewed")}
                on={reviewed}
                turn={(on) => {
                  setReviewed(on);
                  if (stage) setCloses(latest(stage, on ? "reviewer" : template.decidedBy));
                }}
              />
              <p className="pl-8 text-sm text-muted">{part("terms.reviewedText")}</p>
            </div>
            <FormBuilder fields={fields} most={limits.formFields} change={setFields} />
          </div>
        </Section>
      )}
      <Section title={t("newCampaign.words")}>
        <div className="space-y-5">
          <Input label={t("newCampaign.titleZh")} {...text("titleZh")} />
          <TextArea label={t("newCampaign.textZh")} {...text("textZh")} />
          <Input label={t("newCampaign.titleEn")} {...text("titleEn")} />
          <TextArea label={t("newCampaign.textEn")} {...text("textEn")} />
        </div>
      </Section>
      <Act
        label={t("newCampaign.send")}
        disabled={!complete}
        intent={() => {
          if (!stage || !count || !form || !perAccount) return undefined;
          const terms = {
            activityType: type,
            stage: stage.index,
            places: count,
            // Down to the second, but not before the stage.
            opensAt: BigInt(Math.max(Math.floor(opens / 1000), Math.ceil(stage.startsMs / 1000))),
            closesAt: BigInt(Math.floor(closes / 1000)),
            rewardsPerAccount: perAccount,
            // Many on one list may have done the same.
            rewardsPerFact: decidedBy === "list" ? Math.min(count, MOST_REWARDS) : 1,
            repeatFactor: SAME_AGAIN,
            decidedBy: numberOf(decidedBy),
            key: hasKey ? (key.trim() as Hex) : NOBODY,
            commitment: decidedBy === "grader" ? commitment : NO_HASH,
            everyDays: everyDays ?? 0,
            streak: streak ?? 0,
            nominations: template.nominations ?? false,
            scores: scored ? Number(scoring.scores) : 0,
            threshold: scored ? (threshold ?? 0) : 0,
          };
          const told = scored
            ? {
                ...texts,
                textZh: `${texts.textZh.trim()}\n\n${RUBRIC.zh}：\n${scoring.rubricZh.trim()}`,
                textEn: `${texts.textEn.trim()}\n\n${RUBRIC.en}:\n${scoring.rubricEn.trim()}`,
              }
            : texts;
          return callOf(campaignsModule.address, campaignsModule.abi, "propose", [terms, told, form]);
        }}
        onDone={() => navigate({ to: "/campaigns" })}
      />
    </div>
  );
}
