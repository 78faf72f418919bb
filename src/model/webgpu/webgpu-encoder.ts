import { BatchedEncoder } from "../batched-encoder.ts";
import type { Encoder } from "../encoder.ts";
import type { EncoderModel } from "../load-model.ts";
import type { DetectedAdapter } from "./detect-adapter.ts";
import { GpuRunner } from "./gpu-runner.ts";
import { WebGpuForwardPass } from "./webgpu-forward-pass.ts";

/**
 * An encoder on the GPU. Programs are compiled and weights sent during the first batch.
 *
 * @param detected Used up: an adapter gives one device only.
 * @throws {RankError} `webgpu-unavailable` if the adapter gives no device.
 */
export async function createWebGpuEncoder(
  { config, tokenizer, weights }: EncoderModel,
  { adapter, isSoftware }: DetectedAdapter,
): Promise<Encoder> {
  const gpu = await GpuRunner.create(adapter);
  const forwardPass = new WebGpuForwardPass(config, weights, { gpu, isSoftware });
  return new BatchedEncoder({ config, tokenizer, forwardPass });
}
