import { describe, expect, test } from "vitest";
import { generatePrivateKey, privateKeyToAddress } from "viem/accounts";
import { exportKeystore, importKey } from "@/chain/keystore";

/** Cheap, for the test only. */
const COST = 1 << 10;

/** The test vector of the Web3 Secret Storage Definition (scrypt), whose password is `testpassword`. */
const VECTOR = {
  key: "0x7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d",
  file: {
    crypto: {
      cipher: "aes-128-ctr",
      cipherparams: { iv: "6087dab2f9fdbbfaddc31a909735c1e6" },
      ciphertext: "5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46",
      kdf: "pbkdf2",
      kdfparams: {
        c: 262144,
        dklen: 32,
        prf: "hmac-sha256",
        salt: "ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd",
      },
      mac: "517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2",
    },
    id: "3198bc9c-6672-5ab3-d995-4942343ae5b6",
    version: 3,
  },
} as const;

describe("a keystore file", () => {
  test("opens with its password and no other", async () => {
    const key = generatePrivateKey();
    const file = await exportKeystore(key, "correct horse", COST);
    expect(file.name).toContain(privateKeyToAddress(key).slice(2).toLowerCase());
    expect(JSON.parse(file.text)).toMatchObject({ version: 3, crypto: { kdf: "scrypt", cipher: "aes-128-ctr" } });
    expect(file.text).not.toContain(key.slice(2));
    expect(await importKey(file.text, "correct horse")).toEqual({ key });
    expect(await importKey(file.text, "wrong horse")).toEqual({ problem: "wrong-password" });
  });

  test("of another program opens, whatever the case of its names", async () => {
    const { crypto, ...rest } = VECTOR.file;
    for (const text of [JSON.stringify(VECTOR.file), JSON.stringify({ ...rest, Crypto: crypto })]) {
      expect(await importKey(text, "testpassword")).toEqual({ key: VECTOR.key });
    }
  });

  test("may be a plain private key", async () => {
    expect(await importKey(` ${VECTOR.key.slice(2)}\n`, "")).toEqual({ key: VECTOR.key });
  });

  test("that is none is named as such", async () => {
    for (const text of ["", "{}", "hello", '{"version":1,"crypto":{}}']) {
      expect(await importKey(text, "x")).toEqual({ problem: "not-a-keystore" });
    }
  });
});
