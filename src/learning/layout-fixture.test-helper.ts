import { seededRandom } from "../base/random.ts";
import type { Candidate } from "../ranking/candidate.ts";
import type { Examples } from "./examples.ts";
import type { FittedHead } from "./fitted-head.ts";
import type { HeadChoice } from "./visitor-head.ts";

/** What layout "phi-2" had. */
export const OLD_COUNT = 185;

/** Heads of every type, by what a page asks for and whether the model has a prior. */
export const CHOICES: Readonly<Record<string, HeadChoice & { readonly isFitted: boolean }>> = {
  bayes: { learner: "bayes", learns: "last-layer", isFitted: false },
  "bayes, fitted": { learner: "bayes", learns: "last-layer", isFitted: true },
  "low-rank": { learner: "bayes", learns: "personal-vector", isFitted: true },
  sgd: { learner: "sgd", learns: "last-layer", isFitted: false },
  adamw: { learner: "adamw", learns: "last-layer", isFitted: false },
  mlp: { learner: "adamw", learns: "all-layers", isFitted: false },
};

/** A prior and a first global head that were fitted under the old layout. For tests. */
export function oldFitted(): FittedHead {
  const random = seededRandom(3);
  return {
    weights: Float32Array.from({ length: OLD_COUNT }, () => random() - 0.5),
    prior: {
      basis: Float32Array.from({ length: OLD_COUNT * 2 }, () => random() - 0.5),
      rank: 2,
      remainder: new Float64Array(OLD_COUNT).fill(0.1),
    },
    likelihood: "listwise",
  };
}

/** A page of 7 items with features in the first 185 of `width` coordinates only; the third item chosen. For tests. */
export function oldPage(seed: number, width: number): Examples {
  const random = seededRandom(seed);
  const features = new Float32Array(7 * width);
  for (let item = 0; item < 7; item++) {
    for (let at = 0; at < OLD_COUNT; at++) features[item * width + at] = random() - 0.5;
  }
  const rewards = Uint8Array.from({ length: 7 }, (_, item) => (item === 2 ? 1 : 0));
  return {
    features,
    rewards,
    baseScores: Float64Array.from(rewards, () => random() - 0.5),
    propensities: Float64Array.from(rewards, (_, item) => 1 / (item + 1)),
    weights: new Float64Array(7).fill(1),
  };
}

/** Cards as they were before facts and vectors. For tests. */
export const OLD_CARDS: readonly Candidate[] = [
  { id: "a", title: "Oak table", brand: "Nord", price: 120, attributes: ["oak", "round"] },
  { id: "b", title: "Oak chair", brand: "Pike", price: 45.5, attributes: ["oak"] },
  { id: "c", title: "Brass lamp", brand: "Nord", attributes: ["brass", "round"] },
  { id: "d", title: "Brass lamp, small", price: 9 },
  { id: "e", title: "Steel lamp", brand: "Øresund", price: 300, attributes: ["steel"] },
];

/** Σ value · sin(7 place): a number that no two coordinates can change places in. For tests. */
export function fingerprint(values: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at] * Math.sin(7 * at + 1);
  return sum;
}
