import { beforeAll, describe, expect, test } from "vitest";
import { seededRandom } from "../base/random.ts";
import type { EncoderConfig } from "./config.ts";
import type { ForwardPass, TokenBatch } from "./forward-pass.ts";
import { loadModel } from "./load-model.ts";
import { createOracleForward } from "./oracle-forward.test-helper.ts";
import { CONFIG, jsonBytes, randomCheckpoint } from "./random-checkpoint.test-helper.ts";
import type { EncoderWeights } from "./weights.ts";

/** Numbers of tokens per sequence. */
const BATCHES: Readonly<Record<string, readonly number[]>> = {
  "an empty batch": [],
  "one sequence of one token": [1],
  "one full sequence": [20],
  "mixed lengths": [2, 20, 7, 1, 8, 13, 2],
  "sixteen equal lengths": Array.from({ length: 16 }, () => 8),
};

const NARROW_HEADS = { num_attention_heads: 8 };
const FIRST_VECTOR = { personal_rank: { ...(CONFIG["personal_rank"] as object), pooling: "cls" } };

type Create = (config: EncoderConfig, weights: EncoderWeights) => Promise<ForwardPass>;

/**
 * Puts a backend's whole forward pass beside the oracle's, on random weights.
 *
 * @param maxCosineDistance Of an embedding to the oracle's, for a backend that rounds; null: equal but for rounding of float32.
 */
export function describeForwardParity(
  name: string,
  create: Create,
  maxCosineDistance: number | null = null,
): void {
  describe.each([
    ["int8 weights", true, {}],
    ["float weights", false, {}],
    ["narrow heads, the first vector, ReLU", true, { ...NARROW_HEADS, ...FIRST_VECTOR, hidden_act: "relu" }],
    ["narrow heads, GELU by tanh", false, { ...NARROW_HEADS, hidden_act: "gelu_new" }],
  ] as const)(`${name} (%s)`, (_, isInt8, changes) => {
    let forwardPass: ForwardPass;
    let oracle: ForwardPass["run"];
    let config: EncoderConfig;
    beforeAll(async () => {
      const { files, fetch } = randomCheckpoint({ isInt8 });
      files.set("config.json", jsonBytes({ ...CONFIG, ...changes }));
      const model = await loadModel("/model", { fetch });
      config = model.config;
      forwardPass = await create(config, model.weights);
      oracle = await createOracleForward(config, model.weights);
      return () => forwardPass[Symbol.dispose]();
    });

    test.each(Object.keys(BATCHES))("equals the oracle on %s", async (kind) => {
      const batch = randomBatch(BATCHES[kind], config);
      const expected = await oracle(batch);
      const actual = await forwardPass.run(batch);
      expect(actual.length).toBe(batch.length * config.hiddenSize);
      if (maxCosineDistance !== null) {
        for (let start = 0; start < expected.length; start += config.hiddenSize) {
          const end = start + config.hiddenSize;
          const distance = cosineDistance(actual.subarray(start, end), expected.subarray(start, end));
          expect(distance).toBeLessThan(maxCosineDistance);
        }
        return;
      }
      // Values are around 1; a hundred roundings of float32 in each of two layers.
      expected.forEach((value, i) => expect(Math.abs(actual[i] - value)).toBeLessThan(1e-4));
    });

    test("gives a sequence the same embedding alone and among longer ones", async () => {
      const batch = randomBatch([5, 20, 17], config);
      const alone = await forwardPass.run(batch.slice(0, 1));
      const together = await forwardPass.run(batch);
      alone.forEach((value, i) => expect(Math.abs(together[i] - value)).toBeLessThan(1e-5));
    });

    test("depends on the order of the tokens", async () => {
      const [sequence] = randomBatch([9], config);
      const forwards = await forwardPass.run([sequence]);
      const backwards = await forwardPass.run([sequence.toReversed()]);
      expect(forwards.some((value, i) => Math.abs(value - backwards[i]) > 0.01)).toBe(true);
    });

    test("answers runs that overlap in time", async () => {
      const batches = [randomBatch([4, 9], config), randomBatch([20], config)];
      const apart = [await forwardPass.run(batches[0]), await forwardPass.run(batches[1])];
      const overlapping = await Promise.all(batches.map((batch) => forwardPass.run(batch)));
      expect(overlapping).toEqual(apart);
    });
  });
}

function randomBatch(lengths: readonly number[], { vocabularySize }: EncoderConfig): TokenBatch {
  const random = seededRandom(lengths.length);
  return lengths.map((length) => Int32Array.from({ length }, () => Math.floor(random() * vocabularySize)));
}

function cosineDistance(a: Float32Array, b: Float32Array): number {
  let [dot, aSquares, bSquares] = [0, 0, 0];
  a.forEach((value, i) => {
    dot += value * b[i];
    aSquares += value * value;
    bSquares += b[i] * b[i];
  });
  return 1 - dot / Math.sqrt(aSquares * bSquares);
}
