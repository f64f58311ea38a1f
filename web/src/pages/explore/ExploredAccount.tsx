import { getRouteApi } from "@tanstack/react-router";
import { getAddress, isAddress } from "viem";
import { moduleAt, notice } from "@/chain/docs";
import { useBalance, useDocs } from "@/chain/hooks";
import { protocolAccount } from "@/chain/protocol";
import { useTexts } from "@/i18n";
import { Amount } from "@/ui/Amount";
import { Address, LinkButton, Page, Waiting, useName } from "@/ui/basics";
import { PublicRecord } from "../PublicRecord";
import { AccountActivity } from "./Activity";
import { NoAccount } from "./NoAccount";

const route = getRouteApi("/explore/account/$address");

export default function ExploredAccount() {
  const { address } = route.useParams();
  if (!isAddress(address, { strict: false })) return <NoAccount />;
  return <Known address={getAddress(address)} />;
}

function Known({ address }: { address: `0x${string}` }) {
  const { t, lang } = useTexts();
  const docs = useDocs();
  const balance = useBalance(address).data;
  const module = docs && moduleAt(docs, address);
  const name = useName(address);
  const protocol = module !== undefined || protocolAccount(address) !== undefined;
  return (
    <Page
      kicker={protocol ? t("explore.protocolAccount", { name }) : (name ?? t("explore.account"))}
      title={balance === undefined ? <Waiting /> : <Amount units={balance} size="large" base={!protocol} />}
    >
      <div className="-mt-4 space-y-3">
        <Address address={address} whole copy />
        {protocol && (
          <p className="max-w-xl text-muted">
            {module && notice(module, lang)} {t("explore.noKey")}
          </p>
        )}
      </div>
      <LinkButton to="/verify/$address" params={{ address }}>
        {t("reward.verify")}
      </LinkButton>
      {!protocol && <PublicRecord account={address} />}
      <AccountActivity address={address} />
    </Page>
  );
}
