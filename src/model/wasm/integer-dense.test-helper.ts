import { describe, expect, test } from "vitest";
import { normalFrom, seededRandom } from "../../base/random.ts";
import type { PlaceDense } from "./dense-layer.ts";
import { exactGelu } from "./exact-gelu.test-helper.ts";
import { placeFastInt8Dense } from "./fast-int8-dense.ts";
import { placeInt8Dense } from "./int8-dense.ts";
import type { KernelBuild } from "./kernel-module.ts";
import { createWasmKernelSet } from "./wasm-kernels.test-helper.ts";

/** A kernel of whole numbers: how it rounds a row of the input, and its largest weight. */
interface Scheme {
  readonly place: PlaceDense;
  readonly weightLimit: number;
  readonly quantise: (row: Float32Array) => { readonly whole: readonly number[]; readonly scale: number };
}

const { fround } = Math;

const INT8: Scheme = {
  place: placeInt8Dense,
  weightLimit: 127,
  quantise(row) {
    // 13 bits; for more than 4096 inputs fewer, or the sum of that many products with −128 would not fit 32 bits.
    const limit = Math.min(4095, Math.floor((2 ** 31 - 1) / (128 * row.length)));
    const largest = Math.max(fround(1e-30), ...row.map(Math.abs));
    const factor = fround(limit / largest);
    return {
      whole: Array.from(row, (value) => roundHalfToEven(fround(value * factor))),
      scale: fround(largest / limit),
    };
  },
};

const FAST_INT8: Scheme = {
  place: placeFastInt8Dense,
  weightLimit: 63,
  quantise(row) {
    const largest = Math.max(fround(1e-30), ...row.map(Math.abs));
    const factor = fround(63 / largest);
    return {
      whole: Array.from(row, (value) => roundHalfToEven(fround(value * factor))),
      scale: fround(largest / 63),
    };
  },
};

const random = seededRandom(5);
const normals = (count: number, scale: number = 1): Float32Array =>
  Float32Array.from({ length: count }, () => normalFrom(random) * scale);

const INPUTS: Readonly<Record<string, (count: number) => Float32Array>> = {
  normal: (count) => normals(count),
  "all-negative": (count) => normals(count).map((value) => -20 - Math.abs(value)),
  huge: (count) => normals(count, 1e6),
  tiny: (count) => normals(count, 1e-20),
  "all-zero": (count) => new Float32Array(count),
  // Halves, which round to even: with a row's largest at the limit they stay halves.
  halfway: (count) => Float32Array.from({ length: count }, (_, i) => (i % 32 === 0 ? 63 : (i % 32) - 15.5)),
};

interface Int8Weights {
  readonly weight: {
    readonly rows: number;
    readonly columns: number;
    readonly data: Int8Array;
    readonly scale: Float32Array;
  };
  readonly bias: Float32Array;
}

/** Holds the integer kernels of a build to the same sums, the same roundings and so the same bits in plain JavaScript. */
export function describeIntegerDense(build: KernelBuild): void {
  const schemes = build === "relaxed" ? { int8: INT8, "fast-int8": FAST_INT8 } : { int8: INT8 };
  describe.each(Object.entries(schemes))(`dense in %s, ${build} build`, (_, scheme) => {
    const { dense } = kernelSetOf(build, scheme);

    // 97 rows cross a block of 96; 1, 2, 3, 5 leave some behind a tile of 4.
    describe.each([1, 2, 3, 4, 5, 64, 97, 0])("on %i rows", (rows) => {
      test.each(Object.keys(INPUTS))("equals whole numbers in JavaScript on %s input", async (kind) => {
        for (const [outputs, inputs] of [
          [8, 32],
          [40, 64],
        ]) {
          const layer = randomWeights(outputs, inputs, scheme.weightLimit);
          const input = INPUTS[kind](rows * inputs);
          for (const residual of [null, normals(rows * outputs)]) {
            for (const activation of [null, "relu"] as const) {
              const options = { residual, activation };
              const expected = reference(input, layer, options, scheme);
              expect(await dense(input, layer, options)).toEqual(expected);
            }
          }
        }
      });
    });

    test.each([4096, 8192, 16_384])(
      "does not overflow where all %i products are the largest",
      async (inputs) => {
        const data = new Int8Array(8 * inputs).fill(scheme.weightLimit);
        // What a file may hold although no importer of ours writes it.
        if (scheme === INT8) data.fill(-128, inputs, 2 * inputs);
        const weight = { rows: 8, columns: inputs, data, scale: new Float32Array(8).fill(1) };
        const layer = { weight, bias: new Float32Array(8) };
        for (const sign of [1, -1]) {
          const input = new Float32Array(inputs).fill(sign * 3);
          const output = await dense(input, layer, { residual: null, activation: null });
          expect(output).toEqual(reference(input, layer, { residual: null, activation: null }, scheme));
          expect(output[0] / (sign * 3 * scheme.weightLimit * inputs)).toBeCloseTo(1, 5);
        }
      },
    );

    test("does not hide a value that is not finite, and keeps it to its row", async () => {
      const layer = randomWeights(8, 32, scheme.weightLimit);
      for (const broken of [NaN, Infinity, -Infinity]) {
        const input = normals(3 * 32);
        input[32 + 7] = broken;
        const output = await dense(input, layer, { residual: null, activation: null });
        expect([...output].map((value) => Number.isFinite(value))).toEqual(
          [true, false, true].flatMap((isFinite) => Array.from({ length: 8 }, () => isFinite)),
        );
      }
    });

    test("applies GELU to within 5e-4", async () => {
      const data = new Int8Array(8 * 8);
      for (let i = 0; i < 8; i++) data[i * 9] = scheme.weightLimit;
      const weight = { rows: 8, columns: 8, data, scale: new Float32Array(8).fill(1 / scheme.weightLimit) };
      // The bias carries the values, so that no rounding of the input shows.
      for (let x = -8; x < 8; x += 0.125) {
        const bias = Float32Array.from({ length: 8 }, (_, i) => x + i / 64);
        const output = await dense(
          new Float32Array(8),
          { weight, bias },
          { residual: null, activation: "gelu" },
        );
        output.forEach((value, i) => expect(Math.abs(value - exactGelu(bias[i]))).toBeLessThan(5e-4));
      }
    });
  });
}

function kernelSetOf(
  build: KernelBuild,
  scheme: Scheme,
): Pick<Awaited<ReturnType<typeof createWasmKernelSet>>, "dense"> {
  const created = createWasmKernelSet(build, scheme.place);
  return { dense: async (...call) => (await created).dense(...call) };
}

/** Every row has a weight at the limit, so that no scheme needs to round it. */
function randomWeights(outputs: number, inputs: number, limit: number): Int8Weights {
  const data = Int8Array.from({ length: outputs * inputs }, (_, i) =>
    i % inputs === 0 ? limit : Math.round((random() * 2 - 1) * limit),
  );
  const scale = Float32Array.from({ length: outputs }, () => 0.001 + random() * 0.01);
  return { weight: { rows: outputs, columns: inputs, data, scale }, bias: normals(outputs) };
}

/** The definition, one number at a time: sums in float64, which holds every one of them exactly. */
function reference(
  input: Float32Array,
  { weight, bias }: Int8Weights,
  { residual, activation }: { residual: Float32Array | null; activation: "relu" | null },
  { quantise }: Scheme,
): Float32Array {
  const { rows: outputs, columns: inputs, data, scale } = weight;
  const rows = input.length / inputs;
  const result = new Float32Array(rows * outputs);
  for (let row = 0; row < rows; row++) {
    const { whole, scale: rowScale } = quantise(input.subarray(row * inputs, (row + 1) * inputs));
    for (let output = 0; output < outputs; output++) {
      let sum = 0;
      whole.forEach((value, i) => (sum += value * data[output * inputs + i]));
      let value = fround(fround(fround(sum) * fround(rowScale * scale[output])) + bias[output]);
      if (activation === "relu") value = Math.max(0, value);
      const at = row * outputs + output;
      result[at] = residual === null ? value : fround(value + residual[at]);
    }
  }
  return result;
}

function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return below + (rest > 0.5 ? 1 : 0);
  return below % 2 === 0 ? below : below + 1;
}
