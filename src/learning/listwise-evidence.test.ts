import { describe, expect, test } from "vitest";
import { examplesFrom, axis, randomPage } from "./example-fixtures.test-helper.ts";
import type { Examples } from "./examples.ts";
import { listwiseEvidence, listwiseLoss } from "./listwise-evidence.ts";

/** The model's own definition: each chosen item against itself and what was passed over. */
function logLikelihood(scores: Float64Array, { rewards, propensities, weights }: Examples): number {
  let sum = 0;
  for (const [chosen, reward] of rewards.entries()) {
    if (reward !== 1) continue;
    const own = propensities[chosen] * Math.exp(scores[chosen]);
    let total = own;
    for (const [other, isChosen] of rewards.entries()) {
      if (isChosen !== 1) total += weights[other] * propensities[other] * Math.exp(scores[other]);
    }
    sum += weights[chosen] * Math.log(own / total);
  }
  return sum;
}

const page: Examples = { ...randomPage(4, 7), weights: Float64Array.of(2, 1, 1, 0.5, 1, 1.5, 1) };
const scores = Float64Array.of(0.3, -1.2, 2, 0.4, 0, -0.6, 1);
const moved = (item: number, by: number): Float64Array =>
  scores.map((score, at) => (at === item ? score + by : score));
const STEP = 1e-5;

describe("listwiseEvidence", () => {
  test("has the slopes of the log-likelihood, for several chosen items and unequal weights", () => {
    const { gradient } = listwiseEvidence(scores, page);
    for (let item = 0; item < 7; item++) {
      const numeric =
        (logLikelihood(moved(item, STEP), page) - logLikelihood(moved(item, -STEP), page)) / (2 * STEP);
      expect(gradient[item]).toBeCloseTo(numeric, 7);
    }
  });

  test("has minus the curvature of the log-likelihood as its information", () => {
    const { information } = listwiseEvidence(scores, page);
    for (let a = 0; a < 7; a++) {
      const up = listwiseEvidence(moved(a, STEP), page).gradient;
      const down = listwiseEvidence(moved(a, -STEP), page).gradient;
      for (let b = 0; b < 7; b++)
        expect(information[a * 7 + b]).toBeCloseTo(-(up[b] - down[b]) / (2 * STEP), 7);
    }
  });

  test("learns more from a choice far down the page than from one at the top", () => {
    const rows = [axis(0), axis(1), axis(2)];
    const flat = new Float64Array(3);
    const pageOf = (rewards: number[]): Examples =>
      examplesFrom(rows, { rewards, propensities: [1, 0.5, 0.25] });
    expect(listwiseEvidence(flat, pageOf([0, 0, 1])).gradient[2]).toBeCloseTo(1 - 0.25 / 1.75, 12);
    expect(listwiseEvidence(flat, pageOf([1, 0, 0])).gradient[0]).toBeCloseTo(1 - 1 / 1.75, 12);
  });

  test("is zero where nothing was chosen, and where everything was", () => {
    for (const reward of [0, 1]) {
      const same = examplesFrom([axis(0), axis(1)], { rewards: [reward, reward] });
      const { gradient, information } = listwiseEvidence(Float64Array.of(1, -1), same);
      expect([...gradient].map(Math.abs)).toEqual([0, 0]);
      expect([...information].map(Math.abs)).toEqual([0, 0, 0, 0]);
    }
  });

  test("stays finite for scores far apart", () => {
    const { gradient, information } = listwiseEvidence(Float64Array.of(-1e30, 0, 1e30, 1, 2, 3, 4), page);
    expect(gradient.every(Number.isFinite)).toBe(true);
    expect(information.every(Number.isFinite)).toBe(true);
  });
});

test("listwiseLoss is the negative log-likelihood, with its slopes", () => {
  const { loss, slopes } = listwiseLoss(scores, page);
  expect(loss).toBeCloseTo(-logLikelihood(scores, page), 10);
  const { gradient } = listwiseEvidence(scores, page);
  for (let item = 0; item < 7; item++) expect(slopes[item]).toBeCloseTo(-gradient[item], 12);
});
