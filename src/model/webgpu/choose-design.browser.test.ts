import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { normalFrom, seededRandom } from "../../base/random.ts";
import type { Matrix } from "../weights.ts";
import { chooseDesign } from "./choose-design.ts";
import type { GpuRunner } from "./gpu-runner.ts";
import { uploadDense, uploadNorm } from "./upload-weights.ts";
import type { GpuLayer } from "./upload-weights.ts";
import { openGpu } from "./webgpu-kernels.test-helper.ts";

const HIDDEN = 32;
const INNER = 64;

describe("chooseDesign", () => {
  let gpu: GpuRunner;
  beforeEach(async () => {
    gpu = await openGpu();
  });
  afterEach(() => gpu[Symbol.dispose]());

  test("times all four on this GPU and takes the quicker of each two", async () => {
    const { matmul, norm, timingsMs } = await chooseDesign(gpu, layerOn(gpu), {
      rows: { few: 8, many: 64 },
      budgetMs: 5000,
      clockMs: () => performance.now(),
    });
    expect(Object.keys(timingsMs!)).toEqual(["register", "shared", "fused", "apart"]);
    const pageMs = (name: "register" | "shared" | "fused" | "apart"): number => {
      const { queryMs, batchMs } = timingsMs![name];
      expect(Math.min(queryMs, batchMs)).toBeGreaterThan(0);
      return queryMs + 3 * batchMs;
    };
    expect(matmul).toBe(pageMs("shared") < 0.95 * pageMs("register") ? "shared" : "register");
    expect(norm).toBe(pageMs("apart") < 0.95 * pageMs("fused") ? "apart" : "fused");
  });

  test("goes by its clock: a batch counts three times, and less than 5 % is nothing", async () => {
    // Each case is timed from one reading to the next but one; in the order of running: few rows, then many.
    const choose = (perCaseMs: readonly number[]) => {
      let reading = 0;
      let ms = 0;
      const clockMs = (): number => {
        // The first reading sets the end; then two for each case, at its start and at its end.
        if (reading > 0 && reading % 2 === 0) ms += 8 * perCaseMs[(reading / 2 - 1) % 8];
        reading++;
        return ms;
      };
      return chooseDesign(gpu, layerOn(gpu), { rows: { few: 8, many: 64 }, budgetMs: 1e6, clockMs });
    };
    const all = (ms: number) => ({
      queryMs: expect.closeTo(ms) as number,
      batchMs: expect.closeTo(ms) as number,
    });
    //                      few: register, shared, fused, apart; many: the same
    expect(await choose([1, 2, 1, 2, 2, 1, 2, 1])).toMatchObject({ matmul: "shared", norm: "apart" });
    expect(await choose([4, 1, 4, 1, 1, 3, 1, 3])).toMatchObject({ matmul: "register", norm: "fused" });
    expect(await choose([1, 0.97, 1, 0.97, 1, 0.97, 1, 0.97])).toEqual({
      matmul: "register",
      norm: "fused",
      timingsMs: { register: all(1), shared: all(0.97), fused: all(1), apart: all(0.97) },
    });
  });

  test("gives up when its time is over, and says that it has measured nothing", async () => {
    let ms = 0;
    const design = await chooseDesign(gpu, layerOn(gpu), {
      rows: { few: 8, many: 64 },
      budgetMs: 100,
      clockMs: () => (ms += 60),
    });
    expect(design).toEqual({ matmul: "register", norm: "fused", timingsMs: null });
    expect(gpu.dispatches).toBeLessThan(9);
  });
});

function layerOn(gpu: GpuRunner): GpuLayer {
  const random = seededRandom(5);
  const floats = (length: number): Float32Array => Float32Array.from({ length }, () => normalFrom(random));
  const dense = (outputs: number, inputs: number) => {
    const weight: Matrix = { rows: outputs, columns: inputs, data: floats(outputs * inputs) };
    return { weight, bias: floats(outputs) };
  };
  const norm = { weight: floats(HIDDEN), bias: floats(HIDDEN) };
  const unused = uploadDense(gpu, [dense(HIDDEN, HIDDEN)], null);
  return {
    qkv: unused,
    attentionOutput: unused,
    attentionNorm: uploadNorm(gpu, norm),
    intermediate: uploadDense(gpu, [dense(INNER, HIDDEN)], null),
    output: uploadDense(gpu, [dense(HIDDEN, INNER)], norm),
    outputNorm: uploadNorm(gpu, norm),
  };
}
