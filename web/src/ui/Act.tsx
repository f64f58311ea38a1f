import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import type { TransactionReceipt } from "viem";
import { useConfig } from "wagmi";
import { type Intent, type Step, act } from "@/chain/act";
import { useMe } from "@/chain/hooks";
import { type Refusal as Reason, refusalOf } from "@/chain/refusal";
import { useTexts } from "@/i18n";
import { accepted } from "@/pages/disclaimer";
import { Button, LinkButton } from "./basics";
import { Receipt } from "./Receipt";
import { Refusal } from "./Refusal";

type State =
  | { is: "idle" }
  | { is: "busy"; step: Step }
  | { is: "refused"; reason: Reason }
  | { is: "done"; receipt: TransactionReceipt };

interface Props {
  label: ReactNode;
  /** The intent, made when the button is pressed; nothing while the form is not complete. It may be signed for first. */
  intent: () => Intent | undefined | Promise<Intent | undefined>;
  look?: "primary" | "plain";
  disabled?: boolean;
  remedy?: Parameters<typeof Refusal>[0]["remedy"];
  onDone?: (receipt: TransactionReceipt) => void;
  /** What a refusal offers below it. */
  refused?: ReactNode;
  /** Whether the receipt is shown here; a page that shows the change itself may do without. */
  quiet?: boolean;
}

/** The one button that acts: asks, signs, waits, and shows the refusal or the receipt in its place. */
export function Act({ label, intent, look = "primary", disabled, remedy, onDone, quiet, refused }: Props) {
  const { t } = useTexts();
  const config = useConfig();
  const queries = useQueryClient();
  const me = useMe();
  const [state, setState] = useState<State>({ is: "idle" });

  if (!me.address || !accepted()) {
    return (
      <LinkButton to="/start" search={{ back: location.pathname }} look={look}>
        {t("act.start")}
      </LinkButton>
    );
  }
  const start = async () => {
    setState({ is: "busy", step: "checking" });
    try {
      const wanted = await intent();
      if (!wanted) {
        setState({ is: "idle" });
        return;
      }
      const receipt = await act(config, wanted, (step) => setState({ is: "busy", step }));
      setState(quiet ? { is: "idle" } : { is: "done", receipt });
      void queries.invalidateQueries({ queryKey: ["read"] });
      onDone?.(receipt);
    } catch (error) {
      setState({ is: "refused", reason: refusalOf(error) });
    }
  };
  const busy = state.is === "busy";
  return (
    <div className="space-y-4">
      <Button look={look} onClick={start} disabled={disabled || busy} aria-busy={busy}>
        {state.is === "busy" ? t(`act.${state.step}`) : label}
      </Button>
      <div aria-live="polite" className="empty:hidden">
        {state.is === "refused" && (
          <Refusal reason={state.reason} {...(remedy ? { remedy } : {})}>
            {refused}
          </Refusal>
        )}
        {state.is === "done" && (
          <Receipt receipt={state.receipt}>
            <Link to="/explore/tx/$hash" params={{ hash: state.receipt.transactionHash }} className="link">
              {t("receipt.open")}
            </Link>
          </Receipt>
        )}
      </div>
    </div>
  );
}
