/** Accounts of the protocol beside the modules (`crates/abi/src/addresses.rs`); no key controls any of them. */
const ACCOUNTS = {
  "0x0000000000000000000000000000000000001101": "unreleased",
  "0x0000000000000000000000000000000000001102": "stage",
  "0x0000000000000000000000000000000000001103": "reserved",
  "0x0000000000000000000000000000000000001104": "settlement",
  "0x0000000000000000000000000000000000001105": "pool",
  "0xde55301bf1eb7c1fefad72be8c181bc3c36729fe": "burned",
  "0xbe60d34ce32aca49d60d46c3b574d0c2c1b52571": "migrated",
} as const;

export type ProtocolAccount = (typeof ACCOUNTS)[keyof typeof ACCOUNTS];

export const protocolAccount = (address: string): ProtocolAccount | undefined =>
  (ACCOUNTS as Record<string, ProtocolAccount>)[address.toLowerCase()];
