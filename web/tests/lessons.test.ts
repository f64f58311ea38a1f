import { describe, expect, test } from "vitest";
import { crowdAfter, fewestToStop, nextProposer } from "@/pages/learn/pieces";
import en from "@/i18n/lessons.en";

describe("the drawings of the lessons", () => {
  test("give each node its turn by stake: of 100 blocks exactly 40, 30, 20 and 10", () => {
    const stakes = [40, 30, 20, 10];
    const counts = [0, 0, 0, 0];
    let priorities = [0, 0, 0, 0];
    for (let block = 0; block < 100; block++) {
      const [proposer, next] = nextProposer(priorities, stakes);
      priorities = next;
      counts[proposer] = (counts[proposer] ?? 0) + 1;
    }
    expect(counts).toEqual(stakes);
  });

  test("need more nodes to stop a network the wider its stake is spread", () => {
    expect(fewestToStop([34, 33, 33])).toBe(1);
    // A third is not more than a third.
    expect(fewestToStop([1, 1, 1])).toBe(2);
    expect(["largest", "now", "small"].map((it) => fewestToStop(crowdAfter(it as "now")))).toEqual([1, 2, 3]);
  });

  test("are checked by questions that have their answer among the choices, and not always in the same place", () => {
    const questions = en.list.flatMap((it) => it.check);
    for (const { choices, right, question } of questions) expect(choices[right], question).toBeTruthy();
    expect(new Set(questions.map((it) => it.right)).size).toBe(3);
  });
});
