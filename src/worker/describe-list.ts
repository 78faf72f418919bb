import { featuresOf } from "../learning/features.ts";
import type { Encoder } from "../model/encoder.ts";
import type { HeadProjection } from "../model/head-projection.ts";
import type { Candidate } from "../ranking/candidate.ts";
import type { EmbeddingCache } from "../store/embedding-cache.ts";

/** What describing a list takes: the encoder, its projection, and the cache in front of it. */
export interface ListDescriber {
  readonly encoder: Encoder;
  readonly headProjection: HeadProjection;
  readonly cache: EmbeddingCache;
}

/**
 * Describes the candidates of one list for one query: [n, d] features, list-centred.
 * Costs one encode of the query and of the items that are not cached.
 */
export async function describeList(
  { encoder, headProjection, cache }: ListDescriber,
  { candidates, query }: { readonly candidates: readonly Candidate[]; readonly query: string },
): Promise<Float32Array> {
  const texts = candidates.map(textOf);
  const hasQuery = query.trim() !== "";
  const vectors = await cache.vectorsOf(hasQuery ? [...texts, query] : texts, (missing) =>
    encoder.encode(missing),
  );
  const items = vectors.slice(0, texts.length);
  const queryVector = hasQuery ? vectors.at(-1) : undefined;
  const projected = new Float32Array(texts.length * headProjection.outputSize);
  for (const [item, vector] of items.entries()) {
    projected.set(project(vector, headProjection), item * headProjection.outputSize);
  }
  const match = Float32Array.from(items, (vector) =>
    queryVector === undefined ? 0 : cosine(vector, queryVector),
  );
  return featuresOf(candidates, { projected, match });
}

/** What the encoder reads of a card: titles that do not name the brand are read with it. */
function textOf({ title, brand }: Candidate): string {
  return brand === undefined || title.toLowerCase().includes(brand.toLowerCase())
    ? title
    : `${brand} ${title}`;
}

/** ((vector − center) · projection) / scale, [outputSize]. */
function project(
  vector: Float32Array,
  { inputSize, outputSize, center, projection, scale }: HeadProjection,
): Float32Array {
  const projected = new Float32Array(outputSize);
  for (let input = 0; input < inputSize; input++) {
    const value = vector[input] - center[input];
    for (let output = 0; output < outputSize; output++)
      projected[output] += value * projection[input * outputSize + output];
  }
  for (let output = 0; output < outputSize; output++) projected[output] /= scale[output];
  return projected;
}

/** Of vectors of length 1. */
function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at] * b[at];
  return sum;
}
