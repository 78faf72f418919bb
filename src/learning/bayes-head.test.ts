import { describe, expect, test } from "vitest";
import { bayesHead, type BayesState } from "./bayes-head.ts";
import { clickEvidence } from "./click-likelihood.ts";
import { axis, examplesFrom, randomPage } from "./example-fixtures.test-helper.ts";
import { FEATURE_COUNT } from "./feature-layout.ts";

const variance = (state: BayesState, at: number): number => state.covariance[at * FEATURE_COUNT + at];

describe("bayesHead.update", () => {
  test("gives the posterior of one observation along one axis", () => {
    const state = bayesHead.update(bayesHead.init(), examplesFrom([axis(7, 2)], { rewards: [1] }));
    const { gradient, information } = clickEvidence(0, 1, true);
    const posteriorVariance = 1 / (1 / 0.5 + 4 * information);
    expect(variance(state, 7)).toBeCloseTo(posteriorVariance, 12);
    expect(state.mean[7]).toBeCloseTo(posteriorVariance * 2 * gradient, 12);
    expect(variance(state, 8)).toBe(0.5);
    expect(state.mean[8]).toBe(0);
  });

  test("equals the information-form update P ← P + X′ diag(h) X for a page of correlated items", () => {
    const page = randomPage(3, 6);
    const state = bayesHead.update(bayesHead.init(), page);
    // P S = I, with P accumulated independently of the rank-1 recursion.
    const precision = new Float64Array(FEATURE_COUNT * FEATURE_COUNT);
    for (let at = 0; at < FEATURE_COUNT; at++) precision[at * FEATURE_COUNT + at] = 2;
    for (let item = 0; item < 6; item++) {
      const row = page.features.subarray(item * FEATURE_COUNT, (item + 1) * FEATURE_COUNT);
      const { information } = clickEvidence(
        page.baseScores[item],
        page.propensities[item],
        page.rewards[item] === 1,
      );
      for (let a = 0; a < FEATURE_COUNT; a++) {
        for (let b = 0; b < FEATURE_COUNT; b++)
          precision[a * FEATURE_COUNT + b] += information * row[a] * row[b];
      }
    }
    let worst = 0;
    for (let a = 0; a < FEATURE_COUNT; a++) {
      for (let b = 0; b < FEATURE_COUNT; b++) {
        let sum = 0;
        for (let k = 0; k < FEATURE_COUNT; k++)
          sum += precision[a * FEATURE_COUNT + k] * state.covariance[k * FEATURE_COUNT + b];
        worst = Math.max(worst, Math.abs(sum - (a === b ? 1 : 0)));
      }
    }
    expect(worst).toBeLessThan(1e-9);
  });

  test("raises what was chosen above what was passed over", () => {
    const page = examplesFrom([axis(70), axis(71)], { rewards: [1, 0] });
    const { mean } = bayesHead.update(bayesHead.init(), page);
    expect(mean[70]).toBeGreaterThan(0);
    expect(mean[71]).toBeLessThan(0);
  });

  test("leaves its arguments unchanged", () => {
    const before = bayesHead.init();
    const page = randomPage(5, 4);
    const copy = structuredClone(page);
    bayesHead.update(before, page);
    expect(before).toEqual(bayesHead.init());
    expect(page).toEqual(copy);
  });

  test("is a no-op on features that are not finite", () => {
    const state = bayesHead.init();
    expect(bayesHead.update(state, examplesFrom([axis(1, Number.NaN)], { rewards: [1] }))).toBe(state);
    expect(bayesHead.update(state, examplesFrom([axis(1, Number.POSITIVE_INFINITY)], { rewards: [0] }))).toBe(
      state,
    );
  });

  test("is a no-op on an empty page", () => {
    const state = bayesHead.init();
    expect(bayesHead.update(state, examplesFrom([], {}))).toBe(state);
  });

  test("keeps the covariance symmetric to the bit and its diagonal positive over 200 pages", () => {
    let state = bayesHead.init();
    for (let seed = 0; seed < 200; seed++) state = bayesHead.update(state, randomPage(seed, 5));
    for (let a = 0; a < FEATURE_COUNT; a++) {
      expect(variance(state, a)).toBeGreaterThan(0);
      for (let b = 0; b < a; b++) {
        expect(state.covariance[a * FEATURE_COUNT + b]).toBe(state.covariance[b * FEATURE_COUNT + a]);
      }
    }
  });
});

describe("bayesHead.rebase", () => {
  const shift = Float64Array.from({ length: FEATURE_COUNT }, (_, at) => (at === 7 ? 0.3 : 0));

  test("leaves a visitor who has taught nothing at the new global head", () => {
    expect(Math.max(...bayesHead.rebase(bayesHead.init(), shift).mean.map(Math.abs))).toBeLessThan(1e-15);
  });

  test("takes off the share of the shift that the visitor's own data had already earned", () => {
    let state = bayesHead.init();
    for (let turn = 0; turn < 50; turn++)
      state = bayesHead.update(state, examplesFrom([axis(7, 2)], { rewards: [1] }));
    const earned = 1 - variance(state, 7) / 0.5;
    expect(earned).toBeGreaterThan(0.5);
    expect(bayesHead.rebase(state, shift).mean[7]).toBeCloseTo(state.mean[7] - earned * 0.3, 12);
  });
});
