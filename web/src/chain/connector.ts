/** Keys of this browser as a wagmi connector, so that pages see one kind of account. */
import { createConnector } from "@wagmi/core";
import { type EIP1193RequestFn, type Hex, createWalletClient, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { activeKey } from "./keys";
import { type Chain, rpcUrl } from "./rpc";

export const LOCAL = "wepos.local";

/** The account that signs here; nothing while a wallet of the member's own does. */
export function localAccount() {
  const key = activeKey();
  return key ? privateKeyToAccount(key.privateKey) : undefined;
}

export function localConnector(chain: Chain) {
  return createConnector((config) => {
    const connected = () => localStorage.getItem(LOCAL) === "1" && activeKey() !== undefined;
    const accounts = async (): Promise<readonly Hex[]> => {
      const key = activeKey();
      return key ? [key.address] : [];
    };
    const request: EIP1193RequestFn = (async ({ method, params }: { method: string; params?: unknown }) => {
      if (method === "eth_accounts" || method === "eth_requestAccounts") return accounts();
      if (method === "eth_chainId") return `0x${chain.id.toString(16)}`;
      const account = localAccount();
      const client = createWalletClient({ chain, transport: http(rpcUrl), ...(account ? { account } : {}) });
      return client.request({ method, params } as Parameters<typeof client.request>[0]);
    }) as EIP1193RequestFn;
    return {
      id: LOCAL,
      name: "WePoS",
      type: "local",
      connect: (async () => {
        localStorage.setItem(LOCAL, "1");
        return { accounts: await accounts(), chainId: chain.id };
      }) as never,
      disconnect: async () => {
        localStorage.removeItem(LOCAL);
      },
      getAccounts: accounts,
      getChainId: async () => chain.id,
      getProvider: async () => ({ request }),
      isAuthorized: async () => connected(),
      onAccountsChanged(list) {
        if (list.length === 0) config.emitter.emit("disconnect");
        else config.emitter.emit("change", { accounts: list as Hex[] });
      },
      onChainChanged() {},
      onDisconnect() {
        config.emitter.emit("disconnect");
      },
    };
  });
}
