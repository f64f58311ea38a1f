/** Standard encrypted keystore files (Web3 Secret Storage, version 3), as geth, MetaMask and imToken read them. */
import type { Hex } from "viem";
import { privateKeyToAddress } from "viem/accounts";
import * as Keystore from "ox/Keystore";

/** The cost that geth's standard files have: about a second on a phone, and as long for every guess. */
const SCRYPT_N = 1 << 17;

export interface KeystoreFile {
  name: string;
  text: string;
}

export async function exportKeystore(
  privateKey: Hex,
  password: string,
  cost: number = SCRYPT_N,
): Promise<KeystoreFile> {
  const [key, options] = await Keystore.scryptAsync({ password, n: cost });
  const keystore = Keystore.encrypt(privateKey, key, options);
  const address = privateKeyToAddress(privateKey).slice(2).toLowerCase();
  const time = new Date().toISOString().replaceAll(":", "-");
  return { name: `UTC--${time}--${address}`, text: JSON.stringify({ address, ...keystore }) };
}

export type ImportProblem = "not-a-keystore" | "wrong-password";

/** Reads a keystore file, or a plain private key of 64 hexadecimal digits. */
export async function importKey(text: string, password: string): Promise<{ key: Hex } | { problem: ImportProblem }> {
  const plain = text.trim();
  if (/^(0x)?[0-9a-fA-F]{64}$/.test(plain)) {
    return { key: (plain.startsWith("0x") ? plain : `0x${plain}`) as Hex };
  }
  let keystore: Keystore.Keystore;
  try {
    keystore = lowercased(JSON.parse(plain)) as Keystore.Keystore;
    if (keystore.version !== 3 || !keystore.crypto) return { problem: "not-a-keystore" };
  } catch {
    return { problem: "not-a-keystore" };
  }
  try {
    const key = await Keystore.toKeyAsync(keystore, { password });
    return { key: Keystore.decrypt(keystore, key) };
  } catch {
    return { problem: "wrong-password" };
  }
}

/** Old files write `Crypto`. */
function lowercased(value: unknown): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name.toLowerCase(), lowercased(inner)]));
}
