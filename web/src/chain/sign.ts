/** Signatures that are no transactions: typed data of invitations, and messages of a login. */
import { type Config, getConnection, signMessage, signTypedData, switchChain } from "@wagmi/core";
import type { Hex, TypedDataDefinition } from "viem";
import { LOCAL, localAccount } from "./connector";
import { Refusal, refusalOf } from "./refusal";
import { publicClient } from "./rpc";

function signer(config: Config) {
  const { address, connector } = getConnection(config);
  if (!address || !connector) throw new Refusal("no account");
  if (connector.id !== LOCAL) return undefined;
  const account = localAccount();
  if (account?.address !== address) throw new Refusal("the key of this account is not in this browser");
  return account;
}

export async function signText(config: Config, message: string): Promise<Hex> {
  const account = signer(config);
  try {
    return account ? await account.signMessage({ message }) : await signMessage(config, { message });
  } catch (error) {
    throw refusalOf(error);
  }
}

export async function signTyped(config: Config, typed: TypedDataDefinition): Promise<Hex> {
  const account = signer(config);
  try {
    if (account) return await account.signTypedData(typed);
    // Wallets sign for the network they are on, and no other.
    const chainId = publicClient().chain?.id ?? 0;
    if (getConnection(config).chainId !== chainId) await switchChain(config, { chainId: chainId as never });
    return await signTypedData(config, typed as never);
  } catch (error) {
    throw refusalOf(error);
  }
}
