import { BatchedEncoder } from "../batched-encoder.ts";
import type { EncoderModel } from "../model-folder.ts";
import type { GpuDesign } from "./choose-design.ts";
import type { DetectedAdapter } from "./detect-adapter.ts";
import { GpuRunner } from "./gpu-runner.ts";
import { WebGpuForwardPass } from "./webgpu-forward-pass.ts";

/** An encoder on the GPU. */
export class WebGpuEncoder extends BatchedEncoder {
  /** How its GPU computes; may be given to the next one on the same adapter. */
  readonly design: GpuDesign;

  constructor(forwardPass: WebGpuForwardPass, { config, tokenizer }: EncoderModel) {
    super({ config, tokenizer, forwardPass });
    this.design = forwardPass.design;
  }
}

/**
 * Opens an encoder on the GPU: all its programs are compiled and its weights sent when this resolves.
 *
 * @param detected Used up: an adapter gives one device only.
 * @param options `design`: what an earlier encoder on the same adapter had; null: to be measured. `clockMs` is monotonic.
 * @throws {RankError} `webgpu-unavailable` if the adapter gives no device, or one that refuses the kernels.
 */
export async function createWebGpuEncoder(
  model: EncoderModel,
  { adapter, isSoftware }: DetectedAdapter,
  options: { readonly design: GpuDesign | null; readonly clockMs: () => number } = {
    design: null,
    clockMs: () => performance.now(),
  },
): Promise<WebGpuEncoder> {
  const gpu = await GpuRunner.create(adapter);
  const forwardPass = await WebGpuForwardPass.create(model.config, model.weights, {
    gpu,
    isSoftware,
    ...options,
  });
  return new WebGpuEncoder(forwardPass, model);
}
