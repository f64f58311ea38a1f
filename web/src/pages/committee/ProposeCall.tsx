import { type ReactNode, useState } from "react";
import type { Hex } from "viem";
import { callOf } from "@/chain/act";
import { committeeModule, useSeats } from "@/chain/campaigns";
import { useMe } from "@/chain/hooks";
import { useTexts } from "@/i18n";
import { Act } from "@/ui/Act";
import { Card, LinkButton, TextArea } from "@/ui/basics";

interface Props {
  label: string;
  reasonLabel?: string;
  target: Hex;
  /** The call that the committee decides on; nothing while it is not complete. */
  call: () => Hex | undefined;
  disabled?: boolean;
  children?: ReactNode;
}

/** For members of the committee: asks the others to decide on a call, with a reason. Shows nothing to anybody else. */
export function ProposeCall({ label, reasonLabel, target, call, disabled, children }: Props) {
  const { t, lang } = useTexts();
  const me = useMe().address?.toLowerCase();
  const seats = useSeats().data?.seats;
  const [reason, setReason] = useState("");
  if (!seats?.some((it) => it.member.toLowerCase() === me)) return null;
  const text = reason.trim();
  return (
    <Card className="max-w-xl space-y-4">
      {children}
      <TextArea
        label={reasonLabel ?? t("committee.reason")}
        hint={t("committee.reasonHint")}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <Act
        label={label}
        disabled={disabled || text === ""}
        intent={() => {
          const data = call();
          if (!data) return undefined;
          return callOf(committeeModule.address, committeeModule.abi, "propose", [
            target,
            data,
            lang === "en" ? "" : text,
            lang === "en" ? text : "",
          ]);
        }}
      />
      <LinkButton to="/committee" look="quiet">
        {t("campaign.toCommittee")}
      </LinkButton>
    </Card>
  );
}
