import { describe, expect, test } from "vitest";
import { seededRandom } from "../../base/random.ts";
import { FEATURE_COUNT, featureRange } from "../../learning/feature-layout.ts";
import { staticScores } from "../../learning/static-score.ts";
import { comparedItem } from "../catalogue/described-catalogue.ts";
import { createShopperTasks } from "./shopper-tasks.ts";
import { DAY_MS, syntheticLog, syntheticMaker } from "./synthetic-log.test-helper.ts";

const AT = [0, 1, 2, 5, 10];
const log = syntheticLog(300, 40);
const maker = syntheticMaker(log);
const tasksOf = createShopperTasks(maker, AT);
const all = log.shoppers.map((shopper, number) => ({
  shopper,
  tasks: tasksOf(shopper, seededRandom(number)),
}));
const dayOf = (atMs: number): number => Math.floor(atMs / DAY_MS);

describe("createShopperTasks", () => {
  test("looks for what was bought on the first later day than all that is learned from", () => {
    let checked = 0;
    for (const { shopper, tasks } of all) {
      const dayOfItem = new Map(shopper.purchases.map(({ item, atMs }) => [item, dayOf(atMs)]));
      for (const [k, tests] of tasks.tests) {
        const last = k === 0 ? -1 : dayOf(shopper.purchases[k - 1].atMs);
        const next = Math.min(...[...dayOfItem.values()].filter((day) => day > last));
        for (const { items, wanted } of tests) {
          expect(dayOfItem.get(items[wanted])).toBe(next);
          checked++;
        }
      }
    }
    expect(checked).toBeGreaterThan(150);
  });

  test("looks for two things at most, and for nothing where no later day follows", () => {
    const purchases = [0, 1, 2, 3, 4].map((item) => ({ item, atMs: (item === 0 ? 1 : 2) * DAY_MS }));
    const { tests, pages } = tasksOf({ id: "x", purchases }, seededRandom(1));
    expect([...tests].map(([k, tasks]) => [k, tasks.length])).toEqual([
      [0, 1],
      [1, 2],
    ]);
    expect(pages).toHaveLength(1); // nothing is learned that is never tested
  });

  test("takes purchases of one day for one moment, even if their times differ", () => {
    const purchases = [0, 1].map((item) => ({ item, atMs: 7 * DAY_MS + item * 3_600_000 }));
    expect([...tasksOf({ id: "x", purchases }, seededRandom(1)).tests.keys()]).toEqual([0]);
  });

  test("makes lists of 50 and pages of 24 distinct items, of which the shopper ever bought one", () => {
    for (const { shopper, tasks } of all) {
      const owned = new Set(shopper.purchases.map(({ item }) => item));
      const lists = [...tasks.tests.values()]
        .flat()
        .map(({ items, wanted }) => ({ items, wanted, size: 50 }));
      const pages = tasks.pages.map(({ items, rewards }) => ({
        items,
        wanted: rewards.indexOf(1),
        size: 24,
      }));
      for (const { items, wanted, size } of [...lists, ...pages]) {
        expect(new Set(items).size).toBe(size);
        expect(items.filter((item) => owned.has(item))).toEqual([items[wanted]]);
      }
    }
  });

  test("learns from one purchase a page, oldest first, of which everything was examined", () => {
    for (const { shopper, tasks } of all) {
      for (const [index, { items, rewards, propensities, atMs }] of tasks.pages.entries()) {
        expect(items[rewards.indexOf(1)]).toBe(shopper.purchases[index].item);
        expect(rewards.filter((reward) => reward === 1)).toHaveLength(1);
        expect(propensities.every((propensity) => propensity === 1)).toBe(true);
        expect(dayOf(atMs)).toBe(dayOf(shopper.purchases[index].atMs));
      }
    }
  });

  test("takes what was bought at one moment to be a minute apart: a guard must not see a machine's pace in it", () => {
    const days = [3, 3, 3, 4, 4, 9];
    const purchases = days.map((day, item) => ({ item, atMs: day * DAY_MS }));
    const { pages } = tasksOf({ id: "x", purchases }, seededRandom(1));
    const minutes = pages.map(({ atMs }) => [dayOf(atMs), (atMs % DAY_MS) / 60_000]);
    expect(minutes).toEqual([
      [3, 0],
      [3, 1],
      [3, 2],
      [4, 0],
      [4, 1],
    ]);
  });

  test("puts what was bought anywhere in the list", () => {
    const places = all.flatMap(({ tasks }) => [...tasks.tests.values()].flat().map(({ wanted }) => wanted));
    const mean = places.reduce((sum, place) => sum + place, 0) / places.length;
    expect(mean).toBeGreaterThan(21);
    expect(mean).toBeLessThan(28);
    expect(new Set(places).size).toBeGreaterThan(40);
  });

  test("describes a list by the purchases before it, as the product would, and scores it by the global head", () => {
    const at = featureRange("history").start;
    const { catalogue, tfIdf, popularity } = maker;
    for (const { shopper, tasks } of all.slice(0, 5)) {
      for (const [k, tests] of tasks.tests) {
        const history = shopper.purchases.slice(0, k).map(({ item }) => item);
        for (const task of tests) {
          const scores = staticScores(
            task.items.map((item) => comparedItem(catalogue, item)),
            history.map((item) => comparedItem(catalogue, item)),
            catalogue.staticWeights,
          );
          const mean = scores.reduce((sum, score) => sum + score, 0) / 50;
          for (const [index, item] of task.items.entries()) {
            expect(task.features[index * FEATURE_COUNT + at]).toBeCloseTo(scores[index] - mean, 5);
            expect(task.baseScores[index]).toBeCloseTo(scores[index] - mean, 5);
            expect(task.popularity[index]).toBe(popularity[item]);
          }
          expect(task.profile.tfidf).toEqual(tfIdf.similarities(history, task.items));
        }
      }
    }
  });

  test("compares embeddings with the mean of the history's, and with nothing where there is none", () => {
    const purchases = [3, 8, 20].map((item, day) => ({ item, atMs: day * DAY_MS }));
    const { embeddings, size } = maker.catalogue;
    const { tests } = tasksOf({ id: "x", purchases }, seededRandom(1));
    const mean = Array.from(
      { length: size },
      (_, at) => embeddings[3 * size + at] + embeddings[8 * size + at],
    );
    const [{ items, profile }] = tests.get(2)!;
    const product = mean.reduce((sum, value, at) => sum + value * embeddings[items[0] * size + at], 0);
    expect(profile.embedding[0]).toBeCloseTo(product / Math.hypot(...mean), 6);
    expect(tests.get(0)![0].profile.embedding.every((value) => value === 0)).toBe(true);
  });
});
