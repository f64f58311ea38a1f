import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as Ed25519 from "ox/Ed25519";
import { type Hex, bytesToHex, concat, hexToBytes, keccak256, numberToHex, sha256, stringToHex, toRlp } from "viem";
import { describe, expect, test } from "vitest";
import {
  BrokenProof,
  type Known,
  type ProofStep,
  type StateProof,
  type Validator,
  accountKey,
  accountOf,
  follow,
  knownFromGenesis,
  setHash,
  verifyProof,
} from "@/chain/proof";

/** What a development network answered: with 38 operations in its state's tree, and with several thousand. */
const data = JSON.parse(readFileSync(join(__dirname, "data/proofs.json"), "utf8")) as {
  genesisHash: Hex;
  validators: Validator[];
  lastExtra: Hex;
  proofs: { address: Hex; proof: StateProof }[];
};
const genesis = readFileSync(join(__dirname, "data/genesis.json"), "utf8");
const known = knownFromGenesis(genesis, data.genesisHash);
const at = (index: number) => data.proofs[index] as (typeof data.proofs)[number];

function stepOf(what: () => unknown): ProofStep | "holds" {
  try {
    what();
    return "holds";
  } catch (error) {
    if (error instanceof BrokenProof) return error.step;
    throw error;
  }
}

/** The same bytes with one bit of one byte turned over. */
function altered(hex: Hex, byte: number): Hex {
  const bytes = hexToBytes(hex);
  bytes[byte] = (bytes[byte] as number) ^ 1;
  return bytesToHex(bytes);
}

const size = (hex: Hex) => (hex.length - 2) / 2;

describe("a proof", () => {
  test("shows what an account holds, or that it has no record", () => {
    const balances = data.proofs.map(({ address, proof }) => {
      const { value, signers, validators } = verifyProof(known, accountKey(address), proof);
      expect([signers, validators]).toEqual([1, 1]);
      return value === null ? null : accountOf(value);
    });
    const pos = 10n ** 18n;
    expect(balances.slice(0, 3)).toEqual([
      { balance: 10_000n * pos, nonce: 0n },
      { balance: 9_000_000n * pos, nonce: 0n },
      null,
    ]);
    expect(balances[3]).toEqual({ balance: 999_043n * 10n ** 16n, nonce: 957n });
  });

  test("fails, and names the step, when any byte of it is another", () => {
    for (const { address, proof } of [at(2), at(3)]) {
      const key = accountKey(address);
      const check = (changed: StateProof) => stepOf(() => verifyProof(known, key, changed));
      for (let byte = 0; byte < size(proof.path); byte++)
        expect(check({ ...proof, path: altered(proof.path, byte) }), `path ${byte}`).toBe("path");
      for (let byte = 0; proof.value && byte < size(proof.value); byte++)
        expect(check({ ...proof, value: altered(proof.value, byte) }), `value ${byte}`).toBe("path");
      for (let byte = 0; byte < size(proof.finalization); byte++)
        expect(check({ ...proof, finalization: altered(proof.finalization, byte) }), `signed ${byte}`).toBe(
          "certificate",
        );
      const [header] = proof.headers as [Hex];
      for (let byte = 0; byte < size(header); byte += 5)
        expect(check({ ...proof, headers: [altered(header, byte)] }), `header ${byte}`).not.toBe("holds");
    }
  }, 60_000);

  test("of one account proves nothing about another, nor that a record is not there", () => {
    const { address, proof } = at(3);
    const other = accountKey("0x00000000000000000000000000000000000000bb");
    expect(stepOf(() => verifyProof(known, other, proof))).toBe("answer");
    expect(stepOf(() => verifyProof(known, other, { ...proof, key: other }))).toBe("path");
    expect(stepOf(() => verifyProof(known, accountKey(address), { ...proof, value: null }))).toBe("path");
    const absent = at(2).proof;
    expect(stepOf(() => verifyProof(known, absent.key, { ...absent, value: "0x01" }))).toBe("path");
  });

  test("that is signed for another network, or by others, is refused at the certificate", () => {
    const { address, proof } = at(0);
    const elsewhere: Known = { ...known, genesisHash: sha256("0x00") };
    expect(stepOf(() => verifyProof(elsewhere, accountKey(address), proof))).toBe("certificate");
    const others: Known = { ...known, sets: [{ from: 0n, keys: [sha256("0x00")] }] };
    expect(stepOf(() => verifyProof(others, accountKey(address), proof))).toBe("certificate");
  });
});

describe("who signs", () => {
  test("is what the genesis document says, and no other document", () => {
    expect(known.sets).toEqual([{ from: 0n, keys: data.validators.map((it) => it.publicKey) }]);
    const moved = genesis.replace('"chainId":', '"chainId":1');
    expect(stepOf(() => knownFromGenesis(moved, data.genesisHash))).toBe("validators");
    expect(stepOf(() => knownFromGenesis("PoS", data.genesisHash))).toBe("validators");
  });

  test("is committed to by the last header of an epoch, by the hash that the network computes", () => {
    expect(data.lastExtra.slice(-64)).toBe(setHash(0, data.validators).slice(2));
  });

  test("changes only as those before signed it, and no change can be left out", () => {
    const secrets = ["0x01", "0x02", "0x03"].map((it) => sha256(it as Hex)) as [Hex, Hex, Hex];
    const people = secrets.map((privateKey, index): Validator => ({
      name: `v${index}`,
      publicKey: Ed25519.getPublicKey({ privateKey }),
      seedKey: "0x1234",
    }));
    const start: Known = {
      genesisHash: data.genesisHash,
      epochBlocks: 10n,
      sets: [{ from: 0n, keys: [people[0]?.publicKey as Hex] }],
    };
    /** A change to `next`, number `number`, at the end of an epoch, signed by one validator. */
    const change = (number: number, epoch: number, next: Validator[], privateKey: Hex) => {
      const fields: Hex[] = Array(13).fill("0x");
      fields[8] = numberToHex(epoch * 10 + 9);
      fields[11] = "0x01";
      fields[12] = concat(["0xff01", setHash(number, next)]);
      const header = toRlp(fields);
      const proposal = concat([numberToHex(epoch, { size: 1 }), "0x0201", keccak256(header)]);
      const namespace = concat([stringToHex("_WEPOS"), data.genesisHash, stringToHex("_FINALIZE")]);
      const payload = concat([numberToHex(size(namespace)), namespace, proposal]);
      const signature = Ed25519.sign({ payload, privateKey });
      const finalization = concat([proposal, numberToHex(1, { size: 8 }), "0x0101", signature]);
      return { header, finalization, validators: next };
    };
    const [, second, third] = people as [Validator, Validator, Validator];
    const chain = (...changes: ReturnType<typeof change>[]) => ({
      format: "wepos-chain/1",
      genesis: data.genesisHash,
      changes,
    });
    const one = change(1, 0, [second], secrets[0]);
    const two = change(2, 3, [third], secrets[1]);
    expect(follow(start, chain(one, two)).sets.slice(1)).toEqual([
      { from: 1n, keys: [second.publicKey] },
      { from: 4n, keys: [third.publicKey] },
    ]);
    const refused = (...changes: ReturnType<typeof change>[]) => stepOf(() => follow(start, chain(...changes)));
    expect(refused(two)).not.toBe("holds");
    expect(refused(one, change(1, 3, [third], secrets[1]))).toBe("validators");
    expect(refused(change(1, 0, [second], secrets[1]))).toBe("certificate");
    expect(refused({ ...one, validators: [third] })).toBe("validators");
  });
});
