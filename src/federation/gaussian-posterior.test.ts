import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { timesOwnTranspose } from "../base/own-transpose.ts";
import { normalFrom, seededRandom } from "../base/random.ts";
import { posteriorOf, posteriorOfFewRows, posteriorOfManyRows, preparePrior } from "./gaussian-posterior.ts";
import { isotropicPopulation } from "./population-prior.ts";

function randomPrior(dimensions: number, seed: number): ReturnType<typeof preparePrior> {
  const random = seededRandom(seed);
  const root = Float64Array.from({ length: dimensions ** 2 }, () => normalFrom(random) / 2);
  const covariance = timesOwnTranspose(root, dimensions, dimensions);
  for (let at = 0; at < dimensions; at++) covariance[at * dimensions + at] += 0.1;
  return preparePrior({ mean: new Float64Array(dimensions), covariance });
}

describe("posteriorOf", () => {
  test("is the same by Woodbury as by inverting, from no row to more rows than dimensions", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 0, max: 14 }),
        fc.nat(999),
        (d, k, seed) => {
          const prior = randomPrior(d, seed);
          const random = seededRandom(seed + 1);
          const columns = Float64Array.from({ length: d * k }, () => normalFrom(random));
          const few = posteriorOfFewRows(prior, columns, k);
          const many = posteriorOfManyRows(prior, columns, k);
          few.covariance.forEach((value, at) => expect(value).toBeCloseTo(many.covariance[at], 9));
          expect(few.logShrinkage).toBeCloseTo(many.logShrinkage, 9);
          expect(posteriorOf(prior, columns, k).logShrinkage).toBeCloseTo(many.logShrinkage, 9);
        },
      ),
    );
  });

  test("divides the variance along one observed axis by 1 + variance · information", () => {
    const prior = preparePrior(isotropicPopulation(2, 0.5));
    const { covariance, logShrinkage } = posteriorOfFewRows(prior, Float64Array.of(3, 0), 1);
    expect(covariance[0]).toBeCloseTo(0.5 / (1 + 0.5 * 9), 14);
    expect(covariance[3]).toBe(0.5);
    expect(logShrinkage).toBeCloseTo(Math.log(5.5), 14);
  });

  test("leaves the prior as it is where nothing was observed", () => {
    const prior = randomPrior(5, 3);
    const { covariance, logShrinkage } = posteriorOf(prior, new Float64Array(0), 0);
    expect([...covariance]).toEqual([...prior.covariance]);
    expect(logShrinkage).toBe(0);
  });
});
