import { describe, expect, test } from "vitest";
import { cholesky, choleskyInverse } from "../base/cholesky.ts";
import { seededRandom } from "../base/random.ts";
import { bayesHead, type BayesOptions, type BayesState, createBayesHead, widenedTo } from "./bayes-head.ts";
import { clickEvidence } from "./click-likelihood.ts";
import { axis, examplesFrom, randomPage } from "./example-fixtures.test-helper.ts";
import { CORE_COUNT, FEATURE_COUNT, FEATURE_WIDTHS, featureRange } from "./feature-layout.ts";
import { type GaussianPrior, isotropicPrior, priorCovariance } from "./gaussian-prior.ts";
import { addScores, linearScores, pullBack } from "./linear-scores.ts";
import { scoreEvidence } from "./score-evidence.ts";

const variance = ({ mean, covariance }: BayesState, at: number): number => covariance[at * mean.length + at];

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

describe("bayesHead's width", () => {
  const FACTS = featureRange("facts");
  const pageWith = (seed: number, end: number): ReturnType<typeof randomPage> => {
    const page = randomPage(seed, 6);
    const features = page.features.map((value, at) => (at % FEATURE_COUNT < end ? value : 0));
    return { ...page, features };
  };
  /** The same belief, over all coordinates from the start. */
  const whole = (): BayesState => widenedTo(FEATURE_COUNT, bayesHead.init(), isotropicPrior(0.5));

  test("grows with what the pages have, and is then to the bit what it were had it always been so wide", () => {
    let [narrow, wide] = [bayesHead.init(), whole()];
    const widths = [narrow.mean.length];
    for (const [seed, end] of [
      CORE_COUNT,
      CORE_COUNT,
      FACTS.end,
      CORE_COUNT,
      FEATURE_COUNT,
      FACTS.end,
    ].entries()) {
      narrow = bayesHead.update(narrow, pageWith(seed, end));
      wide = bayesHead.update(wide, pageWith(seed, end));
      widths.push(narrow.mean.length);
      expect(bayesHead.offset(narrow)).toEqual(bayesHead.offset(wide));
    }
    expect(widths).toEqual([185, 185, 185, 233, 233, 257, 257]);
    expect(narrow).toEqual(wide);
    expect(FEATURE_WIDTHS).toEqual([...new Set(widths)]);
  });

  test("goes on learning of facts from pages without any, as far as they go with what these have", () => {
    const both = (sign: number): Float32Array => {
      const row = axis(70, sign);
      row[FACTS.start] = sign;
      return row;
    };
    const taught = bayesHead.update(bayesHead.init(), examplesFrom([both(1), both(-1)], { rewards: [1, 0] }));
    const page = examplesFrom([axis(70), axis(70, -1)], { rewards: [0, 1] });
    expect(bayesHead.update(taught, page).mean[FACTS.start]).not.toBe(taught.mean[FACTS.start]);
  });

  test("scores what it has not seen yet as the prior does, and rebases it away whole", () => {
    const state = bayesHead.update(bayesHead.init(), pageWith(3, CORE_COUNT));
    const row = axis(FACTS.start, 3);
    expect([...bayesHead.scores(state, row)]).toEqual([0]);
    const shift = Float64Array.from(axis(FACTS.start, 0.4));
    expect(bayesHead.offset(bayesHead.rebase(state, shift))).toEqual(bayesHead.offset(state));
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

describe("createBayesHead", () => {
  const random = seededRandom(8);
  const prior: GaussianPrior = {
    basis: Float32Array.from({ length: FEATURE_COUNT * 4 }, () => random() - 0.5),
    rank: 4,
    remainder: Float64Array.from({ length: FEATURE_COUNT }, () => 0.05 + random() / 10),
  };
  const inverse = (matrix: Float64Array): Float64Array => choleskyInverse(cholesky(matrix, FEATURE_COUNT));
  const times = (matrix: Float64Array, vector: Float64Array): Float64Array =>
    vector.map((_, a) => vector.reduce((sum, value, b) => sum + matrix[a * FEATURE_COUNT + b] * value, 0));

  /** The note's recursion in information form, with inverses throughout. */
  function byInformation(
    state: BayesState,
    page: ReturnType<typeof randomPage>,
    options: BayesOptions,
  ): BayesState {
    const { memory } = options;
    const priorPrecision = inverse(priorCovariance(options.prior));
    const before = inverse(state.covariance);
    const precision = before.map((value, at) => memory * value + (1 - memory) * priorPrecision[at]);
    const mean = times(
      inverse(precision),
      times(before, state.mean).map((value) => memory * value),
    );
    const scores = addScores(page.baseScores, linearScores(page.features, mean));
    const { gradient, information } = scoreEvidence(scores, page, options)!;
    const count = gradient.length;
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < count; j++) {
        for (let a = 0; a < FEATURE_COUNT; a++) {
          const factor = information[i * count + j] * page.features[i * FEATURE_COUNT + a];
          for (let b = 0; b < FEATURE_COUNT; b++)
            precision[a * FEATURE_COUNT + b] += factor * page.features[j * FEATURE_COUNT + b];
        }
      }
    }
    const covariance = inverse(precision);
    const step = times(covariance, pullBack(page.features, gradient));
    return { type: "bayes", mean: mean.map((value, at) => value + step[at]), covariance };
  }

  test.each([
    ["position-based", 1, 1],
    ["position-based", 0.6, 0.9],
    ["listwise", 1, 1],
    ["listwise", 0.6, 0.9],
  ] as const)(
    "equals the information form under a correlated prior: %s, temper %d, memory %d",
    (likelihood, temper, memory) => {
      const options = { prior, likelihood, temper, memory };
      const head = createBayesHead(options);
      let [ours, expected] = [head.init(), head.init()];
      for (const seed of [1, 2]) {
        const page = randomPage(seed, 7);
        ours = head.update(ours, page);
        expected = byInformation(expected, page, options);
      }
      for (const [at, value] of expected.mean.entries()) expect(ours.mean[at]).toBeCloseTo(value, 9);
      for (const [at, value] of expected.covariance.entries()) {
        if (!(Math.abs(ours.covariance[at] - value) < 1e-9)) expect(ours.covariance[at]).toBe(value);
      }
    },
  );

  test("comes back to the prior if forgotten for long", () => {
    const head = createBayesHead({
      prior: isotropicPrior(0.3),
      likelihood: "position-based",
      temper: 1,
      memory: 0.5,
    });
    let state = head.update(head.init(), examplesFrom([axis(7, 3)], { rewards: [1] }));
    expect(state.mean[7]).toBeGreaterThan(0.1);
    const elsewhere = examplesFrom([axis(60)], { rewards: [1] });
    for (let turn = 0; turn < 30; turn++) state = head.update(state, elsewhere);
    expect(state.mean[7]).toBeCloseTo(0, 8);
    expect(variance(state, 7)).toBeCloseTo(0.3, 8);
  });

  test("learns nothing listwise from a page on which nothing was chosen, and forgets nothing", () => {
    const head = createBayesHead({ prior, likelihood: "listwise", temper: 1, memory: 0.9 });
    const state = head.update(head.init(), randomPage(1, 5));
    expect(head.update(state, { ...randomPage(2, 5), rewards: new Uint8Array(5) })).toBe(state);
  });

  test("rebases a visitor who has taught nothing to the new global head, under any prior", () => {
    const head = createBayesHead({ prior, likelihood: "listwise", temper: 1, memory: 1 });
    const shift = Float64Array.from({ length: FEATURE_COUNT }, (_, at) => Math.sin(at));
    expect(Math.max(...head.rebase(head.init(), shift).mean.map(Math.abs))).toBeLessThan(1e-6);
  });

  test.each([0, -1, 1.5, Number.NaN])("refuses temper and memory %d", (value) => {
    const options = { prior, likelihood: "listwise", temper: 1, memory: 1 } as const;
    expect(() => createBayesHead({ ...options, temper: value })).toThrow(RangeError);
    expect(() => createBayesHead({ ...options, memory: value })).toThrow(RangeError);
  });
});
