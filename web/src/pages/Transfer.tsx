import { useState } from "react";
import { type Hex, getAddress, isAddress } from "viem";
import { useBalance, useMe, useStatus } from "@/chain/hooks";
import { addressOfRole } from "@/chain/keys";
import { exactAmount, parseAmount } from "@/format/amount";
import { useTexts } from "@/i18n";
import { Act } from "@/ui/Act";
import { Amount } from "@/ui/Amount";
import { Address, Input, Page } from "@/ui/basics";

/** A plain transfer (R15). The network is asked before anything is signed. */
export default function Transfer() {
  const { t } = useTexts();
  const me = useMe();
  const status = useStatus();
  const balance = useBalance(me.address).data;
  const [to, setTo] = useState("");
  const [amount, setAmount] = useState("");
  const [tried, setTried] = useState(false);
  const receiver = readAddress(to, status.development);
  const parsed = parseAmount(amount);
  const problems = {
    to: receiver ? undefined : t(to.trim() === "" ? "transfer.toMissing" : "transfer.toWrong"),
    amount: "problem" in parsed ? t(`transfer.${parsed.problem}`) : undefined,
  };
  return (
    <Page title={t("transfer.title")}>
      <div className="max-w-lg space-y-6">
        <Input
          label={t("transfer.to")}
          value={to}
          placeholder="0x…"
          spellCheck={false}
          className="font-mono"
          {...(tried && problems.to ? { problem: problems.to } : { hint: t("transfer.toHint") })}
          onChange={(event) => setTo(event.target.value)}
        />
        <Input
          label={t("transfer.amount")}
          value={amount}
          inputMode="decimal"
          placeholder="0"
          className="figures"
          {...(tried && problems.amount ? { problem: problems.amount } : {})}
          hint={
            balance !== undefined && (
              <>
                {t("transfer.have")} <Amount units={balance} />
              </>
            )
          }
          onChange={(event) => setAmount(event.target.value)}
        />
        {receiver && "units" in parsed && (
          <p className="border-l border-line pl-4">
            {t("transfer.whole")} <Address address={receiver} whole />
          </p>
        )}
        <Act
          label={t("transfer.send")}
          intent={() => {
            setTried(true);
            if (!receiver || "problem" in parsed) return undefined;
            return { to: receiver, data: "0x", value: parsed.units };
          }}
          remedy={(name, facts) => {
            if (name === "ERC20InsufficientBalance" && typeof facts.balance === "bigint" && facts.balance > 0n) {
              const all = exactAmount(facts.balance);
              return { label: t("transfer.all", { value: all }), act: () => setAmount(all) };
            }
            if (name === "TransferBelowMinimum" && typeof facts.minimum === "bigint") {
              const least = exactAmount(facts.minimum);
              return { label: t("transfer.least", { value: least }), act: () => setAmount(least) };
            }
            return undefined;
          }}
          onDone={() => {
            setAmount("");
            setTried(false);
          }}
        />
        <p className="text-sm text-muted">{t("transfer.free")}</p>
      </div>
    </Page>
  );
}

/** An address with a right checksum, or the role of a ready account of a development network. */
function readAddress(text: string, development: boolean): Hex | undefined {
  const plain = text.trim();
  if (isAddress(plain)) return getAddress(plain);
  return development ? addressOfRole(plain) : undefined;
}
