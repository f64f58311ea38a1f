// Solves a task of the simulator as a member with paper would: by its words alone, in either language.
import assert from "node:assert/strict";

/** The answer to a task, as a member writes it. */
export function solve(task) {
  const numbers = [...task.matchAll(/\d+(\.\d+)?/g)].map(([digits]) => Number(digits));
  const known = FORMS.find(([words]) => words.test(task));
  assert.ok(known, `a task of another form: ${task}`);
  return known[1](...numbers)
    .toFixed(6)
    .replace(/\.?0+$/, "");
}

const kept = (...percents) => percents.reduce((rest, it) => rest * (1 - it / 100), 1);
const irisReward = (inflation, bonded, tax, tokens, commission) =>
  (tokens * (inflation / 100) * kept(tax, commission)) / bonded;

const FORMS = [
  [
    /inflation is|的通胀率为/,
    (inflation, bonded, tax, tokens, commission) => (tokens * inflation * kept(tax, commission)) / bonded,
  ],
  [/IRISnet issues/, (inflation, base, bonded, ...rest) => irisReward(inflation, bonded / base, ...rest)],
  [/IRISnet 每年增发/, (base, inflation, bonded, ...rest) => irisReward(inflation, bonded / base, ...rest)],
  [
    /Tezos issues|Tezos 每年增发/,
    (issuance, staked, delegated, tokens, edge) => (tokens * issuance * kept(edge)) / (staked + delegated / 3),
  ],
  [/of the slots|见证名额/, (tokens, slots) => tokens * (1 - Math.min(1, 9 * (slots / 100) ** 2))],
  [/after the penalty|罚没之后/, (tokens, percent) => tokens * kept(percent)],
  [/undelegate on|解除委托/, (day) => day + 21],
  [
    /baking power|烘焙权重/,
    (own, others, delegated, limit) => {
      const staked = own + Math.min(others, own * limit);
      return staked + Math.min(delegated + own + others - staked, 9 * own) / 3;
    },
  ],
];
