import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { connect, disconnect } from "@wagmi/core";
import { type FormEvent, useState } from "react";
import type { Hex } from "viem";
import { useConfig, useConnectors } from "wagmi";
import { LOCAL } from "@/chain/connector";
import { useMe, useStatus } from "@/chain/hooks";
import {
  ROLES,
  addressOfRole,
  forgetKey,
  keepKey,
  keyOfRole,
  localKeys,
  makeKey,
  markSaved,
  roleOf,
  setActiveKey,
} from "@/chain/keys";
import { chainOf, rpcUrl } from "@/chain/rpc";
import { saveFile } from "@/format/file";
import { useTexts } from "@/i18n";
import { Address, Button, Card, Identicon, Input, Page, Section } from "@/ui/basics";
import { Icon } from "@/ui/icons";
import { DisclaimerText } from "./Disclaimer";
import { accept, accepted } from "./disclaimer";

const route = getRouteApi("/start");

/** Beginning, and changing accounts: what PoS are not, then a key. */
export default function Start() {
  const { t } = useTexts();
  const [agreed, setAgreed] = useState(accepted);
  const me = useMe();
  if (!agreed) {
    return (
      <Page kicker={t("start.step", { step: 1, of: 2 })} title={t("start.title")}>
        <div>
          <DisclaimerText />
          <Button
            look="primary"
            className="mt-8 w-full sm:w-auto"
            onClick={() => {
              accept();
              setAgreed(true);
            }}
          >
            {t("start.agree")}
          </Button>
        </div>
      </Page>
    );
  }
  return (
    <Page
      kicker={me.address ? undefined : t("start.step", { step: 2, of: 2 })}
      title={me.address ? t("start.accountTitle") : t("start.keyTitle")}
    >
      {me.address && <Current />}
      <Ways />
    </Page>
  );
}

/** After a choice: back to where the member came from. */
function useConnected() {
  const { back } = route.useSearch();
  const navigate = useNavigate();
  return () => navigate({ to: back ?? "/account" });
}

function useLocalKey() {
  const config = useConfig();
  const connectors = useConnectors();
  const connected = useConnected();
  return async (address: Hex) => {
    setActiveKey(address);
    const connector = connectors.find((it) => it.id === LOCAL);
    if (!connector) return;
    await disconnect(config).catch(() => undefined);
    await connect(config, { connector });
    await connected();
  };
}

function Current() {
  const { t } = useTexts();
  const config = useConfig();
  const me = useMe();
  const [round, setRound] = useState(0);
  if (!me.address) return null;
  const key = me.local ? localKeys().find((it) => it.address === me.address) : undefined;
  return (
    <Card>
      <p className="eyebrow mb-1">{me.local ? t("start.keyHere") : t("start.keyWallet", { name: me.name })}</p>
      <Address address={me.address} whole copy />
      {key && !roleOf(key.address) && (
        <p className={`mt-3 ${key.saved ? "text-jade" : "text-ochre"}`}>
          {t(key.saved ? "start.saved" : "start.notSaved")}
        </p>
      )}
      <div className="mt-4 flex flex-wrap gap-3">
        <Button onClick={() => disconnect(config)}>{t("start.leave")}</Button>
      </div>
      {key && !roleOf(key.address) && (
        <details className="mt-4" key={round}>
          <summary className="link w-fit py-2">{t("start.export")}</summary>
          <Export address={key.address} privateKey={key.privateKey} onDone={() => setRound(round + 1)} />
        </details>
      )}
    </Card>
  );
}

const PASSWORD_MIN = 8;

function Export({ address, privateKey, onDone }: { address: Hex; privateKey: Hex; onDone: () => void }) {
  const { t } = useTexts();
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const { exportKeystore } = await import("@/chain/keystore");
    const file = await exportKeystore(privateKey, password);
    saveFile(`${file.name}.json`, "application/json", file.text);
    markSaved(address);
    setBusy(false);
    onDone();
  };
  return (
    <form onSubmit={save} className="mt-2 max-w-sm space-y-3">
      <Input
        label={t("start.password")}
        hint={t("start.passwordHint", { min: PASSWORD_MIN })}
        type="password"
        autoComplete="new-password"
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <Button type="submit" disabled={password.length < PASSWORD_MIN || busy}>
        {busy ? t("start.encrypting") : t("start.download")}
      </Button>
    </form>
  );
}

function Ways() {
  const { t } = useTexts();
  const config = useConfig();
  const connectors = useConnectors();
  const status = useStatus();
  const connected = useConnected();
  const useKey = useLocalKey();
  const me = useMe();
  const [problem, setProblem] = useState<string>();
  const own = localKeys().filter((key) => !roleOf(key.address) && key.address !== me.address);
  const wallets = connectors.filter((it) => it.id !== LOCAL && it.type === "injected");
  const join = async (connector: (typeof wallets)[number]) => {
    setProblem(undefined);
    try {
      const provider = (await connector.getProvider()) as { request: (it: unknown) => Promise<unknown> } | undefined;
      const chain = chainOf(status);
      await provider?.request({
        method: "wallet_addEthereumChain",
        params: [
          {
            chainId: `0x${chain.id.toString(16)}`,
            chainName: chain.name,
            nativeCurrency: chain.nativeCurrency,
            rpcUrls: [rpcUrl],
          },
        ],
      });
      await disconnect(config).catch(() => undefined);
      await connect(config, { connector, chainId: chain.id as never });
      await connected();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <>
      {!me.address && (
        <Section>
          <Button look="primary" className="w-full sm:w-auto" onClick={() => useKey(makeKey("").address)}>
            {t("start.make")}
          </Button>
          <p className="mt-3 max-w-xl text-muted">{t("start.makeText")}</p>
        </Section>
      )}
      <Section title={t("start.wallets")}>
        {wallets.length === 0 ? (
          <p className="text-muted">{t("start.noWallet")}</p>
        ) : (
          <div className="flex flex-wrap gap-3">
            {wallets.map((connector) => (
              <Button key={connector.uid} onClick={() => join(connector)}>
                {connector.icon && <img src={connector.icon} alt="" className="size-5" />}
                {connector.name}
              </Button>
            ))}
          </div>
        )}
        {problem && (
          <p role="alert" className="mt-3 border-l-2 border-vermilion pl-4">
            {t("start.walletProblem")} <span className="text-muted">{problem}</span>
          </p>
        )}
      </Section>
      {own.length > 0 && (
        <Section title={t("start.others")}>
          <ul className="divide-y divide-line border-y border-line">
            {own.map((key) => (
              <li key={key.address} className="flex flex-wrap items-center justify-between gap-3 py-3">
                <Address address={key.address} />
                <span className="flex gap-2">
                  <Button onClick={() => useKey(key.address)}>{t("start.use")}</Button>
                  {key.saved && (
                    <Button
                      look="quiet"
                      onClick={() => {
                        forgetKey(key.address);
                        setProblem(undefined);
                      }}
                    >
                      {t("start.forget")}
                    </Button>
                  )}
                </span>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title={t("start.importTitle")}>
        <Import onKey={(key) => useKey(keepKey(key, "", true).address)} />
      </Section>
      {status.development && (
        <Section title={t("start.roles")} aside={t("start.rolesAside")}>
          <p className="mb-4 text-muted">{t("start.rolesText")}</p>
          <div className="grid grid-cols-2 gap-2 sm:grid-cols-3">
            {ROLES.map((role) => (
              <Button
                key={role}
                className="!justify-start"
                onClick={() => useKey(keepKey(keyOfRole(role), role, true).address)}
              >
                <Identicon address={addressOfRole(role) ?? role} />
                {role}
              </Button>
            ))}
          </div>
        </Section>
      )}
    </>
  );
}

function Import({ onKey }: { onKey: (key: Hex) => void }) {
  const { t } = useTexts();
  const [text, setText] = useState("");
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState<"not-a-keystore" | "wrong-password">();
  const [busy, setBusy] = useState(false);
  const read = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const { importKey } = await import("@/chain/keystore");
    const read = await importKey(text, password);
    setBusy(false);
    if ("problem" in read) setProblem(read.problem);
    else onKey(read.key);
  };
  return (
    <form onSubmit={read} className="max-w-md space-y-4">
      <label className="flex min-h-11 cursor-pointer items-center gap-3 rounded-small border border-line bg-surface px-4 hover:border-muted">
        <Icon name="receive" className="size-5 text-muted" />
        <span className={name ? "truncate" : "text-muted"}>{name || t("start.importFile")}</span>
        <input
          type="file"
          accept="application/json,.json,text/plain"
          className="sr-only"
          onChange={async (event) => {
            const file = event.target.files?.[0];
            if (!file) return;
            setName(file.name);
            setProblem(undefined);
            setText(await file.text());
          }}
        />
      </label>
      {text && (
        <>
          <Input
            label={t("start.importPassword")}
            type="password"
            autoComplete="current-password"
            value={password}
            {...(problem
              ? { problem: t(problem === "wrong-password" ? "start.wrongPassword" : "start.notKeystore") }
              : {})}
            onChange={(event) => setPassword(event.target.value)}
          />
          <Button type="submit" disabled={busy}>
            {busy ? t("start.decrypting") : t("start.import")}
          </Button>
        </>
      )}
    </form>
  );
}
