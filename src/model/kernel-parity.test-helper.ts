import { beforeAll, describe, expect, test } from "vitest";
import { normalFrom, seededRandom } from "../base/random.ts";
import type { KernelSet } from "./kernel-set.test-helper.ts";
import { createOracleKernels } from "./oracle-kernels.test-helper.ts";
import type { DenseWeights, LayerNormWeights, Matrix } from "./weights.ts";

const random = seededRandom(11);
const normals = (count: number, scale: number = 1): Float32Array =>
  Float32Array.from({ length: count }, () => normalFrom(random) * scale);

/** Kinds of values that break plausible wrong kernels: a maximum that starts from 0, one-pass variance, erf overflow. */
const KINDS: Readonly<Record<string, (count: number) => Float32Array>> = {
  normal: (count) => normals(count),
  "all-negative": (count) => normals(count).map((value) => -20 - Math.abs(value)),
  huge: (count) => normals(count, 1e6),
  "all-zero": (count) => new Float32Array(count),
};

/** Lengths of the sequences of a batch: one word, mixed, exact multiples of 8, none. */
const BATCHES: readonly (readonly number[])[] = [[1], [8], [3, 8, 1, 17, 5], [32, 2], []];

const HIDDEN = 32;
const EPSILON = 1e-12;

/** Puts each kernel of a backend beside the oracle's on the same inputs. */
export function describeKernelParity(name: string, create: () => Promise<KernelSet>): void {
  describe(name, () => {
    let kernels: KernelSet;
    let oracle: KernelSet;
    beforeAll(async () => {
      kernels = await create();
      oracle = await createOracleKernels();
    });

    describe.each(BATCHES)("on lengths %j", (...lengths) => {
      const rows = lengths.reduce((sum, length) => sum + length, 0);

      test.each([true, false])("embed equals the oracle (int8 table: %s)", async (isInt8) => {
        const words = isInt8 ? int8Matrix(50, HIDDEN) : floatMatrix(50, HIDDEN);
        const tables = {
          words,
          positions: normals(32 * HIDDEN),
          norm: layerNormWeights(HIDDEN),
          epsilon: EPSILON,
        };
        const batch = lengths.map((length) => Int32Array.from({ length }, () => Math.floor(random() * 50)));
        expectClose(await kernels.embed(batch, tables), await oracle.embed(batch, tables));
      });

      test.each(Object.keys(KINDS))("meanPool equals the oracle on %s values", async (kind) => {
        const input = KINDS[kind](rows * HIDDEN);
        expectClose(
          await kernels.meanPool(input, lengths, HIDDEN),
          await oracle.meanPool(input, lengths, HIDDEN),
        );
      });

      test.each(["normal", "very negative scores", "huge scores"])(
        "attention equals the oracle on %s",
        async (kind) => {
          const size = { hidden: HIDDEN, heads: 2 };
          const qkv = attentionInput(kind, rows);
          expectClose(
            await kernels.attention(qkv, lengths, size),
            await oracle.attention(qkv, lengths, size),
          );
        },
      );
    });

    // 97 rows cross a block of 96; 5 leave one behind a tile of 4; 1 is a lone row.
    describe.each([1, 4, 5, 64, 97, 0])("on %i rows", (rows) => {
      test.each(Object.keys(KINDS))("layerNorm equals the oracle on %s values", async (kind) => {
        const input = KINDS[kind](rows * HIDDEN);
        const norm = layerNormWeights(HIDDEN);
        expectClose(
          await kernels.layerNorm(input, norm, EPSILON),
          await oracle.layerNorm(input, norm, EPSILON),
        );
      });

      test.each(Object.keys(KINDS))(
        "dense equals the oracle on %s values, with every epilogue",
        async (kind) => {
          for (const outputs of [8, 40]) {
            const layer: DenseWeights = { weight: int8Matrix(outputs, HIDDEN), bias: normals(outputs) };
            const input = KINDS[kind](rows * HIDDEN);
            for (const residual of [null, normals(rows * outputs)]) {
              for (const activation of [null, "gelu", "gelu-tanh", "relu"] as const) {
                const options = { residual, activation };
                expectClose(
                  await kernels.dense(input, layer, options),
                  await oracle.dense(input, layer, options),
                );
              }
            }
          }
        },
      );
    });

    test("dense applies GELU as x Φ(x), before the residual", async () => {
      // With identity weights the output is gelu(input); these are the published values of x Φ(x).
      const weight: Matrix = { rows: 8, columns: 8, data: identity(8) };
      const input = Float32Array.of(-3, -1, -0.5, 0, 0.5, 1, 3, 10);
      const gelu = [-0.00404969, -0.15865525, -0.15426877, 0, 0.34573123, 0.84134475, 2.99595031, 10];
      const output = await kernels.dense(
        input,
        { weight, bias: new Float32Array(8) },
        { residual: new Float32Array(8).fill(100), activation: "gelu" },
      );
      output.forEach((value, i) => expect(value).toBeCloseTo(100 + gelu[i], 4));
    });
  });
}

/** To 2e-5 of the largest expected value: about 100 roundings of float32. */
function expectClose(actual: Float32Array, expected: Float32Array): void {
  expect(actual.length).toBe(expected.length);
  const largest = expected.reduce((max, value) => Math.max(max, Math.abs(value)), 1e-6);
  let worst = 0;
  // NaN must not pass: a comparison with it is false, so it is counted as infinite.
  actual.forEach((value, i) => {
    const difference = Math.abs(value - expected[i]);
    worst = Number.isNaN(difference) ? Infinity : Math.max(worst, difference);
  });
  expect(worst / largest).toBeLessThan(2e-5);
}

/** Queries and keys are whole numbers and √headSize is 4, so that scores are exact and only the softmax can differ. */
function attentionInput(kind: string, rows: number): Float32Array {
  const qkv = normals(rows * 3 * HIDDEN);
  if (kind === "normal") return qkv;
  return qkv.map((value, i) => {
    const part = Math.floor(i / HIDDEN) % 3;
    if (part === 2) return value;
    const whole = Math.floor(random() * 64);
    if (kind === "huge scores") return whole - 32;
    return part === 0 ? 32 + whole : -32 - whole;
  });
}

function layerNormWeights(size: number): LayerNormWeights {
  return { weight: normals(size, 0.2).map((value) => 1 + value), bias: normals(size, 0.2) };
}

function floatMatrix(rows: number, columns: number): Matrix {
  return { rows, columns, data: normals(rows * columns) };
}

function int8Matrix(rows: number, columns: number): Matrix {
  const data = Int8Array.from({ length: rows * columns }, () => Math.floor(random() * 255) - 127);
  return { rows, columns, data, scale: Float32Array.from({ length: rows }, () => 0.001 + random() * 0.01) };
}

function identity(size: number): Float32Array {
  return Float32Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0));
}
