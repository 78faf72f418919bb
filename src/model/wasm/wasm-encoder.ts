import { BatchedEncoder } from "../batched-encoder.ts";
import type { Precision } from "../forward-pass.ts";
import type { EncoderModel } from "../model-folder.ts";
import { WasmForwardPass } from "./wasm-forward-pass.ts";

/**
 * An encoder on our own WebAssembly kernels; runs wherever WebAssembly SIMD does.
 *
 * @param options.precision Default: `int8` for a model of int8 weights, else `fp32`.
 * @throws {RankError} `model-failed` if the kernels cannot be compiled.
 */
export async function createWasmEncoder(
  { config, tokenizer, weights }: EncoderModel,
  options: { readonly precision?: Precision } = {},
): Promise<BatchedEncoder> {
  const forwardPass = await WasmForwardPass.create(config, weights, options);
  return new BatchedEncoder({ config, tokenizer, forwardPass });
}
