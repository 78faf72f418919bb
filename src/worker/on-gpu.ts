import type { BackendTimes } from "../base/backend-times.ts";
import { asRankError } from "../base/errors.ts";
import type { BatchedEncoder } from "../model/batched-encoder.ts";
import { measureEncoder } from "../model/measure-encoder.ts";
import type { LoadedModel } from "../model/model-folder.ts";
import { pageMs } from "../model/page-ms.ts";
import { type ExpectedEmbeddings, expectParity } from "../model/parity-gate.ts";
import type { DetectedAdapter } from "../model/webgpu/detect-adapter.ts";
import { createWebGpuEncoder, type WebGpuEncoder } from "../model/webgpu/webgpu-encoder.ts";
import type { DeviceRecord, PathVerdict } from "../store/device-record.ts";
import type { OpenedEncoder } from "./open-encoder.ts";
import type { Platform } from "./platform.ts";

/** What only a device with a GPU has a use for: a file of its own. */
export interface OnGpu {
  /**
   * @param expected What its embeddings must be; null where this adapter has passed before.
   * @throws {RankError} `webgpu-unavailable`
   */
  open(expected: ExpectedEmbeddings | null, design: DeviceRecord["design"]): Promise<WebGpuEncoder>;
  /** Compares it with the CPU. Resolves to its encoder if that is quicker, else null. */
  compare(cpu: BatchedEncoder, trial: GpuTrial): Promise<OpenedEncoder | null>;
}

/** What a comparison needs. */
export interface GpuTrial {
  readonly expected: ExpectedEmbeddings;
  /** The device's record when all went well; what came of it is added. */
  readonly finished: DeviceRecord;
  readonly keep: (record: DeviceRecord) => Promise<void>;
}

/** @param adapter Gives one device only: `open` or `compare` can be called once. */
export function onGpu(
  model: LoadedModel,
  adapter: DetectedAdapter,
  { clockMs, warn }: Pick<Platform, "clockMs" | "warn">,
): OnGpu {
  const open: OnGpu["open"] = async (expected, design) => {
    const known = design === null ? null : { ...design, timingsMs: null };
    const encoder = await createWebGpuEncoder(model, adapter, { design: known, clockMs });
    try {
      if (expected !== null) await expectParity(encoder, expected, adapter.description);
      return encoder;
    } catch (thrown) {
      encoder[Symbol.dispose]();
      throw thrown;
    }
  };

  const compare: OnGpu["compare"] = async (cpu, { expected, finished, keep }) => {
    const wasm = await measureEncoder(cpu, clockMs);
    // Before the first thing that could take the page down with it.
    await keep({ ...finished, unfinished: 1, skips: 1 });
    let gpu: WebGpuEncoder | undefined;
    let webgpu: BackendTimes;
    try {
      gpu = await open(expected, finished.design);
      webgpu = await measureEncoder(gpu, clockMs);
    } catch (thrown) {
      gpu?.[Symbol.dispose]();
      warn(asRankError(thrown, "webgpu-unavailable"));
      const verdict: PathVerdict = { backend: "wasm", why: "the GPU failed its test", wasm, webgpu: null };
      await keep({ ...finished, verdict });
      return null;
    }
    const isQuicker = pageMs(webgpu) < pageMs(wasm);
    const why = `a page takes ${pageMs(webgpu).toFixed(0)} ms on the GPU and ${pageMs(wasm).toFixed(0)} ms on the CPU`;
    const verdict: PathVerdict = { backend: isQuicker ? "webgpu" : "wasm", why, wasm, webgpu };
    const { matmul, norm } = gpu.design;
    await keep({ ...finished, verdict, design: { matmul, norm } });
    if (!isQuicker) {
      gpu[Symbol.dispose]();
      return null;
    }
    return { encoder: gpu, why, verdict, confirm: async () => undefined, compare: null };
  };
  return { open, compare };
}
