import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { adamwHead } from "./adamw-head.ts";
import { crossEntropyGradient } from "./cross-entropy.ts";
import { axis, examplesFrom, randomPage } from "./example-fixtures.test-helper.ts";
import { FEATURE_COUNT } from "./feature-layout.ts";
import { sgdHead } from "./sgd-head.ts";

/** The same loss through TensorFlow.js's own differentiation. */
function oracleGradient(offset: Float64Array, page: ReturnType<typeof randomPage>): Float32Array {
  return tf.tidy(() => {
    const features = tf.tensor2d(page.features, [page.rewards.length, FEATURE_COUNT]);
    const loss = (z: tf.Tensor): tf.Scalar => {
      const logits = features
        .matMul(z.reshape([FEATURE_COUNT, 1]))
        .reshape([-1])
        .add(tf.tensor1d(Float32Array.from(page.baseScores)))
        .sub(1.5);
      const each = tf.losses.sigmoidCrossEntropy(
        tf.tensor1d(Float32Array.from(page.rewards)),
        logits,
        tf.tensor1d(Float32Array.from(page.weights)),
        0,
        tf.Reduction.NONE,
      );
      return each.mean();
    };
    return tf
      .grad(loss)(tf.tensor1d(Float32Array.from(offset)))
      .dataSync() as Float32Array;
  });
}

describe("crossEntropyGradient", () => {
  test("equals TensorFlow.js's gradient of the same loss", () => {
    const page = { ...randomPage(11, 8), weights: Float64Array.of(1, 2, 1, 0.5, 1, 1, 2, 1) };
    const offset = Float64Array.from({ length: FEATURE_COUNT }, (_, at) => Math.sin(at) / 10);
    const oracle = oracleGradient(offset, page);
    const ours = crossEntropyGradient(offset, page);
    for (let at = 0; at < FEATURE_COUNT; at++) expect(ours[at]).toBeCloseTo(oracle[at], 5);
  });
});

describe.each([
  ["sgdHead", sgdHead],
  ["adamwHead", adamwHead],
] as const)("%s", (_name, head) => {
  const learn = (state: ReturnType<typeof head.init>, page: ReturnType<typeof randomPage>): typeof state =>
    head.update(state as never, page); // one of the two, and its own state

  test("moves towards what was chosen and away from what was passed over", () => {
    const state = learn(head.init(), examplesFrom([axis(70), axis(71)], { rewards: [1, 0] }));
    const offset = head.offset(state as never);
    expect(offset[70]).toBeGreaterThan(0);
    expect(offset[71]).toBeLessThan(0);
    expect(offset[72]).toBe(0);
  });

  test("lowers the loss on the page it has seen", () => {
    const page = randomPage(2, 10);
    let state = head.init();
    const norm = (): number => Math.hypot(...crossEntropyGradient(head.offset(state as never), page));
    const before = norm();
    for (let turn = 0; turn < 30; turn++) state = learn(state, page);
    expect(norm()).toBeLessThan(before / 2);
  });

  test("is a no-op on features that are not finite", () => {
    const state = head.init();
    expect(learn(state, examplesFrom([axis(1, Number.NaN)], { rewards: [1] }))).toBe(state);
  });
});

describe("adamwHead.update", () => {
  test("takes the first step of AdamW as published", () => {
    const page = examplesFrom([axis(3)], { rewards: [1] });
    const gradient = crossEntropyGradient(new Float64Array(FEATURE_COUNT), page)[3];
    // On a single repeated page the bias-corrected moments of the first step are g and g².
    const firstStep = (-0.02 * gradient) / (Math.abs(gradient) + 1e-4);
    const { offset } = adamwHead.update(adamwHead.init(), page);
    expect(offset[3]).toBeGreaterThan(firstStep * 3.5);
    expect(offset[3]).toBeLessThan(firstStep * 4.5);
  });

  test("replays at most 20 pages", () => {
    let state = adamwHead.init();
    for (let seed = 0; seed < 25; seed++) state = adamwHead.update(state, randomPage(seed, 2));
    expect(state.replay).toHaveLength(20);
    expect(state.replay[0]).toEqual(randomPage(5, 2));
  });
});
