/** Keys that were made in this browser. They stay in its storage; the owner can take them out as a keystore file. */
import { type Hex, isHex } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { keccak256, toHex } from "viem/utils";

export interface LocalKey {
  address: Hex;
  privateKey: Hex;
  /** What the owner calls it, or the role of a ready account of a development network. */
  name: string;
  /** Whether it was exported: until then the page reminds the owner. */
  saved: boolean;
}

const STORE = "wepos.keys";
const ACTIVE = "wepos.keys.active";

export function localKeys(): LocalKey[] {
  try {
    const list = JSON.parse(localStorage.getItem(STORE) ?? "[]") as LocalKey[];
    return list.filter((key) => isHex(key.privateKey) && key.privateKey.length === 66);
  } catch {
    return [];
  }
}

export function activeKey(): LocalKey | undefined {
  const keys = localKeys();
  const address = localStorage.getItem(ACTIVE);
  return keys.find((key) => key.address === address) ?? keys[0];
}

export function setActiveKey(address: Hex): void {
  localStorage.setItem(ACTIVE, address);
}

/** Keeps a key and makes it the one that acts. */
export function keepKey(privateKey: Hex, name: string, saved: boolean): LocalKey {
  const { address } = privateKeyToAccount(privateKey);
  const keys = localKeys().filter((key) => key.address !== address);
  const key = { address, privateKey, name, saved };
  localStorage.setItem(STORE, JSON.stringify([...keys, key]));
  setActiveKey(address);
  return key;
}

export const makeKey = (name: string): LocalKey => keepKey(generatePrivateKey(), name, false);

/** A key for a purpose of its own, which does not become the one that acts. */
export function makeSpareKey(name: string): LocalKey {
  const before = activeKey()?.address;
  const key = makeKey(name);
  if (before) setActiveKey(before);
  return key;
}

export function markSaved(address: Hex): void {
  const keys = localKeys().map((key) => (key.address === address ? { ...key, saved: true } : key));
  localStorage.setItem(STORE, JSON.stringify(keys));
}

export function forgetKey(address: Hex): void {
  localStorage.setItem(STORE, JSON.stringify(localKeys().filter((key) => key.address !== address)));
}

/** The ready accounts of a development network: their keys are known to everybody and worth nothing. */
export const ROLES = [
  "alice",
  "bob",
  "carol",
  "nodeA",
  "nodeB",
  "wetez",
  "sorosreport",
  "dev1",
  "bookshop",
  "mediaX",
  "meetup",
  "writer",
  "teacher",
] as const;

export const keyOfRole = (role: string): Hex => keccak256(toHex(`wepos development account: ${role}`));

/** The role behind an address of a development network, as a name for it. */
const rolesByAddress = new Map<string, string>();

export function roleOf(address: string): string | undefined {
  if (rolesByAddress.size === 0) {
    for (const role of ROLES) {
      rolesByAddress.set(privateKeyToAccount(keyOfRole(role)).address.toLowerCase(), role);
    }
  }
  return rolesByAddress.get(address.toLowerCase());
}

/** The address of a role by its name, whatever its case. */
export function addressOfRole(name: string): Hex | undefined {
  const role = ROLES.find((it) => it.toLowerCase() === name.trim().toLowerCase());
  return role && privateKeyToAccount(keyOfRole(role)).address;
}
