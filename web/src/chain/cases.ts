/** Cases about claims, as hooks (R24), in the words of their interface. */
import type { ContractFunctionReturnType, Hex } from "viem";
import { casesAbi, casesAddress } from "@/abi/cases";
import { PAGE, readPages, useLive } from "./campaigns";
import { publicClient } from "./rpc";

export const casesModule = { address: casesAddress, abi: casesAbi } as const;

export type CaseRecord = ContractFunctionReturnType<typeof casesAbi, "view", "caseOf">;

/** `Case.status`, in order. */
export const CASE_STATUS = [
  "reply",
  "decision",
  "dismissed",
  "proven",
  "appeal",
  "final",
  "overturned",
  "undecided",
] as const;
export type CaseStatus = (typeof CASE_STATUS)[number];

export const caseStatus = (it: CaseRecord): CaseStatus => CASE_STATUS[it.status] ?? "reply";

/** Whether something can still change. */
export const isOpen = (it: CaseRecord): boolean => ["reply", "decision", "proven", "appeal"].includes(caseStatus(it));

/** All cases, newest first. */
export function useAllCases() {
  return useLive(["all cases"], async () => {
    const all = await readPages((known) => {
      const args = [BigInt(known + 1), PAGE] as const;
      return publicClient().readContract({ ...casesModule, functionName: "cases", args });
    });
    return all.reverse();
  });
}

export function useCase(id: bigint) {
  return useLive(["case", id.toString()], async () => {
    const client = publicClient();
    const args = [id] as const;
    const [found, said, limits] = await Promise.all([
      client.readContract({ ...casesModule, functionName: "caseOf", args }),
      client.readContract({ ...casesModule, functionName: "texts", args }),
      client.readContract({ ...casesModule, functionName: "limits" }),
    ]);
    return { found, said, limits };
  });
}

/** Cases about an account, and until when it gets no new rewards. */
export function useCasesOf(account: Hex | undefined) {
  return useLive(
    ["cases of", account],
    async () => {
      const client = publicClient();
      const who = account as Hex;
      const [cases, [until, id]] = await Promise.all([
        readPages((known) =>
          client.readContract({ ...casesModule, functionName: "casesOf", args: [who, known, PAGE] }),
        ),
        client.readContract({ ...casesModule, functionName: "barredUntil", args: [who] }),
      ]);
      return { cases, until, id };
    },
    account !== undefined,
  );
}
