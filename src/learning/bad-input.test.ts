import { describe, expect, test } from "vitest";
import { seededRandom } from "../base/random.ts";
import { adamwHead, createAdamwHead } from "./adamw-head.ts";
import { bayesHead, createBayesHead } from "./bayes-head.ts";
import { axis, examplesFrom, randomPage } from "./example-fixtures.test-helper.ts";
import { FEATURE_COUNT } from "./feature-layout.ts";
import type { GaussianPrior } from "./gaussian-prior.ts";
import type { Learner } from "./learner.ts";
import { createPdgdHead } from "./pdgd-head.ts";
import { createHead } from "./personal-head.ts";
import type { ReplayOptions } from "./replay-adamw.ts";
import { createSgdHead, sgdHead } from "./sgd-head.ts";

const random = seededRandom(5);
const prior: GaussianPrior = {
  basis: Float32Array.from({ length: FEATURE_COUNT * 8 }, () => random() - 0.5),
  rank: 8,
  remainder: new Float64Array(FEATURE_COUNT).fill(0.02),
};
const REPLAY: ReplayOptions = {
  loss: "listwise",
  learningRate: 0.02,
  warmUpSteps: 10,
  weightDecay: 1,
  bufferPages: 8,
  stepsPerPage: 2,
  pagesPerStep: 3,
  featureDropout: 0.2,
  positiveWeight: 4,
  maxGradientNorm: 5,
  patience: 2,
};
const bayes = { prior, temper: 0.6, memory: 0.98 };

/** Every rule, each with its own states only. */
const RULES = [
  ["bayes", bayesHead],
  ["bayes, listwise, forgetting", createBayesHead({ ...bayes, likelihood: "listwise" })],
  ["personal vector", createHead({ learns: "personal-vector", ...bayes, likelihood: "position-based" })],
  ["last layer", createHead({ learns: "last-layer", ...bayes, likelihood: "position-based" })],
  ["all layers", createHead({ learns: "all-layers", ...REPLAY, hiddenCount: 4, startSeed: 1 })],
  ["sgd", sgdHead],
  ["sgd, listwise", createSgdHead({ loss: "listwise", learningRate: 0.03 })],
  ["adamw", adamwHead],
  ["adamw, listwise", createAdamwHead(REPLAY)],
  ["pdgd", createPdgdHead({ learningRate: 0.1, temperature: 0.1 })],
] as unknown as readonly (readonly [string, Learner<object>])[];

const allFinite = (state: object): boolean =>
  Object.values(state).every(
    (value) => !ArrayBuffer.isView(value) || (value as Float64Array).every(Number.isFinite),
  );

describe.each(RULES)("%s", (_, head) => {
  const learned = head.update(head.init(1), randomPage(1, 6));
  const page = randomPage(2, 6);

  test.each([
    ["features that are no numbers", { ...page, features: page.features.map(() => Number.NaN) }],
    ["features that are infinite", examplesFrom([axis(1, Number.POSITIVE_INFINITY)], { rewards: [1] })],
    ["an empty page", examplesFrom([], {})],
    ["rows of another length", { ...page, features: page.features.subarray(0, 6 * (FEATURE_COUNT - 1)) }],
    ["base scores of another length", { ...page, baseScores: new Float64Array(5) }],
    ["base scores that are no numbers", { ...page, baseScores: new Float64Array(6).fill(Number.NaN) }],
    ["propensities of 0", { ...page, propensities: new Float64Array(6) }],
    ["weights below 0", { ...page, weights: new Float64Array(6).fill(-1) }],
  ])("is a no-op on %s", (_, bad) => {
    expect(head.update(learned, bad)).toBe(learned);
  });

  test.each([
    ["nothing was chosen", { ...page, rewards: new Uint8Array(6) }],
    ["everything was chosen", { ...page, rewards: new Uint8Array(6).fill(1) }],
    ["all weights are 0", { ...page, weights: new Float64Array(6) }],
    ["the features are huge", { ...page, features: page.features.map((value) => value * 1e38) }],
    ["the base scores are huge", { ...page, baseScores: page.baseScores.map((value) => value * 1e300) }],
    ["the propensities are tiny", { ...page, propensities: new Float64Array(6).fill(1e-300) }],
  ])("stays finite, and goes on learning, where %s", (_, odd) => {
    const after = head.update(learned, odd);
    expect(allFinite(after)).toBe(true);
    const later = head.update(after, randomPage(3, 6));
    expect(allFinite(later)).toBe(true);
    expect(head.scores(later, page.features).every(Number.isFinite)).toBe(true);
  });

  test("leaves its arguments unchanged", () => {
    const [before, copy] = [structuredClone(learned), structuredClone(page)];
    head.update(learned, page);
    expect(learned).toEqual(before);
    expect(page).toEqual(copy);
  });

  test("says nothing before it has learned, and z · φ is its personal part unless it has a hidden layer", () => {
    expect(head.scores(head.init(), page.features).every((score) => score === 0)).toBe(true);
    const scores = head.scores(learned, page.features);
    const offset = head.offset(learned);
    const linear = scores.map((_, item) =>
      offset.reduce((sum, value, at) => sum + value * page.features[item * FEATURE_COUNT + at], 0),
    );
    if (offset.length === FEATURE_COUNT && _ !== "all layers")
      for (const [item, score] of scores.entries()) expect(score).toBeCloseTo(linear[item], 10);
  });

  test("refuses to score rows of another length", () => {
    expect(() => head.scores(learned, new Float32Array(FEATURE_COUNT + 1))).toThrow(RangeError);
  });
});
