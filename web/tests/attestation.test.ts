import { hashTypedData, recoverTypedDataAddress } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { describe, expect, test } from "vitest";
import {
  type BrokenLink,
  type Network,
  acceptInvitation,
  acceptance,
  attestation,
  invitation,
  invitationLink,
  readInvitation,
  readTicket,
  redeemTicket,
  redemption,
  ticketLink,
  ticketList,
} from "@/chain/attestation";

const repeat = (byte: string, count: number) => `0x${byte.repeat(count)}` as const;
const NETWORK: Network = { chainId: 7777, genesisHash: repeat("11", 32) };
const HOLDER = repeat("22", 20);
const ACCOUNT = repeat("33", 20);
const INVITER = repeat("44", 20);
const PLACE = { inviter: INVITER, stage: 2, number: 5 };

/** The same texts and hashes stand in the tests of crates/abi. */
const TICKET =
  "AQAAAAAAAAADAAAACQAAAABxP7MAZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZ3d3d3d3d" +
  "3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3dwgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIGw";
const INVITATION =
  "AUREREREREREREREREREREREREREAgVmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZmZnd3d3d3" +
  "d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3CAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgc";

const problemOf = (read: () => unknown): string => {
  try {
    read();
    return "none";
  } catch (error) {
    return (error as BrokenLink).problem;
  }
};

describe("links", () => {
  test("are read as the program writes them, with their address or without", () => {
    for (const text of [TICKET, ` ${TICKET}\n`, `https://pos.example/ticket#${TICKET}`]) {
      expect(readTicket(text)).toMatchObject({
        campaign: 3n,
        number: 9,
        expiresAt: 1_900_000_000n,
        secret: repeat("66", 32),
      });
    }
    expect(readInvitation(INVITATION)).toMatchObject({ ...PLACE, secret: repeat("66", 32) });
  });

  test("of tickets are written as they are read, one in each line of a list", () => {
    const ticket = readTicket(TICKET);
    expect(ticketLink(ticket, "https://pos.example")).toBe(`https://pos.example/ticket#${TICKET}`);
    expect(ticketList([ticket], "https://pos.example")).toBe(`number,link\n9,https://pos.example/ticket#${TICKET}\n`);
  });

  test("of invitations are written as they are read", () => {
    expect(invitationLink(readInvitation(INVITATION), "https://pos.example")).toBe(
      `https://pos.example/invite#${INVITATION}`,
    );
  });

  test("that are none are refused with the reason", () => {
    expect(problemOf(() => readTicket(""))).toBe("empty");
    expect(problemOf(() => readTicket(`${TICKET}==`))).toBe("spelling");
    expect(problemOf(() => readTicket(TICKET.replace("A", "+")))).toBe("spelling");
    expect(problemOf(() => readTicket(`${TICKET.slice(0, -1)}t`))).toBe("spelling");
    expect(problemOf(() => readTicket(TICKET.slice(0, 100)))).toBe("length");
    expect(problemOf(() => readTicket(`Ag${TICKET.slice(2)}`))).toBe("version");
    expect(problemOf(() => readTicket(INVITATION))).toBe("length");
    expect(problemOf(() => readInvitation(TICKET))).toBe("length");
  });
});

describe("what is signed", () => {
  test("has the hashes that the chain computes", () => {
    const ticket = { campaign: 3n, number: 9, holder: HOLDER, expiresAt: 1_900_000_000n, data: repeat("55", 32) };
    expect(hashTypedData(attestation(ticket, NETWORK))).toBe(
      "0x7a1433ee76122cfabdb127603372093ac2c64b09880f8a4a344eefe7fd5d5f84",
    );
    expect(hashTypedData(redemption({ campaign: 3n, number: 9 }, ACCOUNT, NETWORK))).toBe(
      "0x88ce71885af2244d11ed415c20827743fc6d354ccf952e5b412adf8b8f8dfeff",
    );
    expect(hashTypedData(invitation(PLACE, HOLDER, NETWORK))).toBe(
      "0x0e2376520acdd4af553ffb0da8422ad63a386ba4c6f6b7f1736d58770e3f9beb",
    );
    expect(hashTypedData(acceptance(PLACE, ACCOUNT, NETWORK))).toBe(
      "0x93460bf09a24414d1a408ffebdc85fd31ee5e69916fbc4ce0aee1e5515a7a44f",
    );
  });

  test("is signed by the one-time key for the account that redeems, and for no other", async () => {
    const ticket = readTicket(TICKET);
    const holder = privateKeyToAccount(ticket.secret).address;
    const [signed, signature, account, holderSignature] = await redeemTicket(ticket, ACCOUNT, NETWORK);
    expect(signed).toEqual({
      campaign: 3n,
      number: 9,
      holder,
      expiresAt: 1_900_000_000n,
      data: repeat("00", 32),
    });
    expect([signature, account]).toEqual([ticket.signature, ACCOUNT]);
    const signer = (whom: typeof ACCOUNT) =>
      recoverTypedDataAddress({ ...redemption(ticket, whom, NETWORK), signature: holderSignature });
    expect(await signer(ACCOUNT)).toBe(holder);
    expect(await signer(INVITER as typeof ACCOUNT)).not.toBe(holder);

    const [accepted, , , agreed] = await acceptInvitation(readInvitation(INVITATION), ACCOUNT, NETWORK);
    expect(accepted).toEqual({ ...PLACE, holder });
    expect(await recoverTypedDataAddress({ ...acceptance(PLACE, ACCOUNT, NETWORK), signature: agreed })).toBe(holder);
  });
});
