import type { Encoder } from "./encoder.ts";
import type { ExpectedEmbeddings } from "./parity-gate.ts";

/** One short text and one that is longer than a step of 8 tokens, so that padding and masks take part. */
const SELF_TEST_TEXTS = [
  "red shoes",
  "a blue hat for the garden, made of straw, with a wide brim and a ribbon",
];

/** What another encoder of the same weights makes of two texts: the gate of a model without golden vectors. */
export async function embeddingsOf(reference: Encoder): Promise<ExpectedEmbeddings> {
  return { texts: SELF_TEST_TEXTS, embeddings: await reference.encode(SELF_TEST_TEXTS) };
}
