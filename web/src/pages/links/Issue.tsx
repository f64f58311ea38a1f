import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { type Hex, isAddressEqual } from "viem";
import { privateKeyToAddress } from "viem/accounts";
import { type Ticket, issueTicket, ticketLink, ticketList } from "@/chain/attestation";
import { type Campaign, useCampaign } from "@/chain/campaigns";
import { useStatus } from "@/chain/hooks";
import { localKeys } from "@/chain/keys";
import { type ImportProblem, importKey } from "@/chain/keystore";
import { decidedBy } from "@/chain/participation";
import { saveFile } from "@/format/file";
import { titleOf } from "@/format/title";
import { showMoment } from "@/format/time";
import { usePartTexts, useTexts } from "@/i18n";
import { Address, Button, Card, Empty, Field, Input, LinkButton, Page, Section, Waiting } from "@/ui/basics";
import { useNow } from "@/ui/now";
import { Qr } from "@/ui/Qr";

const route = getRouteApi("/tickets/$id");

/** Tickets of one run: as many QR codes as a page can hold without making a phone wait. `wepos ticket` has no such limit. */
const MOST = 500;
/** Days of the network from the end of an event to the end of its tickets: 48 hours (R14). */
const TICKET_DAYS = 2;
/** Tickets between two looks at the screen. */
const BATCH = 10;

/** One-time tickets, signed in the browser by the key of a campaign. Nothing here leaves it. */
export default function Issue() {
  const { t, lang } = usePartTexts();
  const { id } = route.useParams();
  const { data, isError } = useCampaign(/^\d{1,18}$/.test(id) ? BigInt(id) : 0n);
  const [key, setKey] = useState<Hex>();
  if (!data && !isError) return <Waiting />;
  if (!data || decidedBy(data.campaign) !== "ticket") {
    return (
      <Page kicker={t("ticket.kicker")} title={t("issue.none")}>
        <Empty text={t("issue.noneText")}>
          <LinkButton to="/campaigns">{t("issue.campaigns")}</LinkButton>
        </Empty>
      </Page>
    );
  }
  const { campaign } = data;
  const own = localKeys().find((it) => isAddressEqual(it.address, campaign.terms.key));
  const secret = key ?? own?.privateKey;
  return (
    <Page kicker={titleOf(campaign, lang)} title={t("issue.title")}>
      <p className="max-w-xl text-muted print:hidden">{t("issue.text")}</p>
      {secret ? <Sign campaign={campaign} secret={secret} /> : <Bring campaign={campaign} take={setKey} />}
    </Page>
  );
}

/** The key of the campaign, from a file, for as long as the page is open. */
function Bring({ campaign, take }: { campaign: Campaign; take: (key: Hex) => void }) {
  const { t } = usePartTexts();
  const common = useTexts().t;
  const [text, setText] = useState<string>();
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState<ImportProblem | "other">();
  const [busy, setBusy] = useState(false);
  const open = async () => {
    setBusy(true);
    const read = await importKey(text ?? "", password);
    setBusy(false);
    if ("problem" in read) setProblem(read.problem);
    else if (!isAddressEqual(privateKeyToAddress(read.key), campaign.terms.key)) setProblem("other");
    else take(read.key);
  };
  const said = {
    "not-a-keystore": common("start.notKeystore"),
    "wrong-password": common("start.wrongPassword"),
    other: t("issue.otherKey"),
  };
  return (
    <Card className="max-w-xl space-y-4">
      <p>
        {t("issue.bring")} <Address address={campaign.terms.key} />
      </p>
      <Field label={common("start.importFile")} {...(problem ? { problem: said[problem] } : {})}>
        {(id, describedBy) => (
          <input
            id={id}
            aria-describedby={describedBy}
            type="file"
            className="field"
            onChange={async (event) => {
              setProblem(undefined);
              setText(await event.target.files?.[0]?.text());
            }}
          />
        )}
      </Field>
      <Input
        label={common("start.importPassword")}
        type="password"
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <Button disabled={busy || text === undefined} onClick={open}>
        {common(busy ? "start.decrypting" : "start.import")}
      </Button>
    </Card>
  );
}

const whole = (text: string): number | undefined => (/^[1-9]\d{0,6}$/.test(text.trim()) ? Number(text) : undefined);

function Sign({ campaign, secret }: { campaign: Campaign; secret: Hex }) {
  const { t, lang } = usePartTexts();
  const network = useStatus();
  const now = useNow();
  const { places } = campaign.terms;
  const closesMs = Number(campaign.terms.closesAt) * 1000;
  const [over, setOver] = useState("");
  const overMs = Date.parse(over);
  // Two days of this network (R12, R14); a ticket never outlives its campaign.
  const endsMs = over === "" ? closesMs : Math.min(overMs + TICKET_DAYS * network.calendar.dayLengthMs, closesMs);
  const lasts = over === "" || endsMs > now;
  const [first, setFirst] = useState("1");
  const [count, setCount] = useState(String(Math.min(places, 12)));
  const [done, setDone] = useState<number>();
  const [tickets, setTickets] = useState<readonly Ticket[]>([]);
  const from = whole(first);
  const many = whole(count);
  const last = from !== undefined && many !== undefined ? from + many - 1 : undefined;
  const good = last !== undefined && last <= places && (many ?? 0) <= MOST && lasts;
  const sign = async () => {
    if (from === undefined || many === undefined) return;
    const made: Ticket[] = [];
    const expiresAt = over === "" ? 0n : BigInt(Math.floor(endsMs / 1000));
    for (let number = from; number < from + many; number++) {
      made.push(await issueTicket({ campaign: campaign.id, number, expiresAt }, secret, network));
      if (made.length % BATCH > 0) continue;
      setDone(made.length);
      await new Promise((resolve) => setTimeout(resolve));
    }
    setDone(undefined);
    setTickets(made);
  };
  const [begin, end] = [tickets[0]?.number, tickets.at(-1)?.number];
  return (
    <>
      <Card className="max-w-xl space-y-4 print:hidden">
        <div className="grid gap-4 sm:grid-cols-2">
          <Input
            label={t("issue.first")}
            inputMode="numeric"
            value={first}
            onChange={(event) => setFirst(event.target.value)}
          />
          <Input
            label={t("issue.count")}
            inputMode="numeric"
            value={count}
            hint={t("issue.countHint", { places, most: MOST })}
            {...(good ? {} : { problem: t("issue.countWrong", { places, most: MOST }) })}
            onChange={(event) => setCount(event.target.value)}
          />
        </div>
        <Input
          label={t("issue.over")}
          type="datetime-local"
          step={1}
          value={over}
          hint={t("issue.overHint", { when: showMoment(endsMs, lang, true) })}
          {...(lasts ? {} : { problem: t("issue.overWrong") })}
          onChange={(event) => setOver(event.target.value)}
        />
        <Button look="primary" disabled={!good || done !== undefined} onClick={sign}>
          {done === undefined ? t("issue.sign") : t("issue.signing", { count: done })}
        </Button>
      </Card>
      {tickets.length > 0 && (
        <Section title={<span className="print:hidden">{t("issue.done", { count: tickets.length })}</span>}>
          <div className="space-y-5">
            <p className="max-w-xl border-l-2 border-ochre py-1 pl-4 print:hidden">{t("issue.keep")}</p>
            <div className="flex flex-wrap gap-3 print:hidden">
              <Button
                onClick={() =>
                  saveFile(
                    `campaign-${campaign.id}-tickets-${begin}-${end}.csv`,
                    "text/csv",
                    ticketList(tickets, location.origin),
                  )
                }
              >
                {t("issue.csv")}
              </Button>
              <Button onClick={() => window.print()}>{t("issue.print")}</Button>
            </div>
            <ol className="grid grid-cols-2 gap-3 sm:grid-cols-3">
              {tickets.map((ticket) => (
                <li
                  key={ticket.number}
                  className="break-inside-avoid rounded-small border border-line bg-white p-3 text-center text-[#1c1b1a]"
                >
                  <p className="line-clamp-2 font-serif font-semibold">{titleOf(campaign, lang)}</p>
                  <Qr
                    text={ticketLink(ticket, location.origin)}
                    label={t("issue.qr", { number: ticket.number })}
                    className="mx-auto my-2 w-full max-w-40 !border-0"
                  />
                  <p className="figures text-sm">{t("issue.qr", { number: ticket.number })}</p>
                  <p className="text-xs">
                    {t("issue.until", {
                      when: showMoment(ticket.expiresAt > 0n ? Number(ticket.expiresAt) * 1000 : closesMs, lang),
                    })}
                  </p>
                </li>
              ))}
            </ol>
          </div>
        </Section>
      )}
    </>
  );
}
