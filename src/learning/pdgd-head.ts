import { areUsable } from "./examples.ts";
import { FEATURE_COUNT } from "./feature-layout.ts";
import type { Learner } from "./learner.ts";
import { addScores, linearScores, pullBack } from "./linear-scores.ts";

/** z alone. */
export interface PdgdState {
  readonly type: "pdgd";
  /** [d]. */
  readonly offset: Float64Array;
}

/** How pairwise differentiable gradient descent learns. */
export interface PdgdOptions {
  /** η, above 0. */
  readonly learningRate: number;
  /** T, above 0: that of the Plackett–Luce model that the page was drawn from. */
  readonly temperature: number;
}

/**
 * Pairwise differentiable gradient descent. Each chosen item i is preferred to each item j that was passed over, down to
 * one position below the last chosen one:
 *
 *   z ← z + η Σ ρ p (1 − p) (φ_i − φ_j),   p = σ((s_i − s_j) / T),   ρ = P(R′) / (P(R) + P(R′))
 *
 * R is the page as shown, R′ the page with i and j swapped, P their Plackett–Luce probability at s / T. The weight ρ takes
 * out that a page shows one of the two orders more often; no propensities enter. The scores are those of now; they are
 * those that the page was shown with if it is learned from before the next.
 *
 * Examples need not be in displayed order: descending propensity is taken for it. Costs n² for each chosen item.
 *
 * @see Oosterhuis, de Rijke 2018, Differentiable unbiased online learning to rank, https://doi.org/10.1145/3269206.3271686
 */
export function createPdgdHead({ learningRate, temperature }: PdgdOptions): Learner<PdgdState> {
  return {
    init: () => ({ type: "pdgd", offset: new Float64Array(FEATURE_COUNT) }),

    update: (state, examples) => {
      if (!areUsable(examples) || !examples.rewards.includes(1)) return state;
      const { rewards, propensities, weights } = examples;
      const scores = addScores(examples.baseScores, linearScores(examples.features, state.offset));
      const order = [...rewards.keys()].sort((a, b) => propensities[b] - propensities[a]);
      const logits = Float64Array.from(order, (item) => scores[item] / temperature);
      const lastChosen = order.findLastIndex((item) => rewards[item] === 1);
      const end = Math.min(order.length, lastChosen + 2);
      const slopes = new Float64Array(rewards.length);
      for (let a = 0; a <= lastChosen; a++) {
        if (rewards[order[a]] !== 1) continue;
        for (let b = 0; b < end; b++) {
          if (rewards[order[b]] === 1) continue;
          const difference = logits[a] - logits[b];
          const steepness = sigmoid(difference) * sigmoid(-difference);
          const swapped = swappedShare(logits, Math.min(a, b), Math.max(a, b));
          const slope = weights[order[a]] * swapped * steepness;
          slopes[order[a]] += slope;
          slopes[order[b]] -= slope;
        }
      }
      const gradient = pullBack(examples.features, slopes);
      const offset = state.offset.map((value, at) => value + learningRate * gradient[at]);
      return offset.every(Number.isFinite) ? { type: "pdgd", offset } : state;
    },

    scores: (state, features) => linearScores(features, state.offset),

    offset: (state) => state.offset,

    rebase: (state) => state,
  };
}

/**
 * P(R′) / (P(R) + P(R′)) of the Plackett–Luce model for the order as given and with the places `upper` < `lower` swapped.
 * Only the choices in between differ: which of the two items is still there.
 */
export function swappedShare(logits: Float64Array, upper: number, lower: number): number {
  let below = Number.NEGATIVE_INFINITY;
  for (let place = logits.length - 1; place > lower; place--) below = logAdd(below, logits[place]);
  let logRatio = 0; // ln P(R′) − ln P(R)
  let shown = logAdd(below, logits[lower]);
  let swapped = logAdd(below, logits[upper]);
  for (let place = lower; place > upper; place--) {
    if (place < lower) {
      shown = logAdd(shown, logits[place]);
      swapped = logAdd(swapped, logits[place]);
    }
    logRatio += shown - swapped;
  }
  return sigmoid(logRatio);
}

function logAdd(a: number, b: number): number {
  const larger = Math.max(a, b);
  return larger === Number.NEGATIVE_INFINITY
    ? larger
    : larger + Math.log1p(Math.exp(Math.min(a, b) - larger));
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
