import { describe, expect, test } from "vitest";
import { axis, examplesFrom, randomPage } from "./example-fixtures.test-helper.ts";
import { FEATURE_COUNT } from "./feature-layout.ts";
import { createMlpHead } from "./mlp-head.ts";

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

  test("has no personal part at the start, however the hidden layer was drawn", () => {
    const head = createMlpHead({ ...OPTIONS, startSeed: 3 });
    expect([...head.scores(head.init(), randomPage(5, 4).features)]).toEqual([0, 0, 0, 0]);
  });

  test("shares its linear part only, [d]", () => {
    const head = createMlpHead(OPTIONS);
    const state = head.update(head.init(), randomPage(2, 6));
    expect(head.offset(state)).toEqual(state.parameters.slice(0, FEATURE_COUNT));
  });
});
