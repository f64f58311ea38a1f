/**
 * What is signed off the chain: tickets and invitations (`crates/abi/src/attestation.rs` has the same, and the reasons).
 *
 * A link carries its secret behind `#`, which browsers keep to themselves. The one-time key signs here for whom the
 * ticket or the invitation is; nothing but that signature leaves the page.
 */
import { type Hex, bytesToHex, hexToBytes, numberToBytes, recoverTypedDataAddress } from "viem";
import { generatePrivateKey, privateKeyToAccount, privateKeyToAddress } from "viem/accounts";
import { campaignsAddress } from "@/abi/campaigns";
import { identityAddress } from "@/abi/identity";

const VERSION = 1;
const SIGNATURE_BYTES = 65;
const TICKET_BYTES = 1 + 8 + 4 + 8 + 32 + SIGNATURE_BYTES;
const INVITATION_BYTES = 1 + 20 + 1 + 1 + 32 + SIGNATURE_BYTES;

/** A ticket rests on nothing but itself. */
const NO_DATA: Hex = `0x${"0".repeat(64)}`;

/** How many invitations an account has in a stage (R21). */
export const INVITATIONS_PER_STAGE = 5;

export interface Network {
  chainId: number;
  genesisHash: Hex;
}

export interface Ticket {
  campaign: bigint;
  number: number;
  /** Unix seconds; 0 is the end of the campaign. */
  expiresAt: bigint;
  secret: Hex;
  signature: Hex;
}

export interface InvitationLink {
  inviter: Hex;
  stage: number;
  number: number;
  secret: Hex;
  signature: Hex;
}

export type LinkProblem = "empty" | "spelling" | "length" | "version" | "number" | "secret" | "signature";

/** Why a text is no ticket and no invitation. */
export class BrokenLink extends Error {
  readonly problem: LinkProblem;

  constructor(problem: LinkProblem) {
    super(problem);
    this.problem = problem;
  }
}

/** The order of secp256k1: a secret key is smaller (SEC 2). */
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
/** The largest `s` of a signature (EIP-2). */
const LARGEST_S = ORDER / 2n;

/** The bytes of a link, or of what is behind its `#`, in their one spelling. */
function bytesOf(text: string, expected: number): Uint8Array {
  const code = text.trim().split("#").at(-1) ?? "";
  if (code === "") throw new BrokenLink("empty");
  if (!/^[\w-]+$/.test(code) || code.length % 4 === 1) throw new BrokenLink("spelling");
  let bytes: Uint8Array;
  try {
    const plain = atob(code.replaceAll("-", "+").replaceAll("_", "/"));
    bytes = Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  } catch {
    throw new BrokenLink("spelling");
  }
  if (toCode(bytes) !== code) throw new BrokenLink("spelling");
  if (bytes[0] !== VERSION) throw new BrokenLink("version");
  if (bytes.length !== expected) throw new BrokenLink("length");
  return bytes;
}

function toCode(bytes: Uint8Array): string {
  const plain = btoa(String.fromCharCode(...bytes));
  return plain.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** Takes fields of fixed length from the front. */
function fields(bytes: Uint8Array) {
  let at = 1;
  const take = (length: number): Hex => bytesToHex(bytes.slice(at, (at += length)));
  return {
    take,
    number: (length: number): bigint => BigInt(take(length)),
    secret(): Hex {
      const secret = take(32);
      if (BigInt(secret) === 0n || BigInt(secret) >= ORDER) throw new BrokenLink("secret");
      return secret;
    },
    signature(): Hex {
      const signature = take(SIGNATURE_BYTES);
      const [s, v] = [BigInt(`0x${signature.slice(66, 130)}`), Number.parseInt(signature.slice(130), 16)];
      if (s > LARGEST_S || (v !== 27 && v !== 28)) throw new BrokenLink("signature");
      return signature;
    },
  };
}

/** Reads a ticket. Whether its signature is good, the network says. Throws `BrokenLink`. */
export function readTicket(text: string): Ticket {
  const from = fields(bytesOf(text, TICKET_BYTES));
  const ticket = {
    campaign: from.number(8),
    number: Number(from.number(4)),
    expiresAt: from.number(8),
    secret: from.secret(),
    signature: from.signature(),
  };
  if (ticket.number === 0) throw new BrokenLink("number");
  return ticket;
}

/** Reads an invitation. Throws `BrokenLink`. */
export function readInvitation(text: string): InvitationLink {
  const from = fields(bytesOf(text, INVITATION_BYTES));
  const link = {
    inviter: from.take(20),
    stage: Number(from.number(1)),
    number: Number(from.number(1)),
    secret: from.secret(),
    signature: from.signature(),
  };
  if (link.number < 1 || link.number > INVITATIONS_PER_STAGE) throw new BrokenLink("number");
  return link;
}

/** The link to send. */
export function invitationLink(link: InvitationLink, origin: string): string {
  const { inviter, stage, number, secret, signature } = link;
  const bytes = [VERSION, ...hexToBytes(inviter), stage, number, ...hexToBytes(secret), ...hexToBytes(signature)];
  return `${origin}/invite#${toCode(Uint8Array.from(bytes))}`;
}

/** The link of a ticket, for a QR code. */
export function ticketLink({ campaign, number, expiresAt, secret, signature }: Ticket, origin: string): string {
  const field = (value: bigint | number, size: number) => numberToBytes(value, { size });
  const bytes = [
    VERSION,
    ...field(campaign, 8),
    ...field(number, 4),
    ...field(expiresAt, 8),
    ...hexToBytes(secret),
    ...hexToBytes(signature),
  ];
  return `${origin}/ticket#${toCode(Uint8Array.from(bytes))}`;
}

const campaignsDomain = ({ chainId, genesisHash }: Network) =>
  ({
    name: "WePoS campaigns",
    version: "1",
    chainId,
    verifyingContract: campaignsAddress,
    salt: genesisHash,
  }) as const;

const identityDomain = ({ chainId, genesisHash }: Network) =>
  ({ name: "WePoS identity", version: "1", chainId, verifyingContract: identityAddress, salt: genesisHash }) as const;

/** What the key of a campaign signs: a ticket, or a result. */
export function attestation(
  message: { campaign: bigint; number: number; holder: Hex; expiresAt: bigint; data: Hex },
  network: Network,
) {
  return {
    domain: campaignsDomain(network),
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
    message,
  } as const;
}

/** What a one-time key of a ticket signs: for whom it is redeemed. */
export function redemption(ticket: Pick<Ticket, "campaign" | "number">, account: Hex, network: Network) {
  return {
    domain: campaignsDomain(network),
    types: {
      Redemption: [
        { name: "campaign", type: "uint64" },
        { name: "number", type: "uint32" },
        { name: "account", type: "address" },
      ],
    },
    primaryType: "Redemption",
    message: { campaign: ticket.campaign, number: ticket.number, account },
  } as const;
}

type Place = Pick<InvitationLink, "inviter" | "stage" | "number">;

/** What the inviter signs. */
export function invitation({ inviter, stage, number }: Place, holder: Hex, network: Network) {
  return {
    domain: identityDomain(network),
    types: {
      Invitation: [
        { name: "inviter", type: "address" },
        { name: "stage", type: "uint8" },
        { name: "number", type: "uint8" },
        { name: "holder", type: "address" },
      ],
    },
    primaryType: "Invitation",
    message: { inviter, stage, number, holder },
  } as const;
}

/** What the one-time key of an invitation signs: who accepts it. */
export function acceptance({ inviter, stage, number }: Place, account: Hex, network: Network) {
  return {
    domain: identityDomain(network),
    types: {
      Acceptance: [
        { name: "inviter", type: "address" },
        { name: "stage", type: "uint8" },
        { name: "number", type: "uint8" },
        { name: "account", type: "address" },
      ],
    },
    primaryType: "Acceptance",
    message: { inviter, stage, number, account },
  } as const;
}

/** Signs a ticket: a key of its own, and the signature of the campaign's key that it is worth something. */
export async function issueTicket(
  { campaign, number, expiresAt }: Pick<Ticket, "campaign" | "number" | "expiresAt">,
  campaignKey: Hex,
  network: Network,
): Promise<Ticket> {
  const secret = generatePrivateKey();
  const holder = privateKeyToAddress(secret);
  const message = { campaign, number, holder, expiresAt, data: NO_DATA };
  const signature = await privateKeyToAccount(campaignKey).signTypedData(attestation(message, network));
  return { campaign, number, expiresAt, secret, signature };
}

/** Who signed a ticket: the key of its campaign, if it is genuine. */
export function ticketSigner(
  { campaign, number, expiresAt, secret, signature }: Ticket,
  network: Network,
): Promise<Hex> {
  const message = { campaign, number, holder: privateKeyToAddress(secret), expiresAt, data: NO_DATA };
  return recoverTypedDataAddress({ ...attestation(message, network), signature });
}

/** A list of tickets, as `wepos ticket` writes and reads it. */
export const ticketList = (tickets: readonly Ticket[], origin: string): string =>
  `number,link\n${tickets.map((it) => `${it.number},${ticketLink(it, origin)}\n`).join("")}`;

/** The arguments of `redeem`, signed for an account. */
export async function redeemTicket(ticket: Ticket, account: Hex, network: Network) {
  const key = privateKeyToAccount(ticket.secret);
  const { campaign, number, expiresAt } = ticket;
  const signed = { campaign, number, holder: key.address, expiresAt, data: NO_DATA };
  const holderSignature = await key.signTypedData(redemption(ticket, account, network));
  return [signed, ticket.signature, account, holderSignature] as const;
}

/** The arguments of `accept`, signed for an account. */
export async function acceptInvitation(link: InvitationLink, account: Hex, network: Network) {
  const key = privateKeyToAccount(link.secret);
  const { inviter, stage, number } = link;
  const holderSignature = await key.signTypedData(acceptance(link, account, network));
  return [{ inviter, stage, number, holder: key.address }, link.signature, account, holderSignature] as const;
}
