import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { AREAS, campaignsModule, useActivityTypes } from "@/chain/campaigns";
import { callOf } from "@/chain/act";
import { usePlan, useStatus } from "@/chain/hooks";
import { spaced } from "@/format/chinese";
import { useTexts } from "@/i18n";
import { Act } from "@/ui/Act";
import { Amount } from "@/ui/Amount";
import { Field, Input, Page, Section, TextArea, Waiting } from "@/ui/basics";
import { useNow } from "@/ui/now";
import type { StageSpan } from "@/format/schedule";

/** Hundredths of a percent: each further reward pays as much as the one before. */
const SAME_AGAIN = 10_000;

export default function NewCampaign() {
  const { t } = useTexts();
  const { data } = useActivityTypes();
  return (
    <Page kicker={t("newCampaign.kicker")} title={t("newCampaign.title")}>
      <p className="max-w-xl text-muted">{t("newCampaign.text")}</p>
      {data ? <Form types={data.types} windowDays={data.limits.windowDays} /> : <Waiting />}
    </Page>
  );
}

type Types = NonNullable<ReturnType<typeof useActivityTypes>["data"]>["types"];

/** What `datetime-local` shows and reads: the reader's own zone. */
function local(ms: number): string {
  const at = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000);
  return at.toISOString().slice(0, 19);
}

function Form({ types, windowDays }: { types: Types; windowDays: number }) {
  const { t, lang } = useTexts();
  const plan = usePlan();
  const { calendar } = useStatus();
  const navigate = useNavigate();
  const now = useNow();
  const stages = [plan.current, plan.next].filter((it) => it !== undefined);
  const latest = (stage: StageSpan) => stage.endsMs - windowDays * calendar.dayLengthMs;
  // Late in a stage a campaign belongs to the next.
  const [stage, setStage] = useState(() => stages.find((it) => latest(it) > now) ?? stages[0]);
  const [type, setType] = useState(types[0]?.id ?? 1);
  const [places, setPlaces] = useState("10");
  const [opens, setOpens] = useState(() => (stage ? Math.max(now, stage.startsMs) : now));
  const [closes, setCloses] = useState(() => (stage ? latest(stage) : now));
  const [texts, setTexts] = useState({ titleZh: "", titleEn: "", textZh: "", textEn: "" });
  const chosen = types.find((it) => it.id === type);
  const count = /^[1-9]\d{0,6}$/.test(places) ? Number(places) : undefined;
  const complete = stage && chosen && count && Object.values(texts).every((it) => it.trim() !== "");
  const text = (name: keyof typeof texts) => ({
    value: texts[name],
    lang: name.endsWith("Zh") ? "zh-CN" : "en",
    onChange: (event: { target: { value: string } }) => setTexts({ ...texts, [name]: event.target.value }),
  });
  return (
    <div className="max-w-xl space-y-6">
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
      <Field label={t("newCampaign.stage")} hint={t("newCampaign.stageHint", { days: windowDays })}>
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
        label={t("newCampaign.places")}
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
          if (!stage || !count) return undefined;
          const terms = {
            activityType: type,
            stage: stage.index,
            places: count,
            // Down to the second, but not before the stage.
            opensAt: BigInt(Math.max(Math.floor(opens / 1000), Math.ceil(stage.startsMs / 1000))),
            closesAt: BigInt(Math.floor(closes / 1000)),
            rewardsPerAccount: 1,
            rewardsPerFact: 1,
            repeatFactor: SAME_AGAIN,
          };
          return callOf(campaignsModule.address, campaignsModule.abi, "propose", [terms, texts]);
        }}
        onDone={() => navigate({ to: "/campaigns" })}
      />
    </div>
  );
}
