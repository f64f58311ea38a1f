import * as Tabs from "@radix-ui/react-tabs";
import { getRouteApi } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { type AbiFunction, type Hex, decodeFunctionResult, encodeFunctionData } from "viem";
import { type ItemDoc, type ModuleDoc, itemOf, meaning, named, notice } from "@/chain/docs";
import { useDocs, useMe } from "@/chain/hooks";
import { type Refusal as Reason, refusalOf } from "@/chain/refusal";
import { publicClient } from "@/chain/rpc";
import { useTexts } from "@/i18n";
import { Act } from "@/ui/Act";
import { Address, Button, Empty, Input, LinkButton, Page, Tag, Waiting } from "@/ui/basics";
import { Refusal } from "@/ui/Refusal";
import { Values } from "@/ui/Values";
import { readArgument } from "./arguments";

const route = getRouteApi("/modules/$name");

/** Every function of a module, made from its interface: a new module needs no page of its own to be used. */
export default function Module() {
  const { t, lang } = useTexts();
  const { name } = route.useParams();
  const docs = useDocs();
  if (!docs) return <Waiting />;
  const module = docs.modules.find((it) => it.name === name);
  if (!module?.address) {
    return (
      <Page title={t("modules.missing", { name })}>
        <Empty text={t("modules.missingText")}>
          <LinkButton to="/modules">{t("nav.modules")}</LinkButton>
        </Empty>
      </Page>
    );
  }
  const functions = module.abi.filter((it): it is AbiFunction => it.type === "function");
  const reads = functions.filter((it) => it.stateMutability === "view" || it.stateMutability === "pure");
  const writes = functions.filter((it) => !reads.includes(it));
  const tabs = [
    { id: "read", label: t("modules.read"), items: reads },
    { id: "write", label: t("modules.write"), items: writes },
  ].filter((tab) => tab.items.length > 0);
  const others = module.docs.filter((it) => it.kind !== "function");
  return (
    <Page kicker={<Address address={module.address} copy />} title={name}>
      <p className="-mt-4 max-w-xl text-muted">{notice(module, lang)}</p>
      <Tabs.Root defaultValue={tabs[0]?.id ?? "texts"} key={name}>
        <Tabs.List className="mb-4 flex gap-6 border-b border-line" aria-label={name}>
          {[
            ...tabs.map(({ id, label, items }) => ({ id, label, count: items.length })),
            { id: "texts", label: t("modules.texts"), count: others.length },
          ].map(({ id, label, count }) => (
            <Tabs.Trigger
              key={id}
              value={id}
              className="-mb-px min-h-11 border-b-2 border-transparent text-muted data-[state=active]:border-vermilion data-[state=active]:font-medium data-[state=active]:text-ink"
            >
              {label} <span className="figures text-sm text-muted">{count}</span>
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        {tabs.map(({ id, items }) => (
          <Tabs.Content key={id} value={id} className="divide-y divide-line">
            {items.map((item) => (
              <Function key={item.name} module={module} abi={item} writes={id === "write"} />
            ))}
          </Tabs.Content>
        ))}
        <Tabs.Content value="texts" className="divide-y divide-line">
          {others.map((item) => (
            <div key={`${item.kind}${item.name}`} className="py-4">
              <p className="font-mono text-sm">
                {item.name} <span className="text-muted">{t(`modules.${item.kind as "event" | "error"}`)}</span>
              </p>
              <p className="text-muted">{notice(item, lang)}</p>
            </div>
          ))}
        </Tabs.Content>
      </Tabs.Root>
    </Page>
  );
}

function Function({ module, abi, writes }: { module: ModuleDoc; abi: AbiFunction; writes: boolean }) {
  const { t, lang } = useTexts();
  const doc = itemOf(module, "function", abi.name);
  return (
    <details className="group py-1">
      <summary className="flex list-none items-baseline justify-between gap-4 py-3 [&::-webkit-details-marker]:hidden">
        <span className="min-w-0">
          <span className="font-mono">{abi.name}</span>
          {doc?.newcomer && (
            <span className="ml-3">
              <Tag tone="good">{t("modules.newcomer")}</Tag>
            </span>
          )}
          <span className="block text-sm text-muted">{doc && notice(doc, lang)}</span>
        </span>
        <span className="text-muted transition-transform group-open:rotate-45" aria-hidden="true">
          ＋
        </span>
      </summary>
      <Form module={module} abi={abi} doc={doc} writes={writes} />
    </details>
  );
}

function Form({
  module,
  abi,
  doc,
  writes,
}: {
  module: ModuleDoc;
  abi: AbiFunction;
  doc: ItemDoc | undefined;
  writes: boolean;
}) {
  const { t, lang } = useTexts();
  const me = useMe();
  const [texts, setTexts] = useState<Record<number, string>>({});
  const [value, setValue] = useState("");
  const [tried, setTried] = useState(false);
  const [result, setResult] = useState<readonly unknown[]>();
  const [reason, setReason] = useState<Reason>();
  const parsed = abi.inputs.map((input, index) => readArgument(texts[index] ?? "", input, doc?.params[index]?.format));
  const payable = abi.stateMutability === "payable";
  const sent = payable && value.trim() ? readArgument(value, { type: "uint256" }, "amount") : { value: 0n };
  const encode = (): { data: Hex; value: bigint } | undefined => {
    setTried(true);
    if ("problem" in sent || parsed.some((it) => "problem" in it)) return undefined;
    const args = parsed.map((it) => ("value" in it ? it.value : undefined));
    try {
      return { data: encodeFunctionData({ abi: [abi], functionName: abi.name, args }), value: sent.value as bigint };
    } catch {
      return undefined;
    }
  };
  const ask = async (event: FormEvent) => {
    event.preventDefault();
    if (writes) return;
    const call = encode();
    if (!call) return;
    setReason(undefined);
    setResult(undefined);
    try {
      const { data } = await publicClient().call({
        to: module.address as Hex,
        data: call.data,
        ...(me.address ? { account: me.address } : {}),
      });
      const decoded = decodeFunctionResult({ abi: [abi], functionName: abi.name, data: data ?? "0x" });
      setResult(abi.outputs.length === 1 ? [decoded] : ((decoded ?? []) as readonly unknown[]));
    } catch (error) {
      setReason(refusalOf(error));
    }
  };
  return (
    <form onSubmit={ask} className="space-y-4 pb-6">
      {abi.inputs.map((input, index) => {
        const param = doc?.params[index];
        const state = parsed[index];
        return (
          <Input
            key={input.name ?? index}
            label={
              <span className="font-normal">
                <span className="font-mono text-sm">{input.name}</span>{" "}
                <span className="text-sm text-muted">{param?.format === "amount" ? "PoS" : input.type}</span>
              </span>
            }
            hint={param && meaning(param, lang)}
            {...(tried && state && "problem" in state ? { problem: t(`arguments.${state.problem}`) } : {})}
            value={texts[index] ?? ""}
            spellCheck={false}
            onChange={(event) => setTexts({ ...texts, [index]: event.target.value })}
          />
        );
      })}
      {payable && (
        <Input
          label={t("modules.value")}
          value={value}
          inputMode="decimal"
          {...(tried && "problem" in sent ? { problem: t(`arguments.${sent.problem}`) } : {})}
          onChange={(event) => setValue(event.target.value)}
        />
      )}
      {writes ? (
        <Act
          label={t("modules.send")}
          intent={() => {
            const call = encode();
            return call && { to: module.address as Hex, ...call };
          }}
        />
      ) : (
        <Button type="submit">{t("modules.ask")}</Button>
      )}
      {reason && <Refusal reason={reason} />}
      {result && <Values values={named(abi.outputs, doc?.returns ?? [], result)} module={module} />}
    </form>
  );
}
