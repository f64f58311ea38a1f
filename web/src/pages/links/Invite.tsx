import { useState } from "react";
import { callOf } from "@/chain/act";
import { type InvitationLink, acceptInvitation, readInvitation } from "@/chain/attestation";
import { useMe, useStatus } from "@/chain/hooks";
import { identityModule, useForecast } from "@/chain/participation";
import { usePartTexts } from "@/i18n";
import { Act } from "@/ui/Act";
import { Address, Button, Facts, LinkButton, Page } from "@/ui/basics";
import { Refusal } from "@/ui/Refusal";
import { ReadLink, useLinkText } from "./ReadLink";
import { VISITOR } from "./Ticket";

const STORE = "wepos.invitation";

/** An invitation, read in the browser only. */
export default function Invite() {
  const { t } = usePartTexts();
  const link = useLinkText(STORE, readInvitation);
  if (link.read) return <Accept key={link.read.signature} link={link.read} forget={link.forget} />;
  return (
    <Page kicker={t("invite.kicker")} title={t("invite.title")}>
      <p className="max-w-xl text-muted">{t("invite.text")}</p>
      <ReadLink problem={link.problem} take={link.take} />
    </Page>
  );
}

function Accept({ link, forget }: { link: InvitationLink; forget: () => void }) {
  const { t } = usePartTexts();
  const me = useMe();
  const network = useStatus();
  const [done, setDone] = useState(false);
  const acceptFor = async (account: `0x${string}`) =>
    callOf(identityModule.address, identityModule.abi, "accept", await acceptInvitation(link, account, network));
  const asking = me.address ?? VISITOR;
  const forecast = useForecast(["invitation", link.signature], done ? undefined : asking, () => acceptFor(asking));
  return (
    <Page kicker={t("invite.kicker")} title={t(done ? "invite.done" : "invite.found")}>
      <div className="max-w-xl space-y-8">
        <p className="text-muted">{t("invite.text")}</p>
        <Facts
          rows={[
            [t("invite.by"), <Address address={link.inviter} />],
            me.address !== undefined && [t("ticket.for"), <Address address={me.address} />],
          ]}
        />
        {forecast.data && !done ? (
          <Refusal reason={forecast.data} ahead={t("invite.ahead")} />
        ) : (
          <Act
            label={t("invite.accept")}
            disabled={done}
            intent={() => me.address && acceptFor(me.address)}
            onDone={() => {
              setDone(true);
              sessionStorage.removeItem(STORE);
            }}
          />
        )}
        <p className="text-sm text-muted">
          {t("invite.public")} {!done && t("link.kept")}
        </p>
        <div className="flex flex-wrap gap-3">
          {done && (
            <LinkButton to="/campaigns" look="primary">
              {t("invite.next")}
            </LinkButton>
          )}
          <Button look="quiet" onClick={forget}>
            {t("link.other")}
          </Button>
        </div>
      </div>
    </Page>
  );
}
