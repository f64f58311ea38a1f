import { encode } from "uqr";
import { useMe } from "@/chain/hooks";
import { useTexts } from "@/i18n";
import { Copy, Empty, LinkButton, Page } from "@/ui/basics";

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
  const { data, size } = encode(address, { ecc: "M", border: 2 });
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  return (
    <Page title={t("receive.title")}>
      <div className="max-w-md">
        <svg
          viewBox={`0 0 ${size} ${size}`}
          className="w-64 rounded-large border border-line"
          role="img"
          aria-label={address}
        >
          <rect width={size} height={size} fill="#fff" />
          <path d={path} fill="#1c1b1a" />
        </svg>
        <p className="mt-5 flex items-start gap-2">
          <span className="font-mono break-all">{address}</span>
          <Copy text={address} label={t("common.copyAddress")} />
        </p>
        <p className="mt-4 text-muted">{t("receive.text")}</p>
      </div>
    </Page>
  );
}
