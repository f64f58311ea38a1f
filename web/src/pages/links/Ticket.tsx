import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { callOf } from "@/chain/act";
import { type Ticket as Read, readTicket, redeemTicket } from "@/chain/attestation";
import { campaignsModule, useCampaign } from "@/chain/campaigns";
import { useDocs, useMe, useStatus } from "@/chain/hooks";
import { useForecast } from "@/chain/participation";
import { explain } from "@/chain/refusal";
import { showMoment } from "@/format/time";
import { usePartTexts } from "@/i18n";
import { Act } from "@/ui/Act";
import { Amount } from "@/ui/Amount";
import { Address, Button, Facts, LinkButton, Page, Waiting } from "@/ui/basics";
import { Refusal } from "@/ui/Refusal";
import { titleOf } from "@/format/title";
import { ReadLink, useLinkText } from "./ReadLink";

/** Where what was read is kept, in this tab. */
const STORE = "wepos.ticket";

/** A ticket, read in the browser only; the one-time key signs here for whom it is. */
export default function Ticket() {
  const { t } = usePartTexts();
  const link = useLinkText(STORE, readTicket);
  if (link.read) return <Redeem key={link.read.signature} ticket={link.read} forget={link.forget} />;
  return (
    <Page kicker={t("ticket.kicker")} title={t("ticket.title")}>
      <p className="max-w-xl text-muted">{t("ticket.text")}</p>
      <ReadLink problem={link.problem} take={link.take} />
    </Page>
  );
}

function Redeem({ ticket, forget }: { ticket: Read; forget: () => void }) {
  const { t, lang } = usePartTexts();
  const me = useMe();
  const docs = useDocs();
  const network = useStatus();
  const [done, setDone] = useState(false);
  const { data, isError } = useCampaign(ticket.campaign);
  const redeemFor = async (account: `0x${string}`) =>
    callOf(campaignsModule.address, campaignsModule.abi, "redeem", await redeemTicket(ticket, account, network));
  // A visitor without an account hears, too, whether the ticket is still good: asked in the name of nobody known.
  const asking = me.address ?? VISITOR;
  const forecast = useForecast(["ticket", ticket.signature], done ? undefined : asking, () => redeemFor(asking));
  if (isError) {
    return (
      <Page kicker={t("ticket.kicker")} title={t("ticket.unknown", { campaign: ticket.campaign.toString() })}>
        <p className="max-w-xl text-muted">{t("ticket.unknownText")}</p>
        <Button onClick={forget}>{t("link.other")}</Button>
      </Page>
    );
  }
  if (!data) return <Waiting />;
  const { campaign } = data;
  const reason = forecast.data ?? undefined;
  const why = docs && reason?.data ? explain(docs, reason.data, lang) : undefined;
  const used = why?.name === "AlreadyRedeemed" ? Number(why.facts.submission) : undefined;
  const until = ticket.expiresAt > 0n ? ticket.expiresAt : campaign.terms.closesAt;
  const moment = showMoment(Number(until) * 1000, lang, true);
  return (
    <Page
      kicker={t("ticket.kicker")}
      title={done ? t("ticket.done") : t("ticket.found", { number: ticket.number, title: titleOf(campaign, lang) })}
    >
      <div className="max-w-xl space-y-8">
        <Facts
          rows={[
            [t("ticket.reward"), <Amount units={campaign.base * campaign.multiplier} base />],
            [
              t("ticket.until"),
              <span className="figures">
                {ticket.expiresAt > 0n ? moment : t("ticket.untilClose", { when: moment })}
              </span>,
            ],
            me.address !== undefined && [t("ticket.for"), <Address address={me.address} />],
          ]}
        />
        {reason && !done ? (
          <Refusal reason={reason} ahead={t("ticket.ahead")}>
            {used !== undefined && (
              <Link
                to="/campaigns/$id"
                params={{ id: campaign.id.toString() }}
                hash={`submission-${used}`}
                className="link py-2.5"
              >
                {t("ticket.used")}
              </Link>
            )}
          </Refusal>
        ) : (
          <Act
            label={t("ticket.redeem")}
            disabled={done}
            intent={() => me.address && redeemFor(me.address)}
            onDone={() => {
              setDone(true);
              sessionStorage.removeItem(STORE);
            }}
          />
        )}
        <p className="text-sm text-muted">{!done && t("link.kept")}</p>
        <div className="flex flex-wrap gap-3">
          <LinkButton to="/campaigns/$id" params={{ id: campaign.id.toString() }}>
            {t("ticket.toCampaign")}
          </LinkButton>
          <Button look="quiet" onClick={forget}>
            {t("link.other")}
          </Button>
        </div>
      </div>
    </Page>
  );
}

/** Stands for a visitor without an account: an address whose key nobody has. */
export const VISITOR = "0x00000000000000000000000000000000000fffff";
