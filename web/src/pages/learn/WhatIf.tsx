import type { ReactNode } from "react";
import { useLearnTexts } from "@/i18n";
import { CHAIN, type ChainId } from "@/staking/parameters";
import { type Fault, MONTHS } from "@/staking/simulate";
import { Field, Input } from "@/ui/basics";
import { partOf } from "./show";

/** What the reader asks, kept also while it is switched off. */
export interface Questions {
  slash: { on: boolean; month: number; node: number; fault: Fault };
  unbond: { on: boolean; month: number };
  raise: { on: boolean; month: number; node: number; commission: string };
  crowd: { on: boolean; month: number; bonded: string };
}

export const NOTHING_ASKED: Questions = {
  slash: { on: false, month: 6, node: 0, fault: "doubleSign" },
  unbond: { on: false, month: 9 },
  raise: { on: false, month: 4, node: 0, commission: "20" },
  crowd: { on: false, month: 3, bonded: "50" },
};

const CROWD = { hub: "simulator.crowdHub", iris: "simulator.crowdIris", tezos: "simulator.crowdTezos" } as const;

interface Props {
  chain: ChainId;
  nodes: number;
  questions: Questions;
  ask: (questions: Questions) => void;
}

export function WhatIf({ chain, nodes, questions, ask }: Props) {
  const { t } = useLearnTexts();
  const { slash, unbond, raise, crowd } = questions;
  const set = <key extends keyof Questions>(key: key, change: Partial<Questions[key]>) =>
    ask({ ...questions, [key]: { ...questions[key], ...change } });
  const { faults } = CHAIN[chain];
  const fault = faults.find((it) => it === slash.fault) ?? faults[0];
  return (
    <div className="max-w-xl divide-y divide-line border-y border-line">
      <Question label={t("simulator.slash")} on={slash.on} turn={(on) => set("slash", { on })}>
        <Field
          label={t("simulator.fault")}
          {...(fault === "doubleSign" && chain !== "tezos" ? { hint: t("simulator.faultOut") } : {})}
        >
          {(id) => (
            <select
              id={id}
              className="field"
              value={fault}
              onChange={(event) => set("slash", { fault: event.target.value as Fault })}
            >
              {faults.map((it) => (
                <option key={it} value={it}>
                  {t(`simulator.faults.${it}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <div className="grid grid-cols-2 gap-4">
          <Which nodes={nodes} value={slash.node} set={(node) => set("slash", { node })} />
          <When value={slash.month} set={(month) => set("slash", { month })} />
        </div>
      </Question>
      <Question label={t("simulator.unbond")} on={unbond.on} turn={(on) => set("unbond", { on })}>
        <p className="text-sm text-muted">{t("simulator.unbondText")}</p>
        <When value={unbond.month} set={(month) => set("unbond", { month })} />
      </Question>
      <Question label={t("simulator.raise")} on={raise.on} turn={(on) => set("raise", { on })}>
        <div className="grid grid-cols-2 gap-4">
          <Which nodes={nodes} value={raise.node} set={(node) => set("raise", { node })} />
          <When value={raise.month} set={(month) => set("raise", { month })} />
        </div>
        <Input
          label={t(chain === "tezos" ? "simulator.edge" : "simulator.commission")}
          inputMode="decimal"
          value={raise.commission}
          {...(partOf(raise.commission) ? {} : { problem: t("simulator.percentWrong") })}
          onChange={(event) => set("raise", { commission: event.target.value })}
        />
      </Question>
      <Question label={t("simulator.crowd")} on={crowd.on} turn={(on) => set("crowd", { on })}>
        <p className="text-sm text-muted">{t("simulator.crowdText")}</p>
        <div className="grid grid-cols-2 items-end gap-4">
          <Input
            label={t(CROWD[chain])}
            inputMode="decimal"
            value={crowd.bonded}
            {...(partOf(crowd.bonded) ? {} : { problem: t("simulator.percentWrong") })}
            onChange={(event) => set("crowd", { bonded: event.target.value })}
          />
          <When value={crowd.month} set={(month) => set("crowd", { month })} />
        </div>
      </Question>
    </div>
  );
}

interface QuestionProps {
  label: string;
  on: boolean;
  turn: (on: boolean) => void;
  children: ReactNode;
}

function Question({ label, on, turn, children }: QuestionProps) {
  return (
    <div className="py-2">
      <label className="flex min-h-11 cursor-pointer items-center gap-3">
        <input
          type="checkbox"
          checked={on}
          onChange={(event) => turn(event.target.checked)}
          className="size-5 accent-(--vermilion)"
        />
        <span className="font-medium">{label}</span>
      </label>
      {on && <div className="space-y-4 pt-1 pb-4 pl-8">{children}</div>}
    </div>
  );
}

function Which({ nodes, value, set }: { nodes: number; value: number; set: (node: number) => void }) {
  const { t } = useLearnTexts();
  return (
    <Field label={t("simulator.which")}>
      {(id) => (
        <select
          id={id}
          className="field"
          value={Math.min(value, nodes - 1)}
          onChange={(event) => set(Number(event.target.value))}
        >
          {Array.from({ length: nodes }, (_, index) => (
            <option key={index} value={index}>
              {t("simulator.node", { number: index + 1 })}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function When({ value, set }: { value: number; set: (month: number) => void }) {
  const { t } = useLearnTexts();
  return (
    <Field label={t("simulator.when")}>
      {(id) => (
        <select id={id} className="field" value={value} onChange={(event) => set(Number(event.target.value))}>
          {Array.from({ length: MONTHS }, (_, index) => (
            <option key={index} value={index + 1}>
              {t("simulator.month", { month: index + 1 })}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
