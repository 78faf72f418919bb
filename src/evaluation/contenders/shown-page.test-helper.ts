import { seededRandom } from "../../base/random.ts";
import { FEATURE_COUNT } from "../../learning/feature-layout.ts";
import type { ShownPage } from "../contender.ts";

/** A page of `count` random items, the last of them chosen. */
export function randomShownPage(seed: number, count: number): ShownPage {
  const random = seededRandom(seed);
  const numbers = (): Float64Array => Float64Array.from({ length: count }, () => random() - 0.5);
  return {
    items: Array.from({ length: count }, (_, at) => seed * 100 + at),
    features: Float32Array.from({ length: count * FEATURE_COUNT }, () => random() - 0.5),
    baseScores: numbers(),
    profile: { tfidf: numbers(), embedding: numbers() },
    popularity: numbers(),
    rewards: Uint8Array.from({ length: count }, (_, at) => (at === count - 1 ? 1 : 0)),
    propensities: Float64Array.from({ length: count }, (_, at) => 1 / (at + 1)),
    atMs: seed,
  };
}
