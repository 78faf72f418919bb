import { describe, expect, test } from "vitest";
import { seededRandom } from "../../base/random.ts";
import { likeNegatives } from "./like-negatives.ts";
import { describedTitles, syntheticLog } from "./synthetic-log.test-helper.ts";

const log = syntheticLog(1500, 60);
const catalogue = describedTitles(log.titles);
const draw = likeNegatives(log, catalogue);
const request = { target: 7, atMs: 0, owned: new Set([7, 12]), count: 49, random: seededRandom(1) };

function cosineToTarget(item: number): number {
  const { embeddings, size } = catalogue;
  let sum = 0;
  for (let at = 0; at < size; at++) sum += embeddings[item * size + at] * embeddings[7 * size + at];
  return sum;
}

describe("likeNegatives", () => {
  test("draws distinct items that the shopper does not own, all among the 200 nearest of these to the target", () => {
    const free = log.titles.map((_, item) => item).filter((item) => item !== 7 && item !== 12);
    const least = free.map(cosineToTarget).toSorted((a, b) => b - a)[199];
    const items = draw(request);
    expect(new Set(items).size).toBe(49);
    expect(items.every((item) => free.includes(item) && cosineToTarget(item) >= least)).toBe(true);
  });

  test("draws within the neighbourhood what is bought more often", () => {
    const purchases = new Float64Array(1500);
    for (const shopper of log.shoppers) for (const { item } of shopper.purchases) purchases[item]++;
    const random = seededRandom(2);
    const drawn = Array.from({ length: 50 }, () => draw({ ...request, random })).flat();
    const mean = (items: readonly number[]): number =>
      items.reduce((sum, item) => sum + purchases[item], 0) / items.length;
    const free = log.titles.map((_, item) => item).filter((item) => item !== 7 && item !== 12);
    const near = free.toSorted((a, b) => cosineToTarget(b) - cosineToTarget(a)).slice(0, 200);
    expect(mean(drawn)).toBeGreaterThan(1.5 * mean(near));
  });

  test("looks further away for a shopper who owns most of what is near", () => {
    const near = log.titles.map((_, item) => item).toSorted((a, b) => cosineToTarget(b) - cosineToTarget(a));
    const owned = new Set(near.slice(0, 600));
    const items = draw({ ...request, owned });
    expect(new Set(items).size).toBe(49);
    expect(items.every((item) => near.slice(600, 800).includes(item))).toBe(true);
  });

  test("says that the catalogue is too small for a shopper who owns nearly all of it", () => {
    const owned = new Set([...log.titles.keys()].slice(0, 1470));
    expect(() => draw({ ...request, owned })).toThrow(/there are 30; the catalogue is too small/);
  });
});
