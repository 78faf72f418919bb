import { describe, expect, test } from "vitest";
import { seededRandom } from "../base/random.ts";
import { preparePrior } from "./gaussian-posterior.ts";
import { scoresAt } from "./linearise.ts";
import { localMoments } from "./local-moments.ts";
import type { ObservedPage } from "./observed-page.ts";
import type { PageLikelihood } from "./page-likelihood.ts";
import { isotropicPopulation } from "./population-prior.ts";
import { listwise, pagesOf, positionBased } from "./population.test-helper.ts";

const offset = Float64Array.of(1, -0.5, 0.25, 0);
const covariance = Float64Array.of(0.5, 0.1, 0, 0, 0.1, 0.4, 0, 0.1, 0, 0, 0.3, 0, 0, 0.1, 0, 0.6);
const prior = preparePrior({ mean: Float64Array.of(0.2, 0, -0.1, 0), covariance });

function show(model: "position" | "listwise", pages = 8): ObservedPage[] {
  return pagesOf(offset, { pages, items: 7, random: seededRandom(5), model });
}

/** ln P(pages | z) + ln N(z; μ, Σ), without the constant. */
function logPosterior(pages: readonly ObservedPage[], z: Float64Array, likelihood: PageLikelihood): number {
  let sum = 0;
  for (const page of pages) sum += likelihood.logLikelihood(scoresAt(page, z), page);
  for (let a = 0; a < 4; a++) {
    for (let b = 0; b < 4; b++)
      sum -= (prior.precision[a * 4 + b] * (z[a] - prior.mean[a]) * (z[b] - prior.mean[b])) / 2;
  }
  return sum;
}

describe("localMoments", () => {
  test.each([
    ["position", positionBased],
    ["listwise", listwise],
  ] as const)("reaches the maximum of the posterior under the %s likelihood", (model, likelihood) => {
    const pages = show(model);
    const found = localMoments(pages, prior, { likelihood, steps: 25 })!;
    const best = logPosterior(pages, found.offset, likelihood);
    for (let at = 0; at < 4; at++) {
      for (const move of [-1e-3, 1e-3]) {
        const moved = found.offset.map((value, k) => value + (k === at ? move : 0));
        expect(logPosterior(pages, moved, likelihood)).toBeLessThan(best);
      }
    }
  });

  test("gives the curvature of the listwise posterior as its covariance, which is exact there", () => {
    const pages = show("listwise");
    const { offset, shift, increment } = localMoments(pages, prior, { likelihood: listwise, steps: 25 })!;
    const posterior = increment.map(
      (value, at) => value + covariance[at] - shift[Math.floor(at / 4)] * shift[at % 4],
    );
    const at = (i: number, j: number, a: number, b: number): number =>
      logPosterior(
        pages,
        offset.map((value, k) => value + (k === i ? a : 0) + (k === j ? b : 0)),
        listwise,
      );
    const h = 1e-3;
    const precision = Float64Array.from({ length: 16 }, (_, index) => {
      const [i, j] = [Math.floor(index / 4), index % 4];
      return -(at(i, j, h, h) - at(i, j, h, -h) - at(i, j, -h, h) + at(i, j, -h, -h)) / (4 * h * h);
    });
    for (let i = 0; i < 4; i++) {
      for (let j = 0; j < 4; j++) {
        let sum = 0;
        for (let k = 0; k < 4; k++) sum += precision[i * 4 + k] * posterior[k * 4 + j];
        expect(sum).toBeCloseTo(i === j ? 1 : 0, 4);
      }
    }
  });

  test("puts ln of the integral over z close to what summing over a grid gives", () => {
    const one = preparePrior(isotropicPopulation(1, 0.5));
    const pages = pagesOf(Float64Array.of(0.7), {
      pages: 6,
      items: 8,
      random: seededRandom(2),
      model: "listwise",
    });
    const integral = (): number => {
      let sum = 0;
      for (let z = -6; z <= 6; z += 0.01) {
        const at = Float64Array.of(z);
        const log = pages.reduce(
          (total, page) => total + listwise.logLikelihood(scoresAt(page, at), page),
          0,
        );
        sum += (0.01 * Math.exp(log - z ** 2)) / Math.sqrt(Math.PI);
      }
      return Math.log(sum);
    };
    const first = localMoments(pages, one, { likelihood: listwise })!;
    const last = localMoments(pages, one, { likelihood: listwise, steps: 10 })!;
    expect(last.logEvidence).toBeCloseTo(integral(), 1);
    expect(first.logEvidence).toBeCloseTo(last.logEvidence, 0);
  });

  test("goes on from a given offset: two rounds of one step are one round of two", () => {
    const pages = show("position");
    const first = localMoments(pages, prior, { likelihood: positionBased })!;
    const second = localMoments(pages, prior, { likelihood: positionBased, offset: first.offset })!;
    expect(second).toEqual(localMoments(pages, prior, { likelihood: positionBased, steps: 2 }));
  });

  test("moves by 4 at most, however surprising a choice is", () => {
    const wide = preparePrior(isotropicPopulation(4, 1e4));
    const surprising = show("listwise", 1).map((page) => ({
      ...page,
      baseScores: Float64Array.from(page.rewards, (reward) => -8 * reward),
    }));
    const { shift } = localMoments(surprising, wide, { likelihood: listwise })!;
    expect(Math.hypot(...shift)).toBeCloseTo(4, 10);
  });

  test("leaves out pages with a NaN, an infinity, another length, no item or a propensity of 0", () => {
    const pages = show("position");
    const [page] = pages;
    const spoilt = [
      { ...page, features: page.features.map((value, at) => (at === 3 ? Number.NaN : value)) },
      { ...page, features: page.features.slice(1) },
      { ...page, baseScores: page.baseScores.map(() => Infinity) },
      { ...page, propensities: page.propensities.map(() => 0) },
      { ...page, weights: page.weights.map(() => -1) },
      { ...page, rewards: new Uint8Array(0) },
    ];
    const clean = localMoments(pages, prior, { likelihood: positionBased });
    expect(localMoments([...spoilt, ...pages], prior, { likelihood: positionBased })).toEqual(clean);
    expect(clean!.pages).toBe(8);
    expect(localMoments(spoilt, prior, { likelihood: positionBased })).toBeNull();
  });

  test("says nothing for a visitor without pages, or without a choice under the listwise likelihood", () => {
    expect(localMoments([], prior, { likelihood: positionBased })).toBeNull();
    const passed = show("listwise").map((page) => ({ ...page, rewards: new Uint8Array(7) }));
    expect(localMoments(passed, prior, { likelihood: listwise })).toBeNull();
  });

  test("leaves its arguments unchanged", () => {
    const pages = show("position");
    const copy = structuredClone({ pages, prior, offset });
    localMoments(pages, prior, { likelihood: positionBased, offset });
    expect({ pages, prior, offset }).toEqual(copy);
  });
});
