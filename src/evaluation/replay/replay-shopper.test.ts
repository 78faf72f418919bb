import { describe, expect, test } from "vitest";
import { seededRandom } from "../../base/random.ts";
import type { Contender } from "../contender.ts";
import type { Metric } from "./list-figure.ts";
import { replayShopper } from "./replay-shopper.ts";
import { createShopperTasks } from "./shopper-tasks.ts";
import { DAY_MS, syntheticLog, syntheticMaker } from "./synthetic-log.test-helper.ts";

const AT = [0, 1, 2, 5];
const log = syntheticLog(300, 20);
const purchases = [0, 1, 2, 3, 4].map((item) => ({ item, atMs: item * DAY_MS }));
const tasks = createShopperTasks(syntheticMaker(log), AT)({ id: "x", purchases }, seededRandom(1));

/** Learns nothing; scores by a function of the index in the list and the index of what is wanted. */
function fixed(score: (index: number, wanted: number) => number): Contender {
  const wantedOf = new Map([...tasks.tests.values()].flat().map((task) => [task.items, task.wanted]));
  return {
    name: "fixed",
    init: () => null,
    scores: (_, { items }) => Float64Array.from(items, (_, index) => score(index, wantedOf.get(items)!)),
    learn: (state) => state,
  };
}
const run = (contender: Contender, metric: Metric): number[] => [
  ...replayShopper(contender, tasks, { at: AT, metric, seed: 1 }),
];

describe("replayShopper", () => {
  test("puts a contender that gives equal scores at chance: .0909 of NDCG@10, .0900 of MRR in lists of 50", () => {
    const constant = fixed(() => 3);
    const discounts = Array.from({ length: 10 }, (_, at) => 1 / Math.log2(at + 2));
    const ranks = Array.from({ length: 50 }, (_, at) => 1 / (at + 1));
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / 50;
    for (const value of run(constant, "ndcg@10").slice(0, 3)) expect(value).toBeCloseTo(mean(discounts), 12);
    for (const value of run(constant, "mrr").slice(0, 3)) expect(value).toBeCloseTo(mean(ranks), 12);
  });

  test.each([
    [0, 1, 1],
    [2, 1 / Math.log2(4), 1 / 3],
    [9, 1 / Math.log2(11), 1 / 10],
    [10, 0, 1 / 11],
  ])("gives what is wanted its due with %i better items in the list", (better, ndcg, mrr) => {
    const behind = fixed((index, wanted) => {
      if (index === wanted) return 0;
      return (index + 50 - wanted) % 50 <= better ? 1 : -1;
    });
    for (const value of run(behind, "ndcg@10").slice(0, 3)) expect(value).toBeCloseTo(ndcg, 12);
    for (const value of run(behind, "mrr").slice(0, 3)) expect(value).toBeCloseTo(mrr, 12);
  });

  test("tests after exactly k pages, each page learned once and in order, and gives NaN without a list", () => {
    const seen: (readonly number[])[] = [];
    const counting: Contender<readonly number[]> = {
      name: "counting",
      init: () => [],
      scores: (state, { items }) => {
        seen.push(state);
        return new Float64Array(items.length);
      },
      learn: (state, page) => [...state, page.items[page.rewards.indexOf(1)]],
    };
    const figures = run(counting as Contender, "mrr");
    expect(seen).toEqual([[], [0], [0, 1]]);
    expect(figures.map(Number.isNaN)).toEqual([false, false, false, true]);
  });

  test("starts the contender's own chance from the seed", () => {
    const seeds: number[] = [];
    const contender: Contender = { ...fixed(() => 0), init: (seed) => void seeds.push(seed) };
    replayShopper(contender, tasks, { at: AT, metric: "mrr", seed: 17 });
    expect(seeds).toEqual([17]);
  });

  test.each([
    ["is not finite", () => Number.NaN],
    ["is infinite", () => Number.POSITIVE_INFINITY],
  ])("names a contender whose score %s, rather than leaving the shopper out", (_, score) => {
    expect(() => run(fixed(score), "mrr")).toThrow(/finite scores of fixed after 0 purchases/);
  });
});
