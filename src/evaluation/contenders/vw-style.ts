import type { Contender, ShownPage } from "../contender.ts";

/** Weights by hash; the one after the last is the intercept. */
export interface VwState {
  /** [2¹⁴ + 1]. */
  readonly weights: Float64Array;
  /** [2¹⁴ + 1]: AdaGrad's sums of squared slopes. */
  readonly squares: Float64Array;
}

/** What the hashed head sees and how fast it learns. */
export interface VwOptions {
  /** Hashes of the tokens of a catalogue item, any whole numbers: words of the title, brand, price quartile, crosses. */
  readonly tokensOf: (item: number) => readonly number[];
  /** Above 0. */
  readonly learningRate: number;
}

const BUCKET_COUNT = 2 ** 14;
const INTERCEPT = BUCKET_COUNT;
const START_INTERCEPT = -1.5;
const START_SQUARES = 0.1;

/**
 * An online contextual bandit as Vowpal Wabbit would be set up: 2¹⁴ hashed weights, logistic loss on each shown item with
 * the base score as offset, AdaGrad. No position model. Exploration is the harness's matter.
 *
 * Each token of an item of k tokens has the value 1 / √k, so that long titles do not count more.
 *
 * @see Duchi, Hazan, Singer 2011, Adaptive subgradient methods, https://jmlr.org/papers/v12/duchi11a.html
 */
export function vwStyle({ tokensOf, learningRate }: VwOptions): Contender<VwState> {
  const bucketsOf = (item: number): number[] => tokensOf(item).map((hash) => hash & (BUCKET_COUNT - 1));
  return {
    name: "vw-style",
    init: () => ({
      weights: new Float64Array(BUCKET_COUNT + 1).fill(START_INTERCEPT, INTERCEPT),
      squares: new Float64Array(BUCKET_COUNT + 1).fill(START_SQUARES),
    }),
    scores: ({ weights }, task) =>
      Float64Array.from(
        task.items,
        (item, index) => task.baseScores[index] + hashedScore(weights, bucketsOf(item)),
      ),
    learn: (state, page) => {
      if (!isUsable(page)) return state;
      const [weights, squares] = [state.weights.slice(), state.squares.slice()];
      const step = (at: number, slope: number): void => {
        squares[at] += slope * slope;
        weights[at] -= (learningRate * slope) / Math.sqrt(squares[at]);
      };
      for (const [index, item] of page.items.entries()) {
        const buckets = bucketsOf(item);
        const logit = page.baseScores[index] + weights[INTERCEPT] + hashedScore(weights, buckets);
        const residual = 1 / (1 + Math.exp(-logit)) - (page.rewards[index] === 1 ? 1 : 0);
        step(INTERCEPT, residual);
        for (const bucket of buckets) step(bucket, residual / Math.sqrt(buckets.length));
      }
      return { weights, squares };
    },
  };
}

function hashedScore(weights: Float64Array, buckets: readonly number[]): number {
  let sum = 0;
  for (const bucket of buckets) sum += weights[bucket];
  return buckets.length === 0 ? 0 : sum / Math.sqrt(buckets.length);
}

function isUsable({ items, baseScores, rewards }: ShownPage): boolean {
  return (
    items.length === rewards.length && items.length === baseScores.length && baseScores.every(Number.isFinite)
  );
}
