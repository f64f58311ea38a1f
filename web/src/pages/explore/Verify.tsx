import { useQuery } from "@tanstack/react-query";
import { Link, getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { type Hex, bytesToHex, getAddress, hexToBytes, isAddress } from "viem";
import { networkAbi, networkAddress } from "@/abi/network";
import { useStatus } from "@/chain/hooks";
import {
  BrokenProof,
  type CertificateChain,
  type Known,
  type ProofStep,
  type Proven,
  STEPS,
  type StateProof,
  accountKey,
  accountOf,
  follow,
  knownFromGenesis,
  verifyProof,
} from "@/chain/proof";
import { publicClient, rpc, rpcUrl } from "@/chain/rpc";
import { refusalOf } from "@/chain/refusal";
import { showAmount } from "@/format/amount";
import { showMoment, showRelative } from "@/format/time";
import { useProofTexts, useTexts } from "@/i18n";
import { Amount } from "@/ui/Amount";
import { Address, Button, Card, Copy, Facts, Field, Input, Page, Section, Waiting } from "@/ui/basics";
import { Icon } from "@/ui/icons";
import { useNow } from "@/ui/now";
import { Refusal } from "@/ui/Refusal";
import { Seal } from "@/ui/Seal";
import { NoAccount } from "./NoAccount";

const route = getRouteApi("/verify/$address");

/** Where the genesis document of a network is kept once somebody chose it. */
const storeOf = (genesisHash: Hex): string => `wepos.genesis.${genesisHash}`;

/** Changes of validators in one answer of a node, and how often a reader asks for more. */
const CHANGES = 16;
const MOST_PAGES = 64;

/** Who signs: from the genesis document, change by change, or what the node says where nobody has chosen one. */
async function readKnown(genesis: string | null, genesisHash: Hex): Promise<Known> {
  if (genesis !== null) {
    let known = knownFromGenesis(genesis, genesisHash);
    for (let page = 0; page < MOST_PAGES; page++) {
      const chain = await rpc<CertificateChain>("wepos_getCertificateChain", [known.sets.length]);
      known = follow(known, chain);
      if (chain.changes.length < CHANGES) break;
    }
    return known;
  }
  const module = { address: networkAddress, abi: networkAbi } as const;
  const client = publicClient();
  const { number, blocks } = await client.readContract({ ...module, functionName: "epoch" });
  const validators = await client.readContract({ ...module, functionName: "validatorsOf", args: [number] });
  const keys = validators.map((it) => it.publicKey);
  return { genesisHash, epochBlocks: blocks, sets: [{ from: 0n, keys }] };
}

type Result = { proven: Proven; failed?: undefined } | { proven?: undefined; failed: BrokenProof };

function check(known: Known, address: Hex, proof: StateProof): Result {
  try {
    return { proven: verifyProof(known, accountKey(address), proof) };
  } catch (error) {
    if (error instanceof BrokenProof) return { failed: error };
    throw error;
  }
}

/** What one account holds, proven in the page. */
export default function Verify() {
  const { address } = route.useParams();
  if (!isAddress(address, { strict: false })) return <NoAccount />;
  return <Account key={address} address={getAddress(address)} />;
}

function Account({ address }: { address: Hex }) {
  const { t, lang } = useProofTexts();
  const { genesisHash } = useStatus();
  const [genesis, setGenesis] = useState(() => localStorage.getItem(storeOf(genesisHash)));
  const asked = useQuery({
    queryKey: ["proof", address, genesis],
    queryFn: async () => {
      const [known, proof] = await Promise.all([
        readKnown(genesis, genesisHash),
        rpc<StateProof>("wepos_getProof", [address]),
      ]);
      return { known, proof };
    },
    retry: 2,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const [changed, setChanged] = useState<{ proof: StateProof; text: string }>();
  if (asked.isPending) return <Waiting />;
  if (asked.isError) {
    const { error } = asked;
    return (
      <Page kicker={t("kicker")} title={t("broken")}>
        {error instanceof BrokenProof ? <Steps result={{ failed: error }} known={undefined} /> : null}
        {!(error instanceof BrokenProof) && <Refusal reason={refusalOf(error)} />}
        <Button onClick={() => void asked.refetch()}>{t("again")}</Button>
        <Rests genesis={genesis} setGenesis={setGenesis} />
      </Page>
    );
  }
  const { known, proof } = asked.data;
  const result = check(known, address, changed?.proof ?? proof);
  return (
    <Page
      kicker={t("kicker")}
      title={
        <span className="flex items-center justify-between gap-4">
          <span aria-live="polite">
            {result.failed
              ? t("broken")
              : result.proven.value === null
                ? t("absent")
                : t("holds", { value: showAmount(accountOf(result.proven.value).balance, lang) })}
          </span>
          {result.proven && <Seal kind="checked" />}
        </span>
      }
    >
      <Figures address={address} result={result} />
      <Steps result={result} known={known} />
      <Button
        onClick={() => {
          setChanged(undefined);
          void asked.refetch();
        }}
      >
        {t("again")}
      </Button>
      <Rests genesis={genesis} setGenesis={setGenesis} />
      <Panel proof={proof} changed={changed} change={setChanged} />
    </Page>
  );
}

function Figures({ address, result: { proven } }: { address: Hex; result: Result }) {
  const { t, lang } = useProofTexts();
  const now = useNow();
  const atMs = proven && Number(proven.at) * 1000;
  return (
    <div className="space-y-4">
      <Facts
        rows={[
          [t("account"), <Address address={address} whole />],
          proven ? [t("balance"), <Amount units={accountOf(proven.value).balance} base />] : false,
          proven
            ? [
                t("block"),
                <Link
                  to="/explore/block/$id"
                  params={{ id: proven.block.toString() }}
                  className="link figures"
                >{`${proven.block}`}</Link>,
              ]
            : false,
          atMs !== undefined && [
            t("at"),
            <span className="figures">
              {showMoment(atMs, lang, true)} · {showRelative(atMs, now, lang)}
            </span>,
          ],
        ]}
      />
      {proven && <p className="max-w-xl text-sm text-muted">{t("cannot")}</p>}
    </div>
  );
}

/** How many digits of a hash are enough to recognise it. */
const DIGITS = 10;

function Steps({ result: { proven, failed }, known }: { result: Result; known: Known | undefined }) {
  const { t } = useProofTexts();
  const until = failed ? STEPS.indexOf(failed.step) : STEPS.length;
  const did = (step: ProofStep): string => {
    if (!proven) return "";
    if (step === "validators") return t("did.validators", { count: known?.sets.at(-1)?.keys.length ?? 0 });
    if (step === "certificate")
      return t("did.certificate", {
        signers: proven.signers,
        validators: proven.validators,
        block: proven.certified.toString(),
      });
    if (step === "headers") return t("did.headers", { block: proven.block.toString() });
    if (step === "path")
      return t(proven.value === null ? "did.gap" : "did.path", { root: proven.stateRoot.slice(2, 2 + DIGITS) });
    return t("did.answer");
  };
  return (
    <Section title={t("steps")}>
      <p className="mb-4 text-muted">{t("stepsText")}</p>
      <ol className="divide-y divide-line border-y border-line">
        {STEPS.map((step, index) => (
          <li key={step} className="flex gap-4 py-3">
            <Icon
              name={index === until ? "close" : "done"}
              className={`mt-0.5 size-5 ${index < until ? "text-jade" : index === until ? "text-vermilion" : "opacity-0"}`}
            />
            <span className="min-w-0">
              <span className="block font-medium">{t(`step.${step}`)}</span>
              <span className={`block ${index === until ? "text-vermilion" : "text-muted"}`}>
                {index < until ? did(step) : index === until ? t(`fails.${step}`) : t("skipped")}
              </span>
              {index === until && failed && (
                <span className="mt-1 block font-mono text-sm break-all text-muted">{failed.message}</span>
              )}
            </span>
          </li>
        ))}
      </ol>
    </Section>
  );
}

interface RestsProps {
  genesis: string | null;
  setGenesis: (text: string | null) => void;
}

/** What has to be believed: the genesis document, or who this node says the validators are. */
function Rests({ genesis, setGenesis }: RestsProps) {
  const { t } = useProofTexts();
  const common = useTexts().t;
  const { genesisHash } = useStatus();
  const { address } = route.useParams();
  const choose = async (file: File | undefined) => {
    const text = await file?.text();
    if (text === undefined) return;
    setGenesis(text);
    try {
      knownFromGenesis(text, genesisHash);
      localStorage.setItem(storeOf(genesisHash), text);
    } catch {
      // The page says which step failed; what is of another network is not kept.
    }
  };
  const command = `wepos verify ${address} --genesis genesis.json --rpc ${rpcUrl}`;
  return (
    <Section title={t("rests")}>
      <div className="max-w-xl space-y-5">
        <p>{t(genesis === null ? "restsNode" : "restsGenesis")}</p>
        {genesis === null ? (
          <Field label={t("genesis")} hint={t("genesisHint")}>
            {(id, describedBy) => (
              <input
                id={id}
                aria-describedby={describedBy}
                type="file"
                accept=".json,application/json"
                className="field"
                onChange={(event) => void choose(event.target.files?.[0])}
              />
            )}
          </Field>
        ) : (
          <Button
            onClick={() => {
              localStorage.removeItem(storeOf(genesisHash));
              setGenesis(null);
            }}
          >
            {t("forget")}
          </Button>
        )}
        <div>
          <p className="mb-1 font-medium">{t("command")}</p>
          <p className="flex items-start gap-1">
            <code className="font-mono text-sm break-all">{command}</code>
            <Copy text={command} label={common("common.copy")} />
          </p>
        </div>
      </div>
    </Section>
  );
}

const PARTS = ["value", "path", "headers", "finalization"] as const;
type Part = (typeof PARTS)[number];

const hexOf = (proof: StateProof, part: Part): Hex =>
  (part === "headers" ? proof.headers[0] : part === "value" ? proof.value : proof[part]) ?? "0x";

interface PanelProps {
  proof: StateProof;
  changed: { text: string } | undefined;
  change: (next: { proof: StateProof; text: string } | undefined) => void;
}

/** One byte of the answer turned over, to see the check fail. */
function Panel({ proof, changed, change }: PanelProps) {
  const { t } = useProofTexts();
  const parts = PARTS.filter((it) => hexOf(proof, it) !== "0x");
  const [part, setPart] = useState<Part>(parts[0] ?? "path");
  const [place, setPlace] = useState("1");
  const hex = hexOf(proof, part);
  const most = (hex.length - 2) / 2 - 1;
  const byte = /^\d{1,6}$/.test(place) && Number(place) <= most ? Number(place) : undefined;
  const alter = () => {
    if (byte === undefined) return;
    const bytes = hexToBytes(hex);
    const before = bytes[byte] as number;
    const after = before ^ 1;
    bytes[byte] = after;
    const next = bytesToHex(bytes);
    const show = (value: number) => `0x${value.toString(16).padStart(2, "0")}`;
    change({
      proof: { ...proof, [part]: part === "headers" ? [next, ...proof.headers.slice(1)] : next },
      text: t("changed", { byte, before: show(before), after: show(after) }),
    });
  };
  return (
    <details>
      <summary className="link w-fit py-2 text-muted">{t("panel")}</summary>
      <Card className="mt-3 space-y-5">
        <p className="max-w-xl text-muted">{t("panelText")}</p>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t("part")}>
            {(id) => (
              <select id={id} className="field" value={part} onChange={(event) => setPart(event.target.value as Part)}>
                {parts.map((it) => (
                  <option key={it} value={it}>
                    {t(`parts.${it}`)}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Input
            label={t("byte", { most })}
            inputMode="numeric"
            value={place}
            onChange={(event) => setPlace(event.target.value.trim())}
          />
        </div>
        <p className="max-h-40 overflow-y-auto font-mono text-xs break-all text-muted">
          {byte === undefined ? (
            hex
          ) : (
            <>
              {hex.slice(0, 2 + byte * 2)}
              <mark className="bg-ochre text-paper">{hex.slice(2 + byte * 2, 4 + byte * 2)}</mark>
              {hex.slice(4 + byte * 2)}
            </>
          )}
        </p>
        <div className="flex flex-wrap gap-3">
          <Button disabled={byte === undefined} onClick={alter}>
            {t("change")}
          </Button>
          {changed && <Button onClick={() => change(undefined)}>{t("restore")}</Button>}
        </div>
        {changed && <p role="status">{changed.text}</p>}
      </Card>
    </details>
  );
}
