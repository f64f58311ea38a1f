import { http, type PublicClient, createPublicClient, defineChain } from "viem";

/** Where the node is: the page's own origin, unless the build or the address names another. */
export const rpcUrl: string =
  new URLSearchParams(location.search).get("rpc") ?? import.meta.env.VITE_RPC_URL ?? location.origin;

/** What `wepos_status` answers. Times are milliseconds since 1970. */
export interface Status {
  network: string;
  development: boolean;
  chainId: number;
  genesisHash: `0x${string}`;
  version: string;
  block: { number: number; hash: `0x${string}`; timeMs: number };
  catchingUp: boolean;
  clock: { nowMs: number; offsetMs: number; paused: boolean; adjustable: boolean };
  calendar: {
    month: number;
    monthStartsMs: number;
    monthEndsMs: number;
    dayLengthMs: number;
    stage: StageText | null;
    stages: StageText[];
    boundariesMs: number[];
  };
  /** `first` is above 1 where the node began with a later state: it knows nothing of the time before. */
  index: {
    first: number | null;
    block: number;
    lagBlocks: number;
    lagMs: number;
    state: "building" | "following" | "stopped";
  };
  pool: { pending: number; queued: number };
}

interface StageText {
  index: number;
  name: { en: string; zh: string };
  months: number;
  multiplier: number;
}

export class RpcRefusal extends Error {
  readonly code: number;
  readonly data: unknown;

  constructor(error: { code: number; message: string; data?: unknown }) {
    super(error.message);
    this.code = error.code;
    this.data = error.data;
  }
}

let lastId = 0;

/** One call of JSON-RPC, for what viem does not know. */
export async function rpc<T>(method: string, params: readonly unknown[] = []): Promise<T> {
  const response = await fetch(rpcUrl, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: ++lastId, method, params }),
  });
  const answer = (await response.json()) as
    { result: T } | { error: { code: number; message: string; data?: unknown } };
  if ("error" in answer) throw new RpcRefusal(answer.error);
  return answer.result;
}

export const readStatus = (): Promise<Status> => rpc<Status>("wepos_status");

export function chainOf(status: Status) {
  return defineChain({
    id: status.chainId,
    name: status.development ? `WePoS (${status.network})` : "WePoS",
    nativeCurrency: { name: "PoS Token", symbol: "PoS", decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
    contracts: { multicall3: { address: "0xcA11bde05977b3631167028862bE2a173976CA11" } },
    testnet: status.development,
  });
}

export type Chain = ReturnType<typeof chainOf>;

/** Calls that a node takes in one message. */
const CALLS_AT_ONCE = 100;

let client: PublicClient | undefined;

/** The one reader of the page: small calls travel together. */
export function publicClient(chain?: Chain): PublicClient {
  if (!client) {
    if (!chain) throw new Error("the chain is not known yet");
    client = createPublicClient({
      chain,
      transport: http(rpcUrl, { batch: { wait: 8, batchSize: CALLS_AT_ONCE }, retryCount: 1 }),
      cacheTime: 0,
    });
  }
  return client;
}
