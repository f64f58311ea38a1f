/** What the page that checks a proof says. `proof.zh-CN.ts` has the same keys. */
const texts = {
  kicker: "Checked in your browser",
  asking: "Asking the node for a proof…",
  holds: "Proven: {{value}} PoS",
  absent: "Proven: there is no record of this account",
  broken: "This proof does not hold",
  account: "Account",
  balance: "Held after that block",
  block: "Block",
  at: "Time of the block",
  cannot: "That there is no newer block, nobody can prove. Ask another node if the time looks old.",
  again: "Ask for a new proof",
  steps: "What was checked",
  stepsText: "Every byte of the answer; nothing of it was believed beforehand.",
  step: {
    validators: "Validators",
    answer: "Question",
    certificate: "Certificate",
    headers: "Headers",
    path: "Path and record",
  },
  did: {
    validators: "Who signs blocks is known: {{count}} in the newest set.",
    answer: "The answer is about this account.",
    certificate: "{{signers}} of {{validators}} validators signed the hash of block {{block}}.",
    headers: "Block {{block}} is that block, or one that leads to it; its header names the root of the state.",
    path: "Hash by hash, the record leads to that root: 0x{{root}}…",
    gap: "Hash by hash, the gap where the record would be leads to that root: 0x{{root}}…",
  },
  fails: {
    validators: "It does not show who may sign.",
    answer: "The answer is about something else.",
    certificate: "Not signed by two thirds of those who may.",
    headers: "The header is another one than what was signed.",
    path: "The record does not lead to the root of the state.",
  },
  skipped: "Not reached",
  rests: "What this rests on",
  restsNode:
    "Who the validators are, this node said. Choose the genesis document, and not even that has to be believed.",
  restsGenesis: "The genesis document that you chose. Its hash is that of this network, and all else follows from it.",
  genesis: "Genesis document",
  genesisHint: "A JSON file that you got elsewhere. It stays in this browser.",
  forget: "Forget it",
  command: "The same on a command line",
  panel: "Developer panel",
  panelText: "Change one byte of what the node sent, and see where the check finds it. The chain does not change.",
  part: "Which part",
  parts: { value: "Record", path: "Path", headers: "Header", finalization: "Certificate" },
  byte: "Which byte, from 0 to {{most}}",
  change: "Change this byte",
  restore: "Put everything back",
  changed: "Byte {{byte}} was {{before}} and is now {{after}}.",
};

/** Chinese has no singular: `_one` is English only. */
type Strings<T> = {
  [key in keyof T as key extends `${string}_one` ? never : key]: T[key] extends string ? string : Strings<T[key]>;
};

export type ProofTexts = Strings<typeof texts>;

export default texts as ProofTexts;
