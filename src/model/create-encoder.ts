import { asRankError, RankError } from "../base/errors.ts";
import type { Encoder } from "./encoder.ts";
import type { EncoderModel } from "./load-model.ts";
import { detectAdapter } from "./webgpu/detect-adapter.ts";
import type { DetectedAdapter } from "./webgpu/detect-adapter.ts";
import { createWasmEncoder } from "./wasm/wasm-encoder.ts";

/** `auto` takes WebGPU on an adapter of real hardware only; `webgpu` on any; both take WebAssembly if that fails. */
export type EncoderChoice = "auto" | "webgpu" | "wasm";

export interface CreateEncoderOptions {
  readonly choice: EncoderChoice;
  /** Told when WebGPU was wanted but WebAssembly is used: reason `webgpu-unavailable`. */
  readonly onWarning: (warning: RankError) => void;
  /** `navigator.gpu`, also in a worker; undefined where there is none. */
  readonly gpu: GPU | undefined;
}

/** One short text and one that is longer than a step of 8 tokens, so that padding and masks take part. */
const SELF_TEST_TEXTS = [
  "red shoes",
  "a blue hat for the garden, made of straw, with a wide brim and a ribbon",
];
const MAX_COSINE_DISTANCE = 1e-3;

/**
 * Picks a backend and makes the encoder. WebGPU is trusted only after its embeddings agree with WebAssembly's: wrong
 * results without an error are what users of WebGPU libraries complain about most.
 *
 * @throws {RankError} `model-failed` if not even WebAssembly works.
 */
export async function createEncoder(model: EncoderModel, options: CreateEncoderOptions): Promise<Encoder> {
  const wasm = await createWasmEncoder(model);
  if (options.choice === "wasm") return wasm;
  const detected = await detectAdapter(options.gpu);
  // Emulating a GPU on the CPU is the slowest way of all; nothing is wrong with such a machine.
  if (options.choice === "auto" && detected?.isSoftware === true) return wasm;
  try {
    const webgpu = await createTestedWebGpuEncoder(model, { detected, reference: wasm });
    wasm[Symbol.dispose]();
    return webgpu;
  } catch (thrown) {
    const { message } = asRankError(thrown, "webgpu-unavailable");
    options.onWarning(new RankError("webgpu-unavailable", message, { cause: thrown }));
    return wasm;
  }
}

async function createTestedWebGpuEncoder(
  model: EncoderModel,
  { detected, reference }: { detected: DetectedAdapter | null; reference: Encoder },
): Promise<Encoder> {
  if (detected === null) {
    throw new RankError(
      "webgpu-unavailable",
      "Cannot use WebGPU because this browser offers no adapter; using WebAssembly",
    );
  }
  // Loaded only here: most of the weight of the library is of no use to a visitor without a GPU.
  const { createWebGpuEncoder } = await import("./webgpu/webgpu-encoder.ts");
  const webgpu = await createWebGpuEncoder(model, detected);
  try {
    await expectAgreement(webgpu, reference, detected.description);
    return webgpu;
  } catch (thrown) {
    webgpu[Symbol.dispose]();
    throw thrown;
  }
}

/** @throws {RankError} `webgpu-unavailable` if the two encode the same texts to different points. */
export async function expectAgreement(encoder: Encoder, reference: Encoder, device: string): Promise<void> {
  const actual = await encoder.encode(SELF_TEST_TEXTS);
  const expected = await reference.encode(SELF_TEST_TEXTS);
  for (let start = 0; start < expected.length; start += reference.hiddenSize) {
    let cosine = 0;
    for (let i = start; i < start + reference.hiddenSize; i++) cosine += actual[i] * expected[i];
    // Written so that NaN fails.
    if (!(1 - cosine <= MAX_COSINE_DISTANCE)) {
      throw new RankError(
        "webgpu-unavailable",
        `Cannot trust the GPU "${device}" because its embeddings must equal WebAssembly's to a cosine distance of ${MAX_COSINE_DISTANCE}: got ${1 - cosine}; using WebAssembly`,
      );
    }
  }
}
