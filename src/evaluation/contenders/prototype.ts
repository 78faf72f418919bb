import { FEATURE_COUNT } from "../../learning/feature-layout.ts";
import { addScores, linearScores } from "../../learning/linear-scores.ts";
import { rowOf } from "../../learning/vectors.ts";
import type { Contender, ShownPage } from "../contender.ts";

/** Sums over what was seen so far. */
export interface PrototypeState {
  /** [d]: Σ φ of what was chosen. */
  readonly chosen: Float64Array;
  /** [d]: ⅓ Σ φ of what was skipped above the last choice of its page. */
  readonly skipped: Float64Array;
  /** N, choices so far. */
  readonly count: number;
}

/** How far the prototype pulls. */
export interface PrototypeOptions {
  /** a, of what was chosen. */
  readonly towards: number;
  /** b, of what was skipped. */
  readonly away: number;
  /** N₀ above 0: choices after which half of the pull is reached. */
  readonly shrinkage: number;
}

/** What a skip counts beside a choice: there are several for each. */
const SKIP_SHARE = 1 / 3;

/**
 * Rocchio's rule over φ: base score + φ · (a chosen − b skipped) / (N + N₀).
 *
 * @see Rocchio 1971, Relevance feedback in information retrieval
 */
export function prototype({ towards, away, shrinkage }: PrototypeOptions): Contender<PrototypeState> {
  return {
    name: "prototype",
    init: () => ({
      chosen: new Float64Array(FEATURE_COUNT),
      skipped: new Float64Array(FEATURE_COUNT),
      count: 0,
    }),
    scores: ({ chosen, skipped, count }, task) => {
      const weights = chosen.map((value, at) => (towards * value - away * skipped[at]) / (count + shrinkage));
      return addScores(task.baseScores, linearScores(task.features, weights));
    },
    learn: (state, page) => {
      const last = page.rewards.lastIndexOf(1);
      const isUsable =
        page.features.length === page.rewards.length * FEATURE_COUNT && page.features.every(Number.isFinite);
      return last < 0 || !isUsable ? state : moved(state, page, last);
    },
  };
}

function moved(state: PrototypeState, { features, rewards }: ShownPage, last: number): PrototypeState {
  const [chosen, skipped] = [state.chosen.slice(), state.skipped.slice()];
  let count = state.count;
  for (let item = 0; item <= last; item++) {
    const isChosen = rewards[item] === 1;
    const sum = isChosen ? chosen : skipped;
    for (const [at, value] of rowOf(features, item).entries())
      sum[at] += isChosen ? value : SKIP_SHARE * value;
    if (isChosen) count++;
  }
  return { chosen, skipped, count };
}
