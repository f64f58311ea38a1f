import { useEffect } from "react";
import { rpcUrl } from "@/chain/rpc";
import { useTexts } from "@/i18n";

const RETRY_MS = 3000;

/** No node, no page: it says so, keeps trying, and says that nothing is lost. */
export function Unreachable({ retry }: { retry: () => void }) {
  const { t } = useTexts();
  useEffect(() => {
    const timer = setTimeout(retry, RETRY_MS);
    return () => clearTimeout(timer);
  });
  return (
    <main className="mx-auto max-w-xl px-5 py-24">
      <h1 className="mb-4">{t("common.unreachable")}</h1>
      <p className="text-muted">{t("common.unreachableText")}</p>
      <p className="mt-4 font-mono text-sm">{rpcUrl}</p>
    </main>
  );
}
