/** Reads as hooks. Everything is asked again when a block may have changed it. */
import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Hex } from "viem";
import { useConnection } from "wagmi";
import { emissionAbi, emissionAddress } from "@/abi/emission";
import { tokenAbi, tokenAddress } from "@/abi/token";
import { type Schedule, schedule } from "@/format/schedule";
import { type Docs, readDocs } from "./docs";
import { type Status, publicClient, readStatus } from "./rpc";

/** Blocks come within a second when somebody acts, and each few seconds otherwise. */
export const LIVE_MS = 2000;

export const statusQuery = queryOptions({ queryKey: ["status"], queryFn: readStatus, refetchInterval: LIVE_MS });
export const docsQuery = queryOptions({ queryKey: ["docs"], queryFn: readDocs, staleTime: Number.POSITIVE_INFINITY });

export function useStatus(): Status {
  const { data } = useQuery(statusQuery);
  // The page is shown when the first status is there.
  return data as Status;
}

/** The first block that the node has: above 1 where it began with a later state. */
export function useFirstBlock(): number {
  return useStatus().index.first ?? 1;
}

export function useDocs(): Docs | undefined {
  return useQuery(docsQuery).data;
}

/** The texts if some page has asked for them already: a name is no reason to load them. */
export function useKnownDocs(): Docs | undefined {
  return useQuery({ ...docsQuery, enabled: false }).data;
}

export function usePlan(): Schedule {
  const { calendar } = useStatus();
  return useMemo(
    () => schedule(calendar.month, calendar.boundariesMs, calendar.stages, calendar.dayLengthMs),
    [calendar],
  );
}

/** The account that acts, and whether its key is in this browser. */
export function useMe(): { address: Hex | undefined; local: boolean; name: string | undefined } {
  const { address, connector } = useConnection();
  return { address, local: connector?.type === "local", name: connector?.name };
}

export function useSupply() {
  return useQuery({
    queryKey: ["read", "supply"],
    queryFn: async () => {
      const client = publicClient();
      const parts = await client.readContract({ address: emissionAddress, abi: emissionAbi, functionName: "supply" });
      return { parts, block: await client.getBlockNumber() };
    },
    refetchInterval: LIVE_MS * 2,
    placeholderData: keepPreviousData,
  });
}

export function useBalance(address: Hex | undefined) {
  return useQuery({
    queryKey: ["read", "balance", address],
    queryFn: () => publicClient().getBalance({ address: address as Hex }),
    enabled: address !== undefined,
    refetchInterval: LIVE_MS,
  });
}

export function useHolding(address: Hex | undefined) {
  return useQuery({
    queryKey: ["read", "holding", address],
    queryFn: async () => {
      const client = publicClient();
      const module = { address: tokenAddress, abi: tokenAbi } as const;
      const args = [address as Hex] as const;
      const [held, limits] = await Promise.all([
        client.readContract({ ...module, functionName: "holding", args }),
        client.readContract({ ...module, functionName: "limits", args }),
      ]);
      const [balance, , , lastMonthAverage, holdingMonths] = held;
      const [used, allowed, , , dayEndsAt] = limits;
      return { balance, lastMonthAverage, holdingMonths, used, allowed, dayEndsAtMs: Number(dayEndsAt) * 1000 };
    },
    enabled: address !== undefined,
    refetchInterval: LIVE_MS * 2,
  });
}
