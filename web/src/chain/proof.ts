/**
 * Proofs of the state, checked in the page (`crates/node/src/proof.rs` is the same on a command line):
 *
 *     validators ─▶ certificate ─▶ header ─▶ … ─▶ header ─▶ stateRoot ─▶ path ─▶ record, or the gap
 *
 * Everything here was sent by somebody who may lie. Each step has its own failure, so that a reader learns where a
 * proof breaks; whatever has more than one spelling is refused, so that no byte can change unnoticed.
 */
import * as Ed25519 from "ox/Ed25519";
import {
  type Hex,
  bytesToHex,
  concat,
  fromRlp,
  hexToBytes,
  keccak256,
  numberToBytes,
  sha256,
  stringToBytes,
} from "viem";
import { canonical } from "./bank";

/** What `wepos_getProof` answers. */
export interface StateProof {
  key: Hex;
  value: Hex | null;
  path: Hex;
  headers: readonly Hex[];
  finalization: Hex;
}

/** What `wepos_getCertificateChain` answers: how the validators of today follow from those of genesis. */
export interface CertificateChain {
  format: string;
  genesis: Hex;
  changes: readonly { header: Hex; finalization: Hex; validators: readonly Validator[] }[];
}

export interface Validator {
  name: string;
  publicKey: Hex;
  seedKey: Hex;
  address?: string;
}

/** Who signs, and since which epoch: what a proof begins from. */
export interface Known {
  genesisHash: Hex;
  epochBlocks: bigint;
  sets: readonly { from: bigint; keys: readonly Hex[] }[];
}

export const STEPS = ["validators", "answer", "certificate", "headers", "path"] as const;
export type ProofStep = (typeof STEPS)[number];

/** Where a proof breaks, and the facts. */
export class BrokenProof extends Error {
  readonly step: ProofStep;

  constructor(step: ProofStep, facts: string) {
    super(facts);
    this.step = step;
  }
}

export interface Proven {
  /** The block after which the key held this. */
  block: bigint;
  hash: Hex;
  stateRoot: Hex;
  /** Unix seconds. */
  at: bigint;
  /** The block whose hash was signed: this one, or one that follows it. */
  certified: bigint;
  signers: number;
  validators: number;
  /** The record; nothing if it is proven that there is none. */
  value: Hex | null;
}

/** SHA-256 of module, field and address: where the record of an account lies. */
export const accountKey = (address: Hex): Hex => sha256(concat(["0x0100", address]));

/** Balance and number of transactions from the bytes of an account's record; nothing for none. */
export function accountOf(value: Hex | null): { balance: bigint; nonce: bigint } {
  if (value === null) return { balance: 0n, nonce: 0n };
  const from = new Reader(value, "path");
  if (from.byte() !== 1) throw new BrokenProof("path", "the record is of a later version");
  return { balance: from.little(16), nonce: from.little(8) };
}

/** Checks what somebody says about a key, from the validators down to the record. Throws `BrokenProof`. */
export function verifyProof(known: Known, key: Hex, proof: StateProof): Proven {
  if (proof.key !== key) throw new BrokenProof("answer", `${proof.key} ≠ ${key}`);
  const last = proof.headers.at(-1);
  if (last === undefined) throw new BrokenProof("headers", "0");
  const certificate = readCertificate(proof.finalization);
  const { signers, validators } = checkCertificate(known, certificate, epochOf(known, tryHeader(last)?.number));
  const headers = proof.headers.map((raw, index) => {
    const header = tryHeader(raw);
    if (!header) throw new BrokenProof("headers", String(index + 1));
    return header;
  });
  headers.forEach((header, index) => {
    const before = headers[index - 1];
    if (before && (header.parent !== before.hash || header.number !== before.number + 1n))
      throw new BrokenProof("headers", String(index + 1));
  });
  const [first, end] = [headers[0] as Header, headers.at(-1) as Header];
  if (end.hash !== certificate.block) throw new BrokenProof("headers", `${end.hash} ≠ ${certificate.block}`);
  const root = rootOf(proof.path, key, proof.value);
  if (root !== first.stateRoot) throw new BrokenProof("path", `${root} ≠ ${first.stateRoot}`);
  return {
    block: first.number,
    hash: first.hash,
    stateRoot: first.stateRoot,
    at: first.at,
    certified: end.number,
    signers,
    validators,
    value: proof.value,
  };
}

/** What a genesis document says, if it is that of the network. Throws `BrokenProof`. */
export function knownFromGenesis(text: string, genesisHash: Hex): Known {
  let document: { validators: Validator[]; limits: { epochBlocks: number } };
  let hash: Hex;
  try {
    document = JSON.parse(text) as typeof document;
    hash = sha256(stringToBytes(canonical(document)));
  } catch {
    throw new BrokenProof("validators", "JSON");
  }
  if (hash !== genesisHash) throw new BrokenProof("validators", `${hash} ≠ ${genesisHash}`);
  const keys = document.validators.map((it) => it.publicKey);
  return { genesisHash, epochBlocks: BigInt(document.limits.epochBlocks), sets: [{ from: 0n, keys }] };
}

/** Follows the changes of validators, each signed by those before it. Throws `BrokenProof`. */
export function follow(known: Known, { genesis, changes }: CertificateChain): Known {
  if (genesis !== known.genesisHash) throw new BrokenProof("validators", `${genesis} ≠ ${known.genesisHash}`);
  return changes.reduce((before, { header: raw, finalization, validators }, index) => {
    const number = before.sets.length;
    const fails = (facts: string) => new BrokenProof("validators", `${index + 1}: ${facts}`);
    const header = tryHeader(raw);
    if (!header || (header.number + 1n) % before.epochBlocks !== 0n) throw fails("header");
    const epoch = epochOf(before, header.number);
    const certificate = readCertificate(finalization);
    if (certificate.block !== header.hash) throw fails("certificate");
    checkCertificate(before, certificate, epoch);
    // The extension of such a header ends with the hash of the next set.
    if (`0x${header.extra.slice(-66)}` !== `0x01${setHash(number, validators).slice(2)}`) throw fails("set");
    const next = { from: epoch + 1n, keys: validators.map((it) => it.publicKey) };
    return { ...before, sets: [...before.sets, next] };
  }, known);
}

const epochOf = (known: Known, block: bigint | undefined): bigint => (block ?? 0n) / known.epochBlocks;

/** SHA-256 of the Borsh encoding of a set and its number. */
export function setHash(number: number, validators: readonly Validator[]): Hex {
  const little = (value: number, size: number) => numberToBytes(value, { size }).reverse();
  const text = (bytes: Uint8Array) => concat([little(bytes.length, 4), bytes]);
  const list = validators.map(({ name, publicKey, seedKey, address = "" }) =>
    concat([text(stringToBytes(name)), hexToBytes(publicKey), text(hexToBytes(seedKey)), text(stringToBytes(address))]),
  );
  return sha256(concat([little(number, 8), little(validators.length, 4), ...list]));
}

interface Header {
  number: bigint;
  parent: Hex;
  hash: Hex;
  stateRoot: Hex;
  at: bigint;
  extra: Hex;
}

/** A header from its RLP, by the places that Ethereum gives its fields. */
function tryHeader(raw: Hex): Header | undefined {
  try {
    const fields = fromRlp(raw, "hex");
    const field = (index: number): Hex => {
      const value = Array.isArray(fields) ? fields[index] : undefined;
      if (typeof value !== "string") throw new Error("not a field");
      return value as Hex;
    };
    return {
      parent: field(0),
      stateRoot: field(3),
      number: BigInt(field(8)),
      at: BigInt(field(11)),
      extra: field(12),
      hash: keccak256(raw),
    };
  } catch {
    return undefined;
  }
}

interface Certificate {
  epoch: bigint;
  /** What was signed: round, parent view and block hash. */
  proposal: Uint8Array;
  block: Hex;
  participants: number;
  signers: readonly number[];
  signatures: readonly Uint8Array[];
}

function readCertificate(raw: Hex): Certificate {
  const from = new Reader(raw, "certificate");
  const epoch = from.varint();
  from.varint();
  from.varint();
  const block = bytesToHex(from.take(32));
  const proposal = from.before();
  const participants = Number(from.big(8));
  if (participants > 1024) throw from.wrong();
  const bits = from.take(Math.ceil(participants / 8));
  const signers: number[] = [];
  for (let index = 0; index < bits.length * 8; index++) {
    if (!((bits[index >> 3] as number) & (1 << (index & 7)))) continue;
    if (index >= participants) throw from.wrong();
    signers.push(index);
  }
  const count = Number(from.varint());
  if (count !== signers.length) throw from.wrong();
  const signatures = signers.map(() => from.take(64));
  from.end();
  return { epoch, proposal, block, participants, signers, signatures };
}

/** A quorum of the validators of an epoch signed; two thirds and one more (`n − ⌊(n − 1) ÷ 3⌋`). */
function checkCertificate(known: Known, certificate: Certificate, epoch: bigint) {
  const set = known.sets.findLast((it) => it.from <= epoch);
  const fails = (facts: string) => new BrokenProof("certificate", facts);
  if (!set || certificate.epoch !== epoch) throw fails(`${certificate.epoch} ≠ ${epoch}`);
  // Consensus counts validators in the order of their keys.
  const keys = [...new Set(set.keys)].sort();
  if (certificate.participants !== keys.length) throw fails(`${certificate.participants} ≠ ${keys.length}`);
  const quorum = keys.length - Math.floor((keys.length - 1) / 3);
  if (certificate.signers.length < quorum) throw fails(`${certificate.signers.length} < ${quorum}`);
  const namespace = concat([stringToBytes("_WEPOS"), hexToBytes(known.genesisHash), stringToBytes("_FINALIZE")]);
  const payload = concat([varintBytes(namespace.length), namespace, certificate.proposal]);
  certificate.signers.forEach((index, place) => {
    const [publicKey, signature] = [keys[index] as Hex, certificate.signatures[place] as Uint8Array];
    let good = false;
    try {
      good = Ed25519.verify({ payload, publicKey, signature });
    } catch {
      // Bytes that are no point of the curve.
    }
    if (!good) throw fails(publicKey);
  });
  return { signers: certificate.signers.length, validators: keys.length };
}

// The state's tree: a Merkle mountain range over the operations of the database, with a bitmap of which of them are
// in force grafted onto it, 256 bits to a chunk (Commonware's QMDB, `current::ordered`).

const CHUNK_BYTES = 32;
const CHUNK_BITS = 256n;
const GRAFTING_HEIGHT = 8;
/** What an operation begins with that sets a key. */
const UPDATE = 0xd2;
const MOST_DIGESTS = 192;

/** The root that a path leads to from a record, or from the gap in which a key would be. */
function rootOf(path: Hex, key: Hex, value: Hex | null): Hex {
  const from = new Reader(path, "path");
  if (value === null && from.byte() !== 0) throw new BrokenProof("path", "the state is not empty");
  const location = from.varint();
  const chunk = from.take(CHUNK_BYTES);
  const leaves = from.varint();
  const inactive = Number(from.varint());
  const count = Number(from.varint());
  if (count > MOST_DIGESTS) throw from.wrong();
  const digests = Array.from({ length: count }, () => from.take(32));
  const partial = from.option() ? from.take(32) : undefined;
  const operationsRoot = from.take(32);
  let operation: Uint8Array;
  if (value === null) {
    // A neighbour's record: its key comes before ours, the key after it comes behind.
    const start = from.at;
    const before = bytesToHex(from.take(32));
    from.take(Number(from.varint()));
    const next = bytesToHex(from.take(32));
    const between = before < next ? before < key && key < next : before < key || key < next;
    if (!between) throw new BrokenProof("path", `${before} … ${next}`);
    operation = concat([new Uint8Array([UPDATE]), from.since(start)]);
  } else {
    const next = from.take(32);
    const bytes = hexToBytes(value);
    operation = concat([new Uint8Array([UPDATE]), hexToBytes(key), varintBytes(bytes.length), bytes, next]);
  }
  from.end();
  if (location >= leaves) throw from.wrong();
  const bit = Number(location % CHUNK_BITS);
  if (!((chunk[bit >> 3] as number) & (1 << (bit & 7)))) throw new BrokenProof("path", "the record is not in force");
  const rest = leaves % CHUNK_BITS;
  if ((rest !== 0n) !== (partial !== undefined)) throw from.wrong();
  const inLast = location / CHUNK_BITS === leaves / CHUNK_BITS;
  if (partial && inLast && hash(chunk).join() !== partial.join()) throw new BrokenProof("path", "bitmap");
  const grafted = graftedRoot({ location, chunk, leaves, inactive, digests, operation });
  const tail = partial ? [numberToBytes(rest, { size: 8 }), partial] : [];
  return bytesToHex(hash(operationsRoot, grafted, ...tail));
}

interface Walk {
  location: bigint;
  chunk: Uint8Array;
  leaves: bigint;
  inactive: number;
  digests: readonly Uint8Array[];
  operation: Uint8Array;
}

/** A perfect tree in the range: the position of its top, its height, its first leaf. */
interface Peak {
  top: bigint;
  height: number;
  leaf: bigint;
}

/** The trees of a range with so many leaves: one for each bit, the largest first. */
function peaksOf(leaves: bigint): Peak[] {
  const peaks: Peak[] = [];
  let [leaf, position] = [0n, 0n];
  for (let height = leaves.toString(2).length - 1; height >= 0; height--) {
    const size = 1n << BigInt(height);
    if (!(leaves & size)) continue;
    const nodes = 2n * size - 1n;
    peaks.push({ top: position + nodes - 1n, height, leaf });
    leaf += size;
    position += nodes;
  }
  return peaks;
}

function graftedRoot({ location, chunk, leaves, inactive, digests, operation }: Walk): Uint8Array {
  const wrong = () => new BrokenProof("path", "digests");
  const peaks = peaksOf(leaves);
  if (inactive > peaks.length) throw wrong();
  const at = peaks.findIndex(({ leaf, height }) => location < leaf + (1n << BigInt(height)));
  const peak = peaks[at] as Peak;
  let used = 0;
  const take = (): Uint8Array => {
    const digest = digests[used++];
    if (!digest) throw wrong();
    return digest;
  };
  // Peaks that are out of force come folded into one; those in force before ours one by one; after ours, folded.
  const folded = Math.min(inactive, at);
  const before = folded > 0 ? [take()] : [];
  for (let index = folded; index < at; index++) before.push(take());
  const after: Uint8Array[] = [];
  const outOfForce = Math.min(Math.max(inactive - at - 1, 0), peaks.length - at - 1);
  for (let index = 0; index < outOfForce; index++) after.push(take());
  if (peaks.length - at - 1 > outOfForce) after.push(take());
  const climb = ({ top, height, leaf }: Peak): Uint8Array => {
    if (location < leaf || location >= leaf + (1n << BigInt(height))) return take();
    if (height === 0) return hash(numberToBytes(top, { size: 8 }), operation);
    const half = 1n << BigInt(height - 1);
    const left = climb({ top: top - 2n * half, height: height - 1, leaf });
    const right = climb({ top: top - 1n, height: height - 1, leaf: leaf + half });
    const node = hash(numberToBytes(top, { size: 8 }), left, right);
    return height === GRAFTING_HEIGHT ? hash(chunk, node) : node;
  };
  const all = [...before, climb(peak), ...after];
  if (used !== digests.length) throw wrong();
  // The peaks out of force are folded from the front, what remains from the back.
  const front = folded > 0 ? inactive - folded + 1 : inactive;
  let first = all[0] as Uint8Array;
  const merged = Math.max(front, 1);
  if (merged > all.length) throw wrong();
  for (const next of all.slice(1, merged)) first = hash(first, next);
  const tail = all.slice(merged);
  const bag = tail.reduceRight<Uint8Array | undefined>((sum, next) => (sum ? hash(next, sum) : next), undefined);
  const sum = bag ? hash(first, bag) : first;
  // 0: of this family of trees; 1: folded from the back.
  const domain = concat([new Uint8Array([0, 1]), numberToBytes(leaves, { size: 8 })]);
  return inactive === 0 ? hash(domain, sum) : hash(domain, numberToBytes(inactive, { size: 8 }), sum);
}

const hash = (...parts: readonly Uint8Array[]): Uint8Array => sha256(concat(parts), "bytes");

function varintBytes(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return new Uint8Array([...bytes, rest]);
}

/** Takes values from the front of bytes that somebody sent. */
class Reader {
  at = 0;
  readonly #bytes: Uint8Array;
  readonly #step: ProofStep;

  constructor(raw: Hex, step: ProofStep) {
    this.#step = step;
    if (!/^0x([0-9a-f]{2})*$/.test(raw)) throw this.wrong();
    this.#bytes = hexToBytes(raw);
  }

  wrong = (): BrokenProof => new BrokenProof(this.#step, `byte ${this.at}`);

  take(length: number): Uint8Array {
    if (!Number.isSafeInteger(length) || this.at + length > this.#bytes.length) throw this.wrong();
    return this.#bytes.slice(this.at, (this.at += length));
  }

  byte = (): number => this.take(1)[0] as number;

  option(): boolean {
    const tag = this.byte();
    if (tag > 1) throw this.wrong();
    return tag === 1;
  }

  big = (length: number): bigint => BigInt(bytesToHex(this.take(length)));

  little = (length: number): bigint => BigInt(bytesToHex(this.take(length).reverse()));

  /** Seven bits to a byte, the low ones first, in the fewest bytes. */
  varint(): bigint {
    let [value, shift] = [0n, 0n];
    for (;;) {
      const byte = this.byte();
      value |= BigInt(byte & 127) << shift;
      shift += 7n;
      if (byte < 128) {
        if (byte === 0 && shift > 7n) throw this.wrong();
        break;
      }
      if (shift > 63n) throw this.wrong();
    }
    if (value >> 64n) throw this.wrong();
    return value;
  }

  /** What was taken so far. */
  before = (): Uint8Array => this.#bytes.slice(0, this.at);

  since = (start: number): Uint8Array => this.#bytes.slice(start, this.at);

  end(): void {
    if (this.at !== this.#bytes.length) throw this.wrong();
  }
}
