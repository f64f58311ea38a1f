import { useMe } from "@/chain/hooks";
import { useTexts } from "@/i18n";
import { Copy, Empty, LinkButton, Page } from "@/ui/basics";
import { Qr } from "@/ui/Qr";

export default function Receive() {
  const { t } = useTexts();
  const { address } = useMe();
  if (!address) {
    return (
      <Page title={t("account.none")}>
        <Empty text={t("account.noneText")}>
          <LinkButton to="/start" search={{ back: "/receive" }} look="primary">
            {t("home.beginButton")}
          </LinkButton>
        </Empty>
      </Page>
    );
  }
  return (
    <Page title={t("receive.title")}>
      <div className="max-w-md">
        <Qr text={address} label={address} />
        <p className="mt-5 flex items-start gap-2">
          <span className="font-mono break-all">{address}</span>
          <Copy text={address} label={t("common.copyAddress")} />
        </p>
        <p className="mt-4 text-muted">{t("receive.text")}</p>
      </div>
    </Page>
  );
}
