import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { timesOwnTranspose } from "../base/own-transpose.ts";
import { normalFrom, seededRandom } from "../base/random.ts";
import { symmetricEigen } from "../base/symmetric-eigen.ts";
import { createBayesHead } from "../learning/bayes-head.ts";
import { examplesFrom, randomPage } from "../learning/example-fixtures.test-helper.ts";
import { isotropicPrior } from "../learning/gaussian-prior.ts";
import { choosePrior, type PriorGrid } from "./choose-prior.ts";
import { listwise, positionBased } from "./population.test-helper.ts";
import { progressiveLogLikelihood } from "./progressive-likelihood.ts";
import { truncatePrior } from "./truncate-prior.ts";

function randomCovariance(size: number, seed: number): Float64Array {
  const random = seededRandom(seed);
  return timesOwnTranspose(
    Float64Array.from({ length: size * size }, () => normalFrom(random)),
    size,
    size,
  );
}

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);

describe("truncatePrior", () => {
  test("is the whole covariance at full rank without a cap", () => {
    const covariance = randomCovariance(6, 1);
    const { basis, rank, remainder } = truncatePrior(covariance, {
      rank: 6,
      cap: Infinity,
      remainder: "diagonal",
    });
    timesOwnTranspose(Float64Array.from(basis), 6, rank).forEach((value, at) =>
      expect(value).toBeCloseTo(covariance[at], 4),
    );
    expect(Math.max(...remainder)).toBe(0);
  });

  test("keeps the trace of the capped covariance with either remainder, and the basis alone without", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 7 }),
        fc.nat(999),
        fc.double({ min: 0.5, max: 20, noNaN: true }),
        (rank, seed, cap) => {
          const covariance = randomCovariance(7, seed);
          const capped = symmetricEigen(covariance, 7).values.map((value) => Math.min(value, cap));
          const [none, diagonal, isotropic] = (["none", "diagonal", "isotropic"] as const).map((remainder) =>
            truncatePrior(covariance, { rank, cap, remainder }),
          );
          const inBasis = sum(none.basis.map((value) => value ** 2));
          expect(inBasis).toBeCloseTo(sum(capped.subarray(0, rank)), 3);
          for (const { basis, remainder } of [diagonal, isotropic]) {
            expect([...basis]).toEqual([...none.basis]);
            expect(inBasis + sum(remainder)).toBeCloseTo(sum(capped), 3);
            expect(Math.min(...remainder)).toBeGreaterThanOrEqual(0);
          }
          expect(sum(none.remainder)).toBe(0);
        },
      ),
    );
  });

  test("puts standard deviations into columns, largest first, the cap's at most", () => {
    const covariance = Float64Array.of(1, 0, 0, 0, 9, 0, 0, 0, 4);
    const { basis, remainder } = truncatePrior(covariance, { rank: 2, cap: 6.25, remainder: "diagonal" });
    [0, 0, 2.5, 0, 0, 2].forEach((value, at) => expect(basis[at]).toBeCloseTo(value, 6));
    [1, 0, 0].forEach((value, at) => expect(remainder[at]).toBeCloseTo(value, 12));
  });

  test("spreads the isotropic remainder evenly, outside the basis", () => {
    const covariance = Float64Array.of(9, 0, 0, 0, 1, 0, 0, 0, 3);
    const { remainder } = truncatePrior(covariance, { rank: 1, cap: Infinity, remainder: "isotropic" });
    [0, 2, 2].forEach((value, at) => expect(remainder[at]).toBeCloseTo(value, 12));
  });

  test("refuses a rank or a cap out of range", () => {
    const covariance = randomCovariance(3, 1);
    for (const rank of [0, 4, 1.5])
      expect(() => truncatePrior(covariance, { rank, cap: 1, remainder: "none" })).toThrow(
        `1 to 3: got ${rank}`,
      );
    expect(() => truncatePrior(covariance, { rank: 1, cap: 0, remainder: "none" })).toThrow(/cap .* got 0/);
  });
});

describe("choosePrior", () => {
  const grid: PriorGrid = {
    scales: [1, 0.25, 0.5, 2, 4],
    caps: [Infinity, 8, 2, 0.5],
    remainders: ["none", "diagonal", "isotropic"],
  };
  const covariance = randomCovariance(5, 2);

  test("finds the best of settings that depend on each other, scores none twice and records all", () => {
    const scored: string[] = [];
    const { best, prior, tried } = choosePrior(
      covariance,
      { rank: 3, grid },
      (_, { scale, cap, remainder }) => {
        scored.push(`${scale} ${cap} ${remainder}`);
        return (
          -Math.abs(Math.log(scale / 2)) -
          Math.abs(Math.min(cap, 10) - 4 * scale) +
          (remainder === "isotropic" ? 1 : 0)
        );
      },
    );
    expect([best.scale, best.cap, best.remainder]).toEqual([2, 8, "isotropic"]);
    expect(prior).toEqual(
      truncatePrior(
        covariance.map((value) => 2 * value),
        { rank: 3, cap: 8, remainder: "isotropic" },
      ),
    );
    expect(new Set(scored).size).toBe(scored.length);
    expect(tried.map(({ scale, cap, remainder }) => `${scale} ${cap} ${remainder}`)).toEqual(scored);
    expect(scored.length).toBeLessThan(60);
    expect(best.score).toBe(Math.max(...tried.map(({ score }) => score)));
  });

  test("hands the scaled prior to the score", () => {
    const single: PriorGrid = { scales: [0.25], caps: [Infinity], remainders: ["diagonal"] };
    choosePrior(covariance, { rank: 2, grid: single }, ({ basis, remainder }) => {
      const trace = sum(basis.map((value) => value ** 2)) + sum(remainder);
      expect(trace).toBeCloseTo(0.25 * sum([0, 6, 12, 18, 24].map((at) => covariance[at])), 4);
      return 0;
    });
  });

  test("takes the first settings of all when nothing matters", () => {
    const { best } = choosePrior(covariance, { rank: 2, grid }, () => -1);
    expect(best).toEqual({ scale: 1, cap: Infinity, remainder: "none", score: -1 });
  });

  test("refuses an empty grid, a scale of 0 and a score that is not a number", () => {
    expect(() => choosePrior(covariance, { rank: 2, grid: { ...grid, caps: [] } }, () => 0)).toThrow(
      /a grid is empty/,
    );
    expect(() => choosePrior(covariance, { rank: 2, grid: { ...grid, scales: [1, 0] } }, () => 0)).toThrow(
      /got 0/,
    );
    expect(() => choosePrior(covariance, { rank: 2, grid }, () => Number.NaN)).toThrow(/NaN for scale 1/);
  });
});

describe("progressiveLogLikelihood", () => {
  const head = createBayesHead({
    prior: isotropicPrior(0.5),
    likelihood: "position-based",
    temper: 1,
    memory: 1,
  });

  test("predicts each page before learning it: one page is predicted by the base scores alone", () => {
    const page = randomPage(1, 6);
    const value = progressiveLogLikelihood([[page]], head, positionBased);
    expect(value).toBeCloseTo(positionBased.logLikelihood(page.baseScores, page), 12);
  });

  test("foresees a page that comes again better than the first time", () => {
    const page = randomPage(2, 6);
    const once = progressiveLogLikelihood([[page]], head, positionBased);
    expect(progressiveLogLikelihood([[page, page]], head, positionBased)).toBeGreaterThan(once + 0.01);
    // Another visitor starts anew.
    expect(progressiveLogLikelihood([[page], [page]], head, positionBased)).toBeCloseTo(once, 12);
  });

  test("leaves out pages that are not finite, and is NaN without a page", () => {
    const page = randomPage(3, 6);
    const spoilt = { ...page, features: page.features.map((value, at) => (at === 0 ? Number.NaN : value)) };
    expect(progressiveLogLikelihood([[spoilt, page]], head, listwise)).toBe(
      progressiveLogLikelihood([[page]], head, listwise),
    );
    expect(progressiveLogLikelihood([[], [examplesFrom([], {})]], head, listwise)).toBeNaN();
  });
});
