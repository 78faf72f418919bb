import { BatchedEncoder } from "../batched-encoder.ts";
import type { Encoder } from "../encoder.ts";
import type { EncoderModel } from "../load-model.ts";
import { WasmForwardPass } from "./wasm-forward-pass.ts";

/**
 * An encoder on our own WebAssembly kernels; runs wherever WebAssembly SIMD does.
 *
 * @throws {RankError} `model-failed` if the kernels cannot be compiled.
 */
export async function createWasmEncoder({ config, tokenizer, weights }: EncoderModel): Promise<Encoder> {
  const forwardPass = await WasmForwardPass.create(config, weights);
  return new BatchedEncoder({ config, tokenizer, forwardPass });
}
