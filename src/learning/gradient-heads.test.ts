import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { adamwHead, createAdamwHead } from "./adamw-head.ts";
import type { Examples } from "./examples.ts";
import { axis, examplesFrom, randomPage } from "./example-fixtures.test-helper.ts";
import { FEATURE_COUNT } from "./feature-layout.ts";
import { addScores, linearScores, pullBack } from "./linear-scores.ts";
import { type LossName, pageLoss } from "./page-loss.ts";
import type { ReplayOptions } from "./replay-adamw.ts";
import { createSgdHead, sgdHead } from "./sgd-head.ts";

const page: Examples = {
  ...randomPage(11, 8),
  weights: Float64Array.of(1, 2, 1, 0.5, 1, 1.5, 2, 1),
};
const offset = Float64Array.from({ length: FEATURE_COUNT }, (_, at) => Math.sin(at) / 10);

const lossAt = (z: Float64Array, examples: Examples, loss: LossName): ReturnType<typeof pageLoss> =>
  pageLoss(addScores(examples.baseScores, linearScores(examples.features, z)), examples, { loss });
const gradientAt = (z: Float64Array, examples: Examples, loss: LossName): Float64Array =>
  pullBack(examples.features, lossAt(z, examples, loss).slopes);

/** The same losses in TensorFlow.js's words. */
function oracleLoss(examples: Examples, loss: LossName): (z: tf.Tensor) => tf.Scalar {
  const { rewards, weights, propensities } = examples;
  const count = rewards.length;
  const features = tf.tensor2d(examples.features, [count, FEATURE_COUNT]);
  const base = tf.tensor1d(Float32Array.from(examples.baseScores));
  const scoresOf = (z: tf.Tensor): tf.Tensor =>
    features
      .matMul(z.reshape([FEATURE_COUNT, 1]))
      .reshape([-1])
      .add(base);
  if (loss === "binary") {
    return (z) =>
      tf.losses
        .sigmoidCrossEntropy(
          tf.tensor1d(Float32Array.from(rewards)),
          scoresOf(z).sub(1.5),
          tf.tensor1d(Float32Array.from(weights)),
          0,
          tf.Reduction.NONE,
        )
        .mean();
  }
  return (z) => {
    const logits = scoresOf(z).add(tf.log(tf.tensor1d(Float32Array.from(propensities))));
    let sum: tf.Scalar = tf.scalar(0);
    for (let chosen = 0; chosen < count; chosen++) {
      if (rewards[chosen] !== 1) continue;
      // A passed-over item of weight w is w items; of the chosen ones only this one takes part.
      const masses = [...rewards].map((reward, item) => {
        if (item === chosen) return 0;
        return reward === 1 ? -1e9 : Math.log(weights[item]);
      });
      const set = logits.add(tf.tensor1d(masses));
      sum = sum.add(set.logSumExp().sub(logits.gather(chosen)).mul(weights[chosen]));
    }
    return sum;
  };
}

describe.each(["binary", "listwise"] as const)("pageLoss, %s", (loss) => {
  test("has TensorFlow.js's value and gradient", () => {
    tf.tidy(() => {
      const z = tf.variable(tf.tensor1d(Float32Array.from(offset)));
      const { value, grads } = tf.variableGrads(() => oracleLoss(page, loss)(z), [z]);
      expect(lossAt(offset, page, loss).loss).toBeCloseTo(value.dataSync()[0], 4);
      const oracle = grads[z.name].dataSync();
      const ours = gradientAt(offset, page, loss);
      for (let at = 0; at < FEATURE_COUNT; at++) expect(ours[at]).toBeCloseTo(oracle[at], 5);
    });
  });
});

test("the binary loss counts a chosen item as often as its weight says", () => {
  const scores = Float64Array.of(0.3, -0.2);
  const two = examplesFrom([axis(0), axis(1)], { rewards: [1, 0] });
  const plain = pageLoss(scores, two, { loss: "binary" });
  const weighted = pageLoss(scores, two, { loss: "binary", positiveWeight: 3 });
  expect(weighted.slopes[0]).toBeCloseTo(3 * plain.slopes[0], 12);
  expect(weighted.slopes[1]).toBe(plain.slopes[1]);
});

const OPTIONS: ReplayOptions = {
  loss: "listwise",
  learningRate: 0.05,
  warmUpSteps: 0,
  weightDecay: 0,
  bufferPages: 20,
  stepsPerPage: 6,
  pagesPerStep: 20,
  featureDropout: 0,
  positiveWeight: 1,
  maxGradientNorm: Number.POSITIVE_INFINITY,
  patience: 0,
};

describe("createAdamwHead", () => {
  test.each(["binary", "listwise"] as const)("without decay takes tf.train.adam's steps, %s loss", (loss) => {
    const ours = createAdamwHead({ ...OPTIONS, loss });
    const { parameters } = ours.update(ours.init(), page);
    tf.tidy(() => {
      const z = tf.variable(tf.zeros([FEATURE_COUNT]));
      const optimizer = tf.train.adam(OPTIONS.learningRate, 0.9, 0.99, 1e-4);
      for (let step = 0; step < OPTIONS.stepsPerPage; step++)
        optimizer.minimize(() => oracleLoss(page, loss)(z), false, [z]);
      const oracle = z.dataSync();
      for (let at = 0; at < FEATURE_COUNT; at++)
        expect(Math.abs(parameters[at] - oracle[at])).toBeLessThan(2e-4);
    });
  });

  test("decays the weights beside Adam's step, not through it", () => {
    const options = { ...OPTIONS, stepsPerPage: 1 };
    const stepWith = (weightDecay: number): Float64Array => {
      const head = createAdamwHead({ ...options, weightDecay });
      return head.update({ ...head.init(), parameters: offset }, page).parameters;
    };
    const [free, decayed] = [stepWith(0), stepWith(0.4)];
    for (let at = 0; at < FEATURE_COUNT; at++)
      expect(decayed[at] - free[at]).toBeCloseTo(-0.05 * 0.4 * offset[at], 12);
  });
});

describe.each([
  ["sgdHead", sgdHead],
  ["listwise sgd", createSgdHead({ loss: "listwise", learningRate: 0.5 })],
  ["adamwHead", adamwHead],
  ["listwise adamw", createAdamwHead(OPTIONS)],
] as const)("%s", (name, head) => {
  const loss = name.startsWith("listwise") ? "listwise" : "binary";
  const learn = (state: ReturnType<typeof head.init>, examples: Examples): typeof state =>
    head.update(state as never, examples); // one of them, and its own state

  test("moves towards what was chosen and away from what was passed over", () => {
    const state = learn(head.init(), examplesFrom([axis(70), axis(71)], { rewards: [1, 0] }));
    const learned = head.offset(state as never);
    expect(learned[70]).toBeGreaterThan(0);
    expect(learned[71]).toBeLessThan(0);
    expect(learned[72]).toBe(0);
  });

  test("lowers the loss on the page it has seen", () => {
    const seen = randomPage(2, 10);
    let state = head.init();
    const norm = (): number => Math.hypot(...gradientAt(head.offset(state as never), seen, loss));
    const before = norm();
    for (let turn = 0; turn < 30; turn++) state = learn(state, seen);
    expect(norm()).toBeLessThan(before / 2);
  });
});

describe("adamwHead.update", () => {
  test("takes the first step of AdamW as published", () => {
    const single = examplesFrom([axis(3)], { rewards: [1] });
    const gradient = gradientAt(new Float64Array(FEATURE_COUNT), single, "binary")[3];
    // On a single repeated page the bias-corrected moments of the first step are g and g².
    const firstStep = (-0.02 * gradient) / (Math.abs(gradient) + 1e-4);
    const { parameters } = adamwHead.update(adamwHead.init(), single);
    expect(parameters[3]).toBeGreaterThan(firstStep * 3.5);
    expect(parameters[3]).toBeLessThan(firstStep * 4.5);
  });

  test("replays at most 20 pages", () => {
    let state = adamwHead.init();
    for (let seed = 0; seed < 25; seed++) state = adamwHead.update(state, randomPage(seed, 2));
    expect(state.replay).toHaveLength(20);
    expect(state.replay[0]).toEqual(randomPage(5, 2));
  });
});
