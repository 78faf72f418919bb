import { RankError } from "../base/errors.ts";
import type { Encoder } from "./encoder.ts";

/** Texts and where they must come to lie, [texts, hidden], every row of length 1. */
export interface ExpectedEmbeddings {
  readonly texts: readonly string[];
  readonly embeddings: Float32Array;
}

const MAX_COSINE_DISTANCE = 1e-3;

/**
 * Lets an encoder through only if it puts texts where they belong: wrong results without an error are what users of WebGPU
 * libraries complain about most.
 *
 * @param device What it runs on, for the message.
 * @throws {RankError} `webgpu-unavailable` if a text is farther away than a cosine distance of 1e-3.
 */
export async function expectParity(
  encoder: Encoder,
  { texts, embeddings }: ExpectedEmbeddings,
  device: string,
): Promise<void> {
  const actual = await encoder.encode(texts);
  const { hiddenSize } = encoder;
  for (const [row, text] of texts.entries()) {
    let cosine = 0;
    for (let i = row * hiddenSize; i < (row + 1) * hiddenSize; i++) cosine += actual[i] * embeddings[i];
    // Written so that NaN fails.
    if (!(1 - cosine <= MAX_COSINE_DISTANCE)) {
      throw new RankError(
        "webgpu-unavailable",
        `Cannot trust the GPU "${device}" because its embeddings must be right to a cosine distance of ${MAX_COSINE_DISTANCE}: got ${1 - cosine} for "${text.slice(0, 40)}"; using WebAssembly`,
      );
    }
  }
}
