/** From a wish to a final receipt. There are no fees, so there is nothing to choose. */
import { type Config, getConnection, getConnectorClient, switchChain } from "@wagmi/core";
import {
  type Abi,
  type ContractFunctionArgs,
  type ContractFunctionName,
  type Hex,
  type TransactionReceipt,
  encodeFunctionData,
  formatTransactionReceipt,
} from "viem";

import { sendTransaction } from "viem/actions";
import { LOCAL, localAccount } from "./connector";
import { Refusal, refusalOf } from "./refusal";
import { publicClient, rpc } from "./rpc";

/** A call to the network, or a plain transfer. */
export interface Intent {
  to: Hex;
  data: Hex;
  value: bigint;
}

export type Step = "checking" | "signing" | "sending";

/** A call of a module, its arguments checked by the types of its interface. */
export function callOf<const abi extends Abi, name extends ContractFunctionName<abi, "nonpayable" | "payable">>(
  to: Hex,
  abi: abi,
  functionName: name,
  args: ContractFunctionArgs<abi, "nonpayable" | "payable", name>,
  value = 0n,
): Intent {
  const data = encodeFunctionData({ abi: abi as Abi, functionName: functionName as string, args: args as never });
  return { to, data, value };
}

/** Room for state that changes between the estimate and the block. */
const withRoom = (gas: bigint): bigint => gas + gas / 2n;

/** How long a wallet's transaction may take until its receipt is there. */
const RECEIPT_MS = 60_000;

/**
 * Asks the network first, in the name of the account, and only then for a signature: a refusal costs nothing and comes
 * with its reason. Throws `Refusal`.
 */
export async function act(config: Config, intent: Intent, onStep: (step: Step) => void): Promise<TransactionReceipt> {
  const { address, connector } = getConnection(config);
  if (!address || !connector) throw new Refusal("no account");
  const client = publicClient();
  onStep("checking");
  let gas: bigint;
  try {
    gas = withRoom(await client.estimateGas({ account: address, ...intent }));
  } catch (error) {
    throw await withReason(refusalOf(error), address, intent);
  }
  onStep("signing");
  const receipt =
    connector.id === LOCAL
      ? await signHere(address, intent, gas, () => onStep("sending"))
      : await signInWallet(config, intent, gas, () => onStep("sending"));
  if (receipt.status === "reverted") throw await reasonOf(address, intent, receipt);
  return receipt;
}

/** What an estimate refuses without data, such as a lack of funds, a call explains. */
async function withReason(refusal: Refusal, account: Hex, intent: Intent): Promise<Refusal> {
  if (refusal.data) return refusal;
  const call = publicClient().call({ account, ...intent });
  const explained = await call.then(() => undefined, refusalOf);
  return explained?.data ? explained : refusal;
}

async function signHere(address: Hex, intent: Intent, gas: bigint, sending: () => void): Promise<TransactionReceipt> {
  const account = localAccount();
  if (account?.address !== address) throw new Refusal("the key of this account is not in this browser");
  const client = publicClient();
  const nonce = await client.getTransactionCount({ address, blockTag: "pending" });
  const raw = await account.signTransaction({
    ...intent,
    type: "eip1559",
    chainId: client.chain?.id ?? 0,
    nonce,
    gas,
    maxFeePerGas: 0n,
    maxPriorityFeePerGas: 0n,
  });
  sending();
  try {
    // One request: the answer comes when the block is final.
    const receipt = await rpc<Parameters<typeof formatTransactionReceipt>[0]>("eth_sendRawTransactionSync", [raw]);
    return formatTransactionReceipt(receipt) as TransactionReceipt;
  } catch (error) {
    throw refusalOf(error);
  }
}

async function signInWallet(
  config: Config,
  intent: Intent,
  gas: bigint,
  sending: () => void,
): Promise<TransactionReceipt> {
  const client = publicClient();
  const chainId = client.chain?.id ?? 0;
  try {
    if (getConnection(config).chainId !== chainId) await switchChain(config, { chainId: chainId as never });
    const wallet = await getConnectorClient(config);
    const hash = await sendTransaction(wallet, {
      ...intent,
      gas,
      maxFeePerGas: 0n,
      maxPriorityFeePerGas: 0n,
      chain: wallet.chain,
    });
    sending();
    // Through our own connection: wallets look for receipts too rarely.
    return await client.waitForTransactionReceipt({ hash, pollingInterval: 400, timeout: RECEIPT_MS });
  } catch (error) {
    throw refusalOf(error);
  }
}

/** The receipt says no more than “reverted”; the same call at its block says why. */
async function reasonOf(account: Hex, intent: Intent, receipt: TransactionReceipt): Promise<Refusal> {
  try {
    await publicClient().call({ account, ...intent, blockNumber: receipt.blockNumber });
    return new Refusal(`reverted in block ${receipt.blockNumber}`);
  } catch (error) {
    return refusalOf(error);
  }
}
