import { seededRandom } from "../base/random.ts";
import type { Examples } from "./examples.ts";
import { FEATURE_COUNT } from "./feature-layout.ts";

/** Unit vector along one coordinate, [d]. */
export function axis(at: number, length = 1): Float32Array {
  const vector = new Float32Array(FEATURE_COUNT);
  vector[at] = length;
  return vector;
}

/** Examples from rows, all examined for certain at score 0 unless said otherwise. */
export function examplesFrom(
  rows: readonly Float32Array[],
  {
    rewards,
    propensities,
    weights,
    baseScores,
  }: Partial<Record<Exclude<keyof Examples, "features">, number[]>>,
): Examples {
  const features = new Float32Array(rows.length * FEATURE_COUNT);
  for (const [at, row] of rows.entries()) features.set(row, at * FEATURE_COUNT);
  return {
    features,
    rewards: Uint8Array.from(rewards ?? rows.map(() => 0)),
    propensities: Float64Array.from(propensities ?? rows.map(() => 1)),
    weights: Float64Array.from(weights ?? rows.map(() => 1)),
    baseScores: Float64Array.from(baseScores ?? rows.map(() => 0)),
  };
}

/** A page of `count` random items, every fifth one chosen. */
export function randomPage(seed: number, count: number): Examples {
  const random = seededRandom(seed);
  const rows = Array.from({ length: count }, () =>
    Float32Array.from({ length: FEATURE_COUNT }, () => random() - 0.5),
  );
  return examplesFrom(rows, {
    rewards: rows.map((_, at) => (at % 5 === 0 ? 1 : 0)),
    propensities: rows.map((_, at) => 1 / (at + 1)),
    baseScores: rows.map(() => random() - 0.5),
  });
}
