import { describe, expect, test } from "vitest";
import * as hub from "@/staking/cosmos";
import * as iris from "@/staking/iris";
import { CHAIN, CHAINS, valuesOf } from "@/staking/parameters";
import { Ratio } from "@/staking/ratio";
import { type Plan, DAYS, dayOfMonth, grossRates, simulate } from "@/staking/simulate";
import * as tezos from "@/staking/tezos";

const of = (text: string) => Ratio.read(text);
const percent = (ratio: Ratio, decimals: number) => ratio.times(100).cut(decimals);

describe("fractions", () => {
  test("are exact: three thirds are one", () => {
    const third = Ratio.ONE.by(3);
    expect(third.plus(third).plus(third)).toEqual(Ratio.ONE);
  });

  test("are read as people write them, and nothing else is", () => {
    expect(Ratio.parse("1,000.25")).toEqual(Ratio.of(4001, 4));
    expect(Ratio.parse(".5")).toEqual(Ratio.of(1, 2));
    expect(Ratio.parse("-0.5")).toEqual(Ratio.of(-1, 2));
    for (const text of ["", ".", "1e5", "1.2.3", "five"]) expect(Ratio.parse(text), text).toBeUndefined();
  });

  test("round half to the even digit, and down below zero", () => {
    expect(of("0.125").toEven(2).cut(2)).toBe("0.12");
    expect(of("0.135").toEven(2).cut(2)).toBe("0.14");
    expect(of("-1.5").floor()).toBe(-2n);
    expect(of("-0.129").cut(2)).toBe("-0.12");
  });
});

describe("Cosmos Hub", () => {
  const minting: hub.Minting = {
    goal: of("0.67"),
    change: of("1.0"),
    least: of("0.07"),
    most: of("0.10"),
    blocksPerYear: 4_360_000n,
  };

  test.each([
    ["0.10", "0.60", "0.100000000000000000"],
    ["0.08", "0.70", "0.079999989730247843"],
    ["0.08", "0.60", "0.080000023962755032"],
    ["0.07", "0.90", "0.070000000000000000"],
    ["0.0999999", "0.50", "0.099999958195262221"],
  ])("moves inflation from %s with %s bonded to %s", (inflation, bonded, next) => {
    expect(hub.inflationAfter(1n, of(inflation), of(bonded), minting).cut(18)).toBe(next);
  });

  test("steps as far in many blocks as in one after the other", () => {
    let inflation = of("0.08");
    for (let block = 0; block < 500; block++) inflation = hub.inflationAfter(1n, inflation, of("0.6"), minting);
    expect(hub.inflationAfter(500n, of("0.08"), of("0.6"), minting)).toEqual(inflation);
  });

  test("makes 9,174,311 uatom a block at 10 % of 400 million ATOM", () => {
    expect(hub.blockProvision(of("0.10"), 400_000_000_000_000n, 4_360_000n)).toBe(9_174_311n);
  });

  test("gives 16.33 % before and 15.5167 % after a commission of 5 %", () => {
    const gross = hub.grossRate(of("0.10"), of("0.02"), of("0.60"));
    expect(percent(gross, 2)).toBe("16.33");
    const net = hub.netRate(gross, of("0.05"));
    expect(percent(net, 6)).toBe("15.516666");
    expect(net.times(1000).cut(4)).toBe("155.1666");
  });

  test("slashes tokens, not shares: 100 ATOM become 95, and 95 buy as many shares as before", () => {
    const [shares, after] = [1_000_000_000_000n, 950_000_000_000n];
    expect(hub.tokensOfShares(100_000_000n, after, shares)).toBe(95_000_000n);
    expect(hub.sharesOfTokens(95_000_000n, after, shares)).toBe(100_000_000n);
  });
});

describe("IRISnet", () => {
  test("makes 12,675,235 uiris a block at 4 %, not the 12,683,917 of the older rule by time", () => {
    expect(iris.blockProvision(of("0.04"))).toBe(12_675_235n);
  });

  test("gives 11.2 % before and 10.08 % after a commission of 10 %, at 700 million bonded", () => {
    const gross = iris.grossRate(of("0.04"), of("0.02"), 700_000_000_000_000n);
    expect(percent(gross, 2)).toBe("11.20");
    expect(percent(hub.netRate(gross, of("0.10")), 2)).toBe("10.08");
  });
});

describe("Tezos", () => {
  test.each([
    // staked, dynamic, issued
    ["0.05", "0", "10.0000"],
    ["0.075", "0.02", "10.0000"],
    ["0.10", "0", "6.2500"],
    ["0.10", "0.02", "8.2500"],
    ["0.10", "0.06", "9.1632"],
    ["0.20", "0.02", "3.5625"],
    ["0.20", "0.06", "5.5918"],
    ["0.28", "0", "0.7971"],
    ["0.28", "0.02", "2.7971"],
    ["0.28", "0.06", "3.4693"],
    ["0.30", "0.06", "3.0408"],
    ["0.40", "0.02", "1.5102"],
    ["0.50", "0", "0.2500"],
    ["0.50", "0.02", "1.0000"],
    ["0.55", "0", "0.2500"],
    ["0.55", "0.06", "1.0000"],
  ])("with %s staked and %s dynamic issues %s %% a year", (staked, dynamic, issued) => {
    expect(percent(tezos.issuanceRate(of(staked), of(dynamic)), 4)).toBe(issued);
  });

  test.each([
    ["0.05", "0.0043"],
    ["0.20", "0.0028"],
    ["0.28", "0.0020"],
    ["0.40", "0.0008"],
    ["0.50", "0.0000"],
    ["0.55", "-0.0003"],
  ])("with %s staked moves the dynamic rate by %s a day", (staked, step) => {
    expect(tezos.dynamicStep(of(staked)).cut(4)).toBe(step);
  });

  test("never lets the dynamic rate grow past what the cap leaves, nor below nothing", () => {
    const staked = of("0.28");
    const room = tezos.adaptiveMost(staked).minus(tezos.staticRate(staked));
    expect(tezos.dynamicAfterDay(staked, of("0.0264"))).toEqual(room);
    expect(tezos.dynamicAfterDay(of("0.9"), of("0.001"))).toEqual(Ratio.ZERO);
  });

  test("pays by weight: 3,236,095 mutez for attesting a block at 3.5 % of 1.08 billion tez", () => {
    const supply = 1_080_000_000_000_000n;
    const pays = (of: tezos.Reward) => tezos.blockReward(of, Ratio.read("0.035"), supply);
    expect(tezos.coefficient(of("0.035"), supply).cut(6)).toBe("0.898884");
    expect([pays("attestation"), pays("fixed"), pays("bonus")]).toEqual([3_236_095n, 1_618_047n, 1_618_047n]);
    expect([pays("dal"), pays("nonce"), pays("vdf")]).toEqual([718_956n, 316n, 316n]);
  });

  test.each([
    [1000n, 4000n, 0n, 9000n, 5n, "8000.00"],
    [1000n, 6000n, 0n, 0n, 5n, "6333.33"],
    [1000n, 0n, 500n, 20_000n, 0n, "4000.00"],
    [10_000n, 90_000n, 0n, 90_000n, 9n, "130000.00"],
    [1000n, 12_000n, 100n, 3000n, 12n, "12033.33"],
  ])(
    "gives own %s, staked %s, delegated %s and %s, limit %s the power %s",
    (own, staked, mine, delegated, limit, power) => {
      const baker = { own, staked, ownDelegated: mine, delegated, limit };
      expect(tezos.bakingPower(baker).power.cut(2)).toBe(power);
    },
  );

  test.each([
    [1000n, 1000n, 4000n, "0.1", 280n, 720n],
    [1000n, 1000n, 0n, "1", 1000n, 0n],
    [600n, 2000n, 4000n, "0.05", 220n, 380n],
  ])("splits %s between own %s and staked %s at an edge of %s", (reward, own, staked, edge, baker, stakers) => {
    expect(tezos.split(reward, own, staked, of(edge))).toEqual({ baker: Ratio.of(baker), stakers: Ratio.of(stakers) });
  });

  test.each([
    ["0.01", "0.0009"],
    ["0.05", "0.0225"],
    ["0.10", "0.0900"],
    ["0.20", "0.3600"],
    ["0.3334", "1.0000"],
  ])("slashes misuse of %s of the slots by %s", (slots, part) => {
    expect(tezos.doubleAttestation(of(slots)).cut(4)).toBe(part);
  });

  test("gives 8.468 % to a staked and 2.823 % to a delegated tez at 3.5 % issued", () => {
    const staked = tezos.grossRate(of("0.035"), of("0.28"), of("0.40"));
    expect(percent(staked, 3)).toBe("8.467");
    expect(percent(staked.by(tezos.STAKING_OVER_DELEGATION), 3)).toBe("2.822");
    expect(percent(hub.netRate(staked, of("0.10")), 4)).toBe("7.6209");
  });
});

describe("a year", () => {
  const ATOM = 1_000_000n;
  const plan: Plan = {
    chain: "hub",
    values: valuesOf("hub", {}).values,
    validators: [
      { stake: 600n * ATOM, commission: of("0.05") },
      { stake: 400n * ATOM, commission: of("0.10") },
    ],
  };
  const atom = (ratio: Ratio) => ratio.by(ATOM).cut(4);

  test("of 1,000 ATOM with one validator at 5 % adds 155.1666 ATOM", () => {
    const outcome = simulate({ ...plan, validators: [{ stake: 1000n * ATOM, commission: of("0.05") }] });
    expect(atom(outcome.rewards)).toBe("155.1666");
    expect(percent(outcome.firstRate, 4)).toBe("15.5166");
    expect(outcome.lost).toBe(0n);
  });

  test("is the sum of its months and of its validators", () => {
    const outcome = simulate(plan);
    const sum = outcome.months.flatMap((it) => it.rewards).reduce((a, b) => a.plus(b), Ratio.ZERO);
    expect(sum).toEqual(outcome.rewards);
    // 600 × 15.5167 % + 400 × 14.7 %
    expect(atom(outcome.rewards)).toBe("151.9000");
  });

  test("with a double signature loses 5 % of that part, and its rewards from then on", () => {
    const day = dayOfMonth(6);
    const outcome = simulate({ ...plan, slash: { day, validator: 0, fault: "doubleSign" } });
    expect(outcome.lost).toBe(30n * ATOM);
    expect(outcome.months[11]?.rewards[0]).toEqual(Ratio.ZERO);
    expect(outcome.months[11]?.rewards[1]).toEqual(simulate(plan).months[11]?.rewards[1]);
    expect(outcome.months[11]?.kept).toBe(970n * ATOM);
  });

  test("with a day of downtime loses 0.01 %, and goes on", () => {
    const outcome = simulate({ ...plan, slash: { day: 0, validator: 1, fault: "downtime" } });
    expect(outcome.lost).toBe(40_000n);
    expect(outcome.months[11]?.rewards[1]?.compare(Ratio.ZERO)).toBe(1);
  });

  test("that is taken back has no rewards while it waits, and can still be slashed until it is free", () => {
    const unbond = { day: dayOfMonth(3) };
    const outcome = simulate({ ...plan, unbond });
    expect(outcome.freeOn).toBe(unbond.day + 21);
    expect(outcome.months[3]?.rewards).toEqual([Ratio.ZERO, Ratio.ZERO]);
    const slashedOn = (day: number) => simulate({ ...plan, unbond, slash: { day, validator: 0, fault: "downtime" } });
    expect(slashedOn(unbond.day + 20).lost).toBe(60_000n);
    expect(slashedOn(unbond.day + 21).lost).toBe(0n);
  });

  test("with another commission changes that part, from that day", () => {
    const commission = { day: dayOfMonth(6), validator: 1, commission: of("1") };
    const outcome = simulate({ ...plan, commission });
    expect(outcome.months[5]).toEqual(simulate(plan).months[5]);
    expect(outcome.months[6]?.rewards[1]).toEqual(Ratio.ZERO);
  });

  test("with more bonded shares the same between more, and inflation falls", () => {
    const rates = grossRates({ ...plan, crowd: { day: 100, bonded: of("0.80") } });
    expect(percent(rates[99] as Ratio, 4)).toBe("16.3333");
    expect(percent(rates[100] as Ratio, 4)).toBe("12.2500");
    // 0.10 − 0.194 a year stops at 7 %.
    expect(percent(rates[DAYS - 1] as Ratio, 4)).toBe("8.5750");
  });

  test("on Tezos follows the staked part three days later", () => {
    const { values } = valuesOf("tezos", {});
    const rates = grossRates({ chain: "tezos", values, crowd: { day: 10, bonded: of("0.28") } });
    expect(rates[9]).toEqual(rates[12]);
    const fallen = grossRates({ chain: "tezos", values, crowd: { day: 10, bonded: of("0.40") } });
    const issued = (day: number) => fallen[day]?.times(of("0.40").plus(of("0.40").by(3)));
    expect(percent(issued(12) as Ratio, 4)).toBe("3.4693");
    expect(percent(issued(13) as Ratio, 4)).toBe("1.5102");
  });

  test("on IRISnet at 4 % and 700 million bonded adds 10.08 % after a commission of 10 %", () => {
    const { values } = valuesOf("iris", {});
    const outcome = simulate({ chain: "iris", values, validators: [{ stake: 1000n * ATOM, commission: of("0.1") }] });
    expect(atom(outcome.rewards)).toBe("100.8000");
  });

  test("is simulated for every chain from its figures alone, each with a source", () => {
    for (const chain of CHAINS) {
      const { values, wrong } = valuesOf(chain, {});
      expect([...wrong], chain).toEqual([]);
      const outcome = simulate({ ...plan, chain, values });
      expect(outcome.rewards.compare(Ratio.ZERO), chain).toBe(1);
      for (const it of CHAIN[chain].parameters) expect(it.source, it.key).toBeTruthy();
    }
  });

  test("does not take a figure that makes no sense", () => {
    const { wrong, values } = valuesOf("hub", { bonded: "0", tax: "101", goal: "many", unbonding: "14" });
    expect([...wrong].sort()).toEqual(["bonded", "goal", "tax"]);
    expect(values("unbonding")).toEqual(Ratio.of(14));
  });
});
