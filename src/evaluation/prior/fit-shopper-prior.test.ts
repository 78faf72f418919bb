import { describe, expect, test } from "vitest";
import { normalFrom, seededRandom } from "../../base/random.ts";
import { FEATURE_COUNT, featureRange } from "../../learning/feature-layout.ts";
import { fitShopperPrior, type ShopperPages } from "./fit-shopper-prior.ts";

const ITEMS = 8;
const { start } = featureRange("text");

/** Shoppers who all differ along one feature, and buy by it; and who all like another one. */
function shoppersOf(count: number, seed: number): ShopperPages {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const taste = 3 * normalFrom(random);
    return Array.from({ length: 5 }, () => {
      const features = new Float32Array(ITEMS * FEATURE_COUNT);
      const utilities = Array.from({ length: ITEMS }, (_, item) => {
        const [own, shared] = [normalFrom(random), normalFrom(random)];
        features[item * FEATURE_COUNT + start] = own;
        features[item * FEATURE_COUNT + start + 1] = shared;
        return taste * own + 2 * shared - Math.log(-Math.log(random()));
      });
      const bought = utilities.indexOf(Math.max(...utilities));
      return {
        features,
        baseScores: new Float64Array(ITEMS),
        rewards: Uint8Array.from(utilities, (_, item) => (item === bought ? 1 : 0)),
        propensities: new Float64Array(ITEMS).fill(1),
        weights: new Float64Array(ITEMS).fill(1),
      };
    });
  });
}

describe("fitShopperPrior", () => {
  test("finds the one direction in which shoppers differ, and the one that all share, and foresees others by it", () => {
    const rounds: number[] = [];
    const fitted = fitShopperPrior(shoppersOf(60, 1), shoppersOf(12, 2), ({ round }) => rounds.push(round));
    const { basis, rank } = fitted.prior;
    const column = Array.from({ length: FEATURE_COUNT }, (_, at) => basis![at * rank]);
    expect(column.indexOf(Math.max(...column))).toBe(start);
    expect(Math.abs(column[start])).toBeGreaterThan(2 * Math.abs(column[start + 2]));
    expect(fitted.mean[start + 1]).toBeGreaterThan(0.5);
    expect(fitted.best.score).toBeGreaterThan(fitted.isotropicScore);
    expect(rounds.at(-1)).toBe(rounds.length);
  }, 60_000);
});
