import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { statusQuery } from "@/chain/hooks";
import type { Status } from "@/chain/rpc";
import { changeLanguage, startTexts } from "@/i18n";
import { Amount } from "@/ui/Amount";
import { useKnownFrom } from "@/ui/known";
import { Seal } from "@/ui/Seal";
import { Timeline } from "@/ui/Timeline";

const POS = 10n ** 18n;
const MONTH = 30 * 86_400_000;

function status(month: number, first = 1): Status {
  const boundariesMs = Array.from({ length: 14 }, (_, index) => index * MONTH);
  const stages = [1, 3, 3, 3, 3].map((months, index) => ({
    index,
    months,
    multiplier: 2 ** index,
    name: { en: "Steady growth", zh: "稳定增长期" },
  }));
  const nowMs = (month - 0.5) * MONTH;
  return {
    network: "test",
    development: false,
    chainId: 1,
    genesisHash: "0x",
    version: "0",
    block: { number: 1, hash: "0x", timeMs: nowMs },
    catchingUp: false,
    clock: { nowMs, offsetMs: 0, paused: true, adjustable: false },
    calendar: {
      month,
      monthStartsMs: (month - 1) * MONTH,
      monthEndsMs: month * MONTH,
      dayLengthMs: 86_400_000,
      stage: null,
      stages,
      boundariesMs,
    },
    index: { first, block: 1, lagBlocks: 0, lagMs: 0, state: "following" },
    pool: { pending: 0, queued: 0 },
  };
}

function show(month: number, children: ReactNode, first = 1) {
  const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  queries.setQueryData(statusQuery.queryKey, status(month, first));
  return render(<QueryClientProvider client={queries}>{children}</QueryClientProvider>);
}

beforeAll(startTexts);
afterEach(cleanup);

describe("an amount", () => {
  test("is nominal first, with its base beside it and what comes after the boundary", async () => {
    await changeLanguage("en");
    const { container } = show(6, <Amount units={100n * POS} base after />);
    expect(container.textContent).toMatch(/^100 PoS= 25 baseFrom .+ on: 12.5 base$/);
    await changeLanguage("zh-CN");
  });

  test("in Chinese says the same", async () => {
    await changeLanguage("zh-CN");
    const { container } = show(6, <Amount units={100n * POS} base after />);
    expect(container.textContent).toMatch(/^100 PoS合基准 25.+起：合基准 12.5$/);
  });

  test("has no boundary to come in the last stage", async () => {
    await changeLanguage("en");
    const { container } = show(13, <Amount units={16n * POS} base after />);
    expect(container.textContent).toBe("16 PoS= 1 base");
  });

  test("gives all its digits to whoever wants them", async () => {
    show(1, <Amount units={POS + 1n} />);
    expect(screen.getByRole("button").title).toBe("1.000000000000000001 PoS");
    expect(screen.getByRole("button").textContent).toBe("1 PoS");
  });
});

describe("a node that began with a later state", () => {
  const Known = () => <p>{useKnownFrom()}</p>;

  test("says in both languages from where on it knows the past", async () => {
    await changeLanguage("en");
    show(1, <Known />, 4321);
    expect(screen.getByText("This node knows the past from block 4321 on.")).toBeTruthy();
    cleanup();
    await changeLanguage("zh-CN");
    show(1, <Known />, 4321);
    expect(screen.getByText("本节点的记录从区块 4321 开始。")).toBeTruthy();
  });

  test("is silent about it where it has everything", () => {
    const { container } = show(1, <Known />);
    expect(container.textContent).toBe("");
  });
});

describe("a seal", () => {
  test("says in words what it attests", async () => {
    await changeLanguage("en");
    show(1, <Seal kind="approved" />);
    expect(screen.getByRole("img", { name: "Seal 准: approved" })).toBeTruthy();
  });

  test("stands in a timeline beside decisions, and beside nothing else", () => {
    show(1, <Timeline moments={[{ what: "opened" }, { what: "approved", why: "good", seal: "approved" }, false]} />);
    expect(screen.getAllByRole("listitem")).toHaveLength(2);
    expect(screen.getAllByRole("img")).toHaveLength(1);
    expect(screen.getByText("good")).toBeTruthy();
  });
});
