import { describe, expect, test } from "vitest";
import { exactGelu } from "./exact-gelu.test-helper.ts";
import { placeFloatDense } from "./float-dense.ts";
import type { KernelBuild } from "./kernel-module.ts";
import { createWasmKernelSet } from "./wasm-kernels.test-helper.ts";

/** What the suite of all backends does not ask of float32. */
export function describeFloatDense(build: KernelBuild): void {
  describe(`dense in fp32, ${build} build`, () => {
    const gelu = async (values: readonly number[]): Promise<Float32Array> => {
      const kernels = await createWasmKernelSet(build, placeFloatDense);
      // The bias carries the values.
      const weight = { rows: values.length, columns: 8, data: new Float32Array(values.length * 8) };
      const layer = { weight, bias: Float32Array.from(values) };
      return kernels.dense(new Float32Array(8), layer, { residual: null, activation: "gelu" });
    };

    test("applies GELU to within 1.5e-6", async () => {
      const values = Array.from({ length: 2048 }, (_, i) => i / 128 - 8);
      const output = await gelu(values);
      values.forEach((x, i) => expect(Math.abs(output[i] - exactGelu(x))).toBeLessThan(1.5e-6));
    });

    test("applies GELU to large values as 0 or as nothing, and keeps NaN", async () => {
      const output = await gelu([1e6, -1e6, 3e38, -3e38, 20, -20, NaN, 0]);
      expect([...output].map((value) => value + 0)).toEqual([1e6, 0, Math.fround(3e38), 0, 20, 0, NaN, 0]);
    });
  });
}
