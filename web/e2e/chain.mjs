// What a test does on the chain without a browser, so that the browser's part begins where it matters.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createWalletClient, encodeFunctionData, http, keccak256, publicActions, toHex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { node, web } from "./fixture.mjs";

const module = (name) => {
  const { address, abi } = JSON.parse(readFileSync(join(web, `../crates/abi/generated/${name}.json`), "utf8"));
  return { address, abi };
};
export const campaigns = module("campaigns");
export const committee = module("committee");
export const cases = module("cases");

export const ZERO = "0x0000000000000000000000000000000000000000";
export const NO_HASH = `0x${"0".repeat(64)}`;

export const keyOf = (role) => privateKeyToAccount(keccak256(toHex(`wepos development account: ${role}`)));

async function clientOf(account) {
  const { chainId } = await node.status();
  const chain = {
    id: chainId,
    name: "test",
    nativeCurrency: { name: "PoS", symbol: "PoS", decimals: 18 },
    rpcUrls: { default: { http: [node.url] } },
  };
  return createWalletClient({ account, chain, transport: http(node.url), pollingInterval: 200 }).extend(publicActions);
}

export async function send(role, { address, abi }, functionName, args) {
  const client = await clientOf(keyOf(role));
  const { request, result } = await client.simulateContract({
    address,
    abi,
    functionName,
    args,
    account: keyOf(role),
    maxFeePerGas: 0n,
    maxPriorityFeePerGas: 0n,
  });
  await client.waitForTransactionReceipt({ hash: await client.writeContract(request) });
  return result;
}

export async function read({ address, abi }, functionName, args = []) {
  const client = await clientOf(keyOf("alice"));
  return client.readContract({ address, abi, functionName, args });
}

/** What the committee proposes and decides at once. */
export async function decide({ address, abi }, functionName, args) {
  const call = encodeFunctionData({ abi, functionName, args });
  await approveAll(await send("dev1", committee, "propose", [address, call, "试一试", "To try it"]));
}

/** The rest of the committee agrees. */
export async function approveAll(proposal) {
  for (const role of ["wetez", "sorosreport"]) {
    const { state } = await read(committee, "proposal", [proposal]);
    if (state === 0) await send(role, committee, "approve", [proposal, "同意", "Agreed"]);
  }
}

/** The proposal that was made last. */
export const lastProposal = async () => (await read(committee, "proposalCount")) - 1n;

/** A campaign that is open: proposed by the organiser and approved by the committee. */
export async function openCampaign(terms, title, form = []) {
  const { clock, calendar } = await node.status();
  const ends = Math.floor(calendar.boundariesMs[1] / 1000);
  const now = Math.ceil(clock.nowMs / 1000);
  // The last days of a stage are for reviews.
  const closes = [1, 2, 3].includes(terms.decidedBy) ? ends : ends - Math.ceil((8 * calendar.dayLengthMs) / 1000);
  const full = {
    activityType: 2,
    stage: calendar.stages[0].index,
    places: 20,
    opensAt: BigInt(now),
    closesAt: BigInt(closes),
    rewardsPerAccount: 1,
    rewardsPerFact: 1,
    repeatFactor: 10_000,
    decidedBy: 0,
    key: ZERO,
    commitment: NO_HASH,
    everyDays: 0,
    streak: 0,
    nominations: false,
    scores: 0,
    threshold: 0,
    ...terms,
  };
  const texts = { titleZh: title.zh, titleEn: title.en, textZh: title.zh, textEn: title.en };
  const id = await send("meetup", campaigns, "propose", [full, texts, form]);
  await decide(campaigns, "approve", [id]);
  await node.step(2000);
  return id;
}

const ticketSecret = (campaign, number) => keccak256(toHex(`ticket ${campaign} ${number}`));

async function domain() {
  const { chainId, genesisHash } = await node.status();
  const verifyingContract = campaigns.address;
  return { name: "WePoS campaigns", version: "1", chainId, verifyingContract, salt: genesisHash };
}

async function signTicket(campaign, number, key, expiresAt) {
  const { address: holder } = privateKeyToAccount(ticketSecret(campaign, number));
  return key.signTypedData({
    domain: await domain(),
    types: {
      Attestation: [
        { name: "campaign", type: "uint64" },
        { name: "number", type: "uint32" },
        { name: "holder", type: "address" },
        { name: "expiresAt", type: "uint64" },
        { name: "data", type: "bytes32" },
      ],
    },
    primaryType: "Attestation",
    message: { campaign, number, holder, expiresAt, data: NO_HASH },
  });
}

/** The link of a ticket, as `wepos ticket issue` prints it. */
export async function ticketLink(campaign, number, key, expiresAt = 0n) {
  const secret = ticketSecret(campaign, number);
  const signature = await signTicket(campaign, number, key, expiresAt);
  const hex = (value, bytes) =>
    BigInt(value)
      .toString(16)
      .padStart(bytes * 2, "0");
  const bytes = `01${hex(campaign, 8)}${hex(number, 4)}${hex(expiresAt, 8)}${secret.slice(2)}${signature.slice(2)}`;
  return `${node.url}/ticket#${Buffer.from(bytes, "hex").toString("base64url")}`;
}

/** Redeems tickets of a campaign, each for an account, in as few blocks as it takes; anybody may bring them. */
export async function redeemAll(campaign, key, tickets) {
  const client = await clientOf(keyOf("carol"));
  let nonce = await client.getTransactionCount({ address: client.account.address });
  let hash;
  for (const { number, account } of tickets) {
    const holder = privateKeyToAccount(ticketSecret(campaign, number));
    const holderSignature = await holder.signTypedData({
      domain: await domain(),
      types: {
        Redemption: [
          { name: "campaign", type: "uint64" },
          { name: "number", type: "uint32" },
          { name: "account", type: "address" },
        ],
      },
      primaryType: "Redemption",
      message: { campaign, number, account },
    });
    const attestation = { campaign, number, holder: holder.address, expiresAt: 0n, data: NO_HASH };
    const data = encodeFunctionData({
      abi: campaigns.abi,
      functionName: "redeem",
      args: [attestation, await signTicket(campaign, number, key, 0n), account, holderSignature],
    });
    const fees = { gas: 1_000_000n, maxFeePerGas: 0n, maxPriorityFeePerGas: 0n };
    hash = await client.sendTransaction({ to: campaigns.address, data, nonce: nonce++, ...fees });
  }
  const { status } = await client.waitForTransactionReceipt({ hash });
  if (status !== "success") throw new Error("the last ticket was refused");
}
