import { expect, test } from "vitest";
import { normalFrom, seededRandom } from "../../base/random.ts";
import { describeKernelParity } from "../kernel-parity.test-helper.ts";
import { createWebGpuKernelSet } from "./webgpu-kernels.test-helper.ts";

describeKernelParity("WGSL kernels in registers, LayerNorm apart, int8 weights", () =>
  createWebGpuKernelSet({ matmul: "register", norm: "apart" }, "int8"),
);
describeKernelParity("WGSL kernels in registers, LayerNorm fused, float weights", () =>
  createWebGpuKernelSet({ matmul: "register", norm: "fused" }, "float"),
);

test.each([64, 384, 768, 1024])("LayerNorm of %i columns is the same fused and apart", async (size) => {
  const random = seededRandom(size);
  const normals = (length: number, mean: number): Float32Array =>
    Float32Array.from({ length }, () => mean + normalFrom(random));
  const norm = { weight: normals(size, 1), bias: normals(size, 0) };
  const [fused, apart] = await Promise.all(
    (["fused", "apart"] as const).map((norm) => createWebGpuKernelSet({ matmul: "register", norm }, "float")),
  );
  for (const rows of [3, 70]) {
    // Far from 0: the sum of squares alone would be of no use.
    const input = normals(rows * size, -100);
    const [actual, expected] = [
      await fused.layerNorm(input, norm, 1e-12),
      await apart.layerNorm(input, norm, 1e-12),
    ];
    expect(actual.length).toBe(rows * size);
    expected.forEach((value, i) => expect(Math.abs(actual[i] - value)).toBeLessThan(1e-3));
  }
});
