import { describe, expect, test } from "vitest";
import { seededRandom } from "../../base/random.ts";
import { syntheticLog } from "../replay/synthetic-log.test-helper.ts";
import { evenNegatives } from "./even-negatives.ts";

const LOG = syntheticLog(20, 3);

describe("evenNegatives", () => {
  test("draws each item that is not owned alike, whatever sells", () => {
    const draw = evenNegatives(LOG);
    const random = seededRandom(1);
    const owned = new Set([0, 7]);
    const drawn = new Float64Array(20);
    for (let time = 0; time < 3000; time++) {
      const items = draw({ target: 0, atMs: 0, owned, count: 6, random });
      expect(new Set(items).size).toBe(6);
      for (const item of items) drawn[item]++;
    }
    for (const [item, times] of drawn.entries()) {
      if (owned.has(item)) expect(times).toBe(0);
      else expect(Math.abs(times - 1000)).toBeLessThan(130); // 5 standard deviations
    }
  });

  test("refuses a shop with too few items instead of never ending", () => {
    const request = { target: 0, atMs: 0, owned: new Set([0]), random: seededRandom(1) };
    expect(evenNegatives(LOG)({ ...request, count: 19 })).toHaveLength(19);
    expect(() => evenNegatives(LOG)({ ...request, count: 20 })).toThrow(/there are 19/);
  });
});
