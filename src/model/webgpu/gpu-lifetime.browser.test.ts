import { describe, expect, test } from "vitest";
import { loadModel } from "../load-model.ts";
import type { EncoderModel } from "../model-folder.ts";
import { randomCheckpoint } from "../random-checkpoint.test-helper.ts";
import type { GpuDesign } from "./choose-design.ts";
import { GpuRunner } from "./gpu-runner.ts";
import { WebGpuForwardPass } from "./webgpu-forward-pass.ts";

const LAYERS = 2;
const APART: GpuDesign = { matmul: "register", norm: "apart", timingsMs: null };
const FUSED: GpuDesign = { matmul: "register", norm: "fused", timingsMs: null };

interface Opened {
  readonly forwardPass: WebGpuForwardPass;
  readonly gpu: GpuRunner;
  readonly device: GPUDevice;
  /** Pipelines made so far, in either way. */
  readonly pipelines: () => number;
}

const load = (isInt8 = true): Promise<EncoderModel> =>
  loadModel("/m", { fetch: randomCheckpoint({ isInt8 }).fetch });

async function open(design: GpuDesign | null, model?: EncoderModel): Promise<Opened> {
  const adapter = (await navigator.gpu.requestAdapter())!;
  const device = await adapter.requestDevice();
  let pipelines = 0;
  for (const name of ["createComputePipeline", "createComputePipelineAsync"] as const) {
    const create = device[name].bind(device) as (description: GPUComputePipelineDescriptor) => never;
    device[name] = (description) => {
      pipelines++;
      return create(description);
    };
  }
  adapter.requestDevice = async () => device;
  const gpu = await GpuRunner.create(adapter);
  const { config, weights } = model ?? (await load());
  const forwardPass = await WebGpuForwardPass.create(config, weights, {
    gpu,
    isSoftware: true,
    design,
    clockMs: () => performance.now(),
  });
  return { forwardPass, gpu, device, pipelines: () => pipelines };
}

/** Of {@link batchOf}. */
const PERIOD = 80;

/** Sequences of 1 to 20 tokens in batches of 1 to 16, in no order. */
function batchOf(number: number): Int32Array[] {
  const sequences = 1 + ((number * 7) % 16);
  return Array.from({ length: sequences }, (_, i) => new Int32Array(1 + ((number * 3 + i * 5) % 20)).fill(3));
}

describe("WebGpuForwardPass on its GPU", () => {
  test("takes 7 dispatches a layer with LayerNorm apart and 5 with it fused, and 2 more", async () => {
    for (const [design, perLayer] of [
      [APART, 7],
      [FUSED, 5],
    ] as const) {
      const { forwardPass, gpu } = await open(design);
      const before = gpu.dispatches;
      await forwardPass.run([Int32Array.of(1, 2, 3)]);
      expect(gpu.dispatches - before).toBe(perLayer * LAYERS + 2);
      forwardPass[Symbol.dispose]();
    }
  });

  test("compiles nothing after it was made, for any length or number of sequences", async () => {
    for (const design of [APART, FUSED]) {
      const { forwardPass, pipelines } = await open(design);
      const compiled = pipelines();
      expect(compiled).toBeGreaterThan(8);
      for (let number = 0; number < 48; number++) await forwardPass.run(batchOf(number));
      expect(pipelines()).toBe(compiled);
      forwardPass[Symbol.dispose]();
    }
  });

  test("needs no more GPU memory once it has seen every length", async () => {
    const { forwardPass, gpu } = await open(APART);
    for (let number = 0; number < PERIOD; number++) await forwardPass.run(batchOf(number));
    const bytes = gpu.allocatedBytes;
    for (let number = 0; number < 200; number++) await forwardPass.run(batchOf(number));
    expect(gpu.allocatedBytes).toBe(bytes);
    forwardPass[Symbol.dispose]();
  });

  test("needs less than twice the memory of its largest batch, however batches grew", async () => {
    const equal = (sequences: number) => Array.from({ length: sequences }, () => new Int32Array(20).fill(3));
    const bytesAfter = async (sizes: readonly number[]): Promise<number> => {
      const { forwardPass, gpu } = await open(APART);
      for (const sequences of sizes) await forwardPass.run(equal(sequences));
      const bytes = gpu.allocatedBytes;
      forwardPass[Symbol.dispose]();
      return bytes;
    };
    const growing = await bytesAfter(Array.from({ length: 16 }, (_, i) => i + 1));
    expect(growing / (await bytesAfter([16]))).toBeLessThan(2);
  });

  test("keeps weights and word table as int8 where they are int8", async () => {
    const bytesOf = async (isInt8: boolean): Promise<number> => {
      const { forwardPass, gpu } = await open(APART, await load(isInt8));
      const bytes = gpu.allocatedBytes;
      forwardPass[Symbol.dispose]();
      return bytes;
    };
    // Hidden 32, inner 64, 20 words: all matrices of both layers, and the table; its rows have a scale each.
    const values = LAYERS * (4 * 32 * 32 + 2 * 32 * 64) + 20 * 32;
    const saved = (await bytesOf(false)) - (await bytesOf(true));
    // But for the uniforms of one more input.
    expect(Math.abs(saved - (3 * values - 4 * 20))).toBeLessThan(100);
  });

  test("takes register tiles and LayerNorm apart on a software adapter, unmeasured", async () => {
    const { forwardPass } = await open(null);
    expect(forwardPass.design).toEqual(APART);
    forwardPass[Symbol.dispose]();
  });

  test("rejects what is pending and whatever comes later when the GPU is lost, and says so", async () => {
    const { forwardPass, device } = await open(APART);
    const pending = [forwardPass.run(batchOf(1)), forwardPass.run(batchOf(2))];
    const unavailable = { name: "RankError", reason: "webgpu-unavailable" };
    const rejected = pending.map((run) => expect(run).rejects.toMatchObject(unavailable));
    device.destroy();
    await Promise.all(rejected);
    await expect(forwardPass.run(batchOf(3))).rejects.toMatchObject(unavailable);
    await expect(forwardPass.run(batchOf(3))).rejects.toThrow(/the GPU was lost/);
    forwardPass[Symbol.dispose]();
  });

  test("rejects what is pending when it is disposed, which is no loss", async () => {
    const { forwardPass } = await open(APART);
    const pending = forwardPass.run(batchOf(1));
    const rejected = expect(pending).rejects.toThrow(/disposed/);
    forwardPass[Symbol.dispose]();
    await rejected;
    await expect(forwardPass.run(batchOf(1))).rejects.toMatchObject({ reason: "webgpu-unavailable" });
    // The device goes as well, a little later.
    await new Promise((resolve) => setTimeout(resolve, 50));
    await expect(forwardPass.run(batchOf(1))).rejects.toThrow(/disposed/);
  });

  test("refuses a model whose rows are too wide for a workgroup", async () => {
    const model = await load();
    const wide = { ...model, config: { ...model.config, hiddenSize: 1032 } };
    await expect(open(APART, wide)).rejects.toThrow(/"hidden_size" must be at most 1024: got 1032/);
  });

  test("is not made on a GPU that is lost meanwhile", async () => {
    const adapter = (await navigator.gpu.requestAdapter())!;
    const device = await adapter.requestDevice();
    adapter.requestDevice = async () => device;
    const gpu = await GpuRunner.create(adapter);
    const { config, weights } = await load();
    const options = { gpu, isSoftware: true, design: null, clockMs: () => performance.now() };
    const created = WebGpuForwardPass.create(config, weights, options);
    const rejected = expect(created).rejects.toMatchObject({ reason: "webgpu-unavailable" });
    device.destroy();
    await rejected;
  });
});
