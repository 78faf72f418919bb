import { BatchedEncoder } from "../../../src/model/batched-encoder.ts";
import type { EncoderConfig } from "../../../src/model/config.ts";
import type { ForwardPass, Precision } from "../../../src/model/forward-pass.ts";
import { loadModel } from "../../../src/model/load-model.ts";
import type { LoadedModel } from "../../../src/model/model-folder.ts";
import type { GpuRunner } from "../../../src/model/webgpu/gpu-runner.ts";
import { createTokenizer } from "../../../src/model/tokenizer.ts";
import { WasmForwardPass } from "../../../src/model/wasm/wasm-forward-pass.ts";
import { openEncodeHelper } from "../../../src/worker/encode-helper.ts";
import type { Workload } from "../workloads.ts";
import { gemmPeak } from "./gemm-peak.ts";
import { serveCalls, type Timing, timeRuns } from "./serve-calls.ts";

export interface OursOptions {
  readonly modelUrl: string;
  readonly backend: "wasm" | "webgpu";
  readonly precision: Precision;
  /** Threads that encode, this worker among them. */
  readonly workers: number;
  /** Whether a run starts from texts or from token ids. */
  readonly entry: "texts" | "ids";
}

const FILES = ["config.json", "tokenizer.json", "model.safetensors", "head.safetensors"];
const files = new Map<string, ArrayBuffer>();
const workloads = new Map<string, Workload>();
let options: OursOptions;
let encoder: BatchedEncoder;
let gpu: GpuRunner | null = null;

serveCalls({
  /** Has all bytes here; nothing is timed that waits for the network. */
  async fetch(given: OursOptions) {
    options = given;
    for (const name of FILES) files.set(name, await (await fetch(options.modelUrl + name)).arrayBuffer());
  },
  /** @returns ms from bytes to an encoder that can run. */
  async create() {
    const startMs = performance.now();
    const model = await loadModel(options.modelUrl, {
      fetch: async (url) => new Response(files.get(url.slice(options.modelUrl.length))),
    });
    const forwardPass = await openForwardPass(model);
    const createMs = performance.now() - startMs;
    encoder = new BatchedEncoder({
      config: model.config,
      tokenizer: tokenizerFor(model.config),
      forwardPass,
    });
    for (let helper = 1; helper < options.workers; helper++)
      encoder.join(
        await openEncodeHelper(
          model,
          { precision: options.precision },
          () => new Worker("helper.js", { type: "module" }),
        ),
      );
    return createMs;
  },
  load(given: readonly Workload[]) {
    for (const workload of given) workloads.set(workload.name, workload);
  },
  time: (timing: Timing) => timeRuns(timing, () => encoder.encode(inputsOf(timing.workload))),
  /** Kernels of one run on the GPU. */
  async dispatches(workload: string) {
    const before = gpu!.dispatches;
    await encoder.encode(inputsOf(workload));
    return gpu!.dispatches - before;
  },
  gemmPeak: () => gemmPeak(),
  embed: async (workload: string) => [...(await encoder.encode(inputsOf(workload)))],
});

async function openForwardPass(model: LoadedModel): Promise<ForwardPass> {
  const { config, weights } = model;
  if (options.backend === "wasm")
    return WasmForwardPass.create(config, weights, { precision: options.precision });
  const { detectAdapter } = await import("../../../src/model/webgpu/detect-adapter.ts");
  const { GpuRunner } = await import("../../../src/model/webgpu/gpu-runner.ts");
  const { WebGpuForwardPass } = await import("../../../src/model/webgpu/webgpu-forward-pass.ts");
  const detected = await detectAdapter(navigator.gpu);
  if (detected === null) throw new Error("This browser has no WebGPU adapter");
  gpu = await GpuRunner.create(detected.adapter);
  return WebGpuForwardPass.create(config, weights, {
    gpu,
    isSoftware: detected.isSoftware,
    design: null,
    clockMs: () => performance.now(),
  });
}

/** Texts go through the product's tokenizer; ids are looked up, so that the same encoder runs without tokenising. */
function tokenizerFor(config: EncoderConfig): { encode: (text: string) => Int32Array } {
  if (options.entry === "ids") return { encode: (text) => idsByKey.get(text)! };
  const json = JSON.parse(new TextDecoder().decode(files.get("tokenizer.json"))) as unknown;
  return createTokenizer(json, { ...config, maxTokens: config.positionCount }, "tokenizer.json");
}

const idsByKey = new Map<string, Int32Array>();

function inputsOf(name: string): readonly string[] {
  const { texts, ids } = workloads.get(name)!;
  if (options.entry === "texts") return texts;
  return ids.map((sequence, row) => {
    const key = `${name} ${row}`;
    if (!idsByKey.has(key)) idsByKey.set(key, Int32Array.from(sequence));
    return key;
  });
}
