import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { useConfig } from "wagmi";
import { invitation, invitationLink } from "@/chain/attestation";
import { useMe, usePlan, useStatus } from "@/chain/hooks";
import { NOBODY, useInvitations } from "@/chain/participation";
import { type Refusal as Reason, refusalOf } from "@/chain/refusal";
import { signTyped } from "@/chain/sign";
import { usePartTexts } from "@/i18n";
import { Address, Button, Copy, Empty, LinkButton, Page, Tag, Waiting } from "@/ui/basics";
import { Qr } from "@/ui/Qr";
import { Refusal } from "@/ui/Refusal";

/** Links that were made in this browser, so that they can be shown again: by genesis, inviter, stage and number. */
const STORE = "wepos.invitations";

type Made = Record<string, string>;

function made(): Made {
  try {
    return JSON.parse(localStorage.getItem(STORE) ?? "{}") as Made;
  } catch {
    return {};
  }
}

/** The five invitations of the running stage (R21). */
export default function Invitations() {
  const { t } = usePartTexts();
  const me = useMe();
  const plan = usePlan();
  const stage = plan.current?.index;
  const { data } = useInvitations(me.address, stage);
  if (!me.address) {
    return (
      <Page kicker={t("invitations.kicker")} title={t("rights.titleNobody")}>
        <Empty text={t("rights.what")}>
          <LinkButton to="/start" search={{ back: "/invitations" }} look="primary">
            {t("invite.kicker")}
          </LinkButton>
        </Empty>
      </Page>
    );
  }
  if (stage === undefined) {
    return <Page kicker={t("invitations.kicker")} title={t("invite.stageOver")} children={null} />;
  }
  if (!data) return <Waiting />;
  if (!data.mayInvite) {
    return (
      <Page kicker={t("invitations.kicker")} title={t("invitations.cannot")}>
        <Empty text={t("invitations.cannotText")}>
          <LinkButton to="/rights">{t("rights.kicker")}</LinkButton>
        </Empty>
      </Page>
    );
  }
  const free = data.accepted.filter((it) => it === NOBODY).length;
  return (
    <Page kicker={t("invitations.kicker")} title={t("invitations.title", { count: free, all: data.accepted.length })}>
      <p className="max-w-xl text-muted">{t("invitations.text")}</p>
      <ol className="divide-y divide-line border-y border-line">
        {data.accepted.map((accepted, index) => (
          <li key={index} className="py-5">
            <One inviter={me.address as `0x${string}`} stage={stage} number={index + 1} accepted={accepted} />
          </li>
        ))}
      </ol>
    </Page>
  );
}

interface Props {
  inviter: `0x${string}`;
  stage: number;
  number: number;
  accepted: `0x${string}`;
}

function One({ inviter, stage, number, accepted }: Props) {
  const { t } = usePartTexts();
  const config = useConfig();
  const queries = useQueryClient();
  const network = useStatus();
  const place = [network.genesisHash, inviter.toLowerCase(), stage, number].join("/");
  const [link, setLink] = useState(() => made()[place]);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Reason>();
  const used = accepted !== NOBODY;
  const make = async () => {
    setBusy(true);
    setRefused(undefined);
    try {
      const secret = generatePrivateKey();
      const holder = privateKeyToAccount(secret).address;
      const signature = await signTyped(config, invitation({ inviter, stage, number }, holder, network));
      const text = invitationLink({ inviter, stage, number, secret, signature }, location.origin);
      localStorage.setItem(STORE, JSON.stringify({ ...made(), [place]: text }));
      setLink(text);
      void queries.invalidateQueries({ queryKey: ["read", "invitations"] });
    } catch (error) {
      setRefused(refusalOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 className="text-lg">{t("invitations.number", { number })}</h2>
        {used ? (
          <span className="flex flex-wrap items-center gap-2 text-muted">
            {t("invitations.used")} <Address address={accepted} />
          </span>
        ) : (
          <Tag tone={link ? "attention" : "good"}>{t(link ? "invitations.made" : "invitations.free")}</Tag>
        )}
      </div>
      {!used && (
        <div className="mt-3 space-y-3">
          {link && (
            <>
              <p className="flex items-start gap-2">
                <span className="font-mono text-sm break-all">{link}</span>
                <Copy text={link} label={t("invitations.copy")} />
              </p>
              <Qr text={link} label={t("invitations.qr", { number })} className="w-56" />
              <p className="text-sm text-muted">{t("invitations.secret")}</p>
            </>
          )}
          <Button look={link ? "quiet" : "plain"} className={link ? "!px-0" : ""} disabled={busy} onClick={make}>
            {busy ? t("invitations.signing") : t(link ? "invitations.again" : "invitations.make")}
          </Button>
          {link && <p className="text-sm text-muted">{t("invitations.againText")}</p>}
          {refused && <Refusal reason={refused} />}
        </div>
      )}
    </>
  );
}
