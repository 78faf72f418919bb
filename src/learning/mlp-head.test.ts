import { describe, expect, test } from "vitest";
import { seededRandom } from "../base/random.ts";
import { axis, examplesFrom, randomPage } from "./example-fixtures.test-helper.ts";
import { FEATURE_COUNT } from "./feature-layout.ts";
import { createMlpHead, mlpModel } from "./mlp-head.ts";

const OPTIONS = {
  loss: "listwise",
  learningRate: 0.02,
  warmUpSteps: 0,
  weightDecay: 0.1,
  bufferPages: 20,
  stepsPerPage: 3,
  pagesPerStep: 8,
  featureDropout: 0,
  positiveWeight: 1,
  maxGradientNorm: 10,
  patience: 0,
  hiddenCount: 6,
  startSeed: 1,
} as const;

describe("mlpModel", () => {
  test("pulls slopes back as finite differences say, in every layer", () => {
    const model = mlpModel({ hiddenCount: 6, startSeed: 1 });
    const random = seededRandom(9);
    const parameters = Float64Array.from({ length: model.parameterCount }, () => random() - 0.5);
    const { features } = randomPage(5, 4);
    const slopes = Float64Array.of(0.5, -1, 2, 0.3);
    const total = (at: number, by: number): number => {
      const other = parameters.slice();
      other[at] += by;
      return model.scores(other, features).reduce((sum, score, item) => sum + slopes[item] * score, 0);
    };
    const gradient = model.pullBack(parameters, features, slopes);
    // z, v, W of the first and the last unit, b.
    const d = FEATURE_COUNT;
    for (const at of [0, d - 1, d, d + 5, d + 6, d + 6 + 5 * d + 17, 7 * d + 6, 7 * d + 11]) {
      expect(gradient[at]).toBeCloseTo((total(at, 1e-6) - total(at, -1e-6)) / 2e-6, 5);
    }
    expect(model.parameterCount).toBe(7 * d + 12);
  });

  test("has no personal part at the start, however the hidden layer was drawn", () => {
    const model = mlpModel({ hiddenCount: 6, startSeed: 3 });
    const scores = model.scores(new Float64Array(model.parameterCount), randomPage(5, 4).features);
    expect([...scores]).toEqual([0, 0, 0, 0]);
  });
});

describe("createMlpHead", () => {
  test("learns a taste that no linear head can: both of two features, or neither", () => {
    const head = createMlpHead({ ...OPTIONS, hiddenCount: 16, weightDecay: 0, learningRate: 0.03 });
    const both = axis(3, 2);
    both[4] = 2;
    const rows = [both, new Float32Array(FEATURE_COUNT), axis(3, 2), axis(4, 2)];
    const page = examplesFrom(rows, { rewards: [1, 1, 0, 0] });
    let state = head.init();
    for (let turn = 0; turn < 60; turn++) state = head.update(state, page);
    const [together, neither, left, right] = head.scores(state, page.features);
    // For every linear head the two sums are equal.
    expect(together + neither).toBeGreaterThan(left + right + 1);
  });

  test("shares its linear part only, [d]", () => {
    const head = createMlpHead(OPTIONS);
    const state = head.update(head.init(), randomPage(2, 6));
    expect(head.offset(state)).toEqual(state.parameters.slice(0, FEATURE_COUNT));
  });
});
