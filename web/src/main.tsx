import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { WagmiProvider } from "wagmi";
import { statusQuery } from "./chain/hooks";
import { keptStatus } from "./chain/kept";
import { chainOf, publicClient, readStatus } from "./chain/rpc";
import { wagmiConfig } from "./chain/wagmi";
import { startTexts } from "./i18n";
import { router } from "./router";
import { startTheme } from "./ui/theme";
import { Unreachable } from "./ui/Unreachable";
import "./styles.css";

startTheme();
const root = createRoot(document.getElementById("root") as HTMLElement);

/** The chain id decides what wallets sign for, so the node is asked before anything is shown. */
async function start(): Promise<void> {
  const [status] = await Promise.all([readStatus().catch(() => keptStatus(location.pathname)), startTexts()]);
  if (!status) {
    root.render(<Unreachable retry={start} />);
    return;
  }
  const chain = chainOf(status);
  publicClient(chain);
  const queries = new QueryClient({ defaultOptions: { queries: { retry: 1, staleTime: 1000 } } });
  queries.setQueryData(statusQuery.queryKey, status);
  root.render(
    <StrictMode>
      <WagmiProvider config={wagmiConfig(chain)}>
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </WagmiProvider>
    </StrictMode>,
  );
}

void start();
