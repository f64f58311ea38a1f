import { createConfig, createStorage } from "@wagmi/core";
import { http } from "viem";
import { localConnector } from "./connector";
import { type Chain, rpcUrl } from "./rpc";

/** Injected wallets announce themselves (EIP-6963); keys of this browser are a connector of our own. */
export function wagmiConfig(chain: Chain) {
  return createConfig({
    chains: [chain],
    transports: { [chain.id]: http(rpcUrl) },
    connectors: [localConnector(chain)],
    multiInjectedProviderDiscovery: true,
    storage: createStorage({ key: "wepos.wagmi", storage: localStorage }),
  });
}
