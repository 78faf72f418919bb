import { listwiseLogLikelihood } from "./listwise-likelihood.ts";

/**
 * How much of the personal part may count. The trust region keeps it narrow for a visitor of whom little is known; a visitor whose
 * choices it foretells gets up to four times that, so that a clear taste shows within a few choices and a careless hand does not.
 */
export const HEDGE_GRID: readonly number[] = [0, 0.25, 0.5, 1, 2, 4];
const PRIOR: readonly number[] = [0.25, 0.2, 0.2, 0.2, 0.1, 0.05];
const SHARE = 0.02;

/** Belief over {@link HEDGE_GRID}. */
export interface HedgeState {
  /** [g]: natural logarithms of weights that sum to 1; never below ln(share · prior), so that each can come back. */
  readonly logWeights: Float64Array;
}

/** One page as it was scored before anything was learned from it. All arrays [n], in any one order. */
export interface ScoredPage {
  /** Score by what is the same for all visitors. */
  readonly baseScores: ArrayLike<number>;
  /** What the history and the personal head added, with the posterior from **before** this page: afterwards it has seen the answer. */
  readonly personalScores: ArrayLike<number>;
  /** 1 = clicked, 0 = not. */
  readonly rewards: ArrayLike<number>;
  /** P(examined), in [0, 1]; 0 leaves the item out. 1 where there are no positions. */
  readonly propensities: ArrayLike<number>;
}

/** The belief about a visitor nothing is known of. Its λ is 0.75. */
export function initHedge(): HedgeState {
  return { logWeights: Float64Array.from(PRIOR, Math.log) };
}

/** λ = Σ w_g λ_g, in [0, 4]: rank by base + λ · personal. */
export function hedgeLambda({ logWeights }: HedgeState): number {
  return HEDGE_GRID.reduce((sum, lambda, at) => sum + Math.exp(logWeights[at]) * lambda, 0);
}

/**
 * Moves the belief towards the λ that predicted the clicks of this page best (exponential weights), then gives each λ a
 * fixed share of it back, so that no past can shut one out:
 *
 *   ln w_g += Σ_clicks ln P(click | base + λ_g personal);   w ← w / Σ w;   w ← 0.98 w + 0.02 prior
 *
 * @returns The same state if the page has no clicks, or is not usable: other lengths, a number that is not finite, a
 *   propensity outside [0, 1], a click where the propensity is 0. Costs 6 softmaxes.
 * @see Herbster, Warmuth 1998, Tracking the best expert
 */
export function updateHedge(state: HedgeState, page: ScoredPage): HedgeState {
  if (!isScored(page)) return state;
  const { baseScores, personalScores, rewards, propensities } = page;
  if (!Array.prototype.includes.call(rewards, 1)) return state;
  const raised = HEDGE_GRID.map((lambda, at) => {
    const scores = Float64Array.from(baseScores, (base, item) => base + lambda * personalScores[item]);
    return state.logWeights[at] + listwiseLogLikelihood(scores, rewards, propensities);
  });
  const largest = Math.max(...raised);
  const total = raised.reduce((sum, value) => sum + Math.exp(value - largest), 0);
  const logWeights = Float64Array.from(raised, (value, at) =>
    Math.log(((1 - SHARE) * Math.exp(value - largest)) / total + SHARE * PRIOR[at]),
  );
  return logWeights.every(Number.isFinite) ? { logWeights } : state;
}

/** True if every array has the same n > 0 and every number can be used. */
export function isScored({ baseScores, personalScores, rewards, propensities }: ScoredPage): boolean {
  const count = baseScores.length;
  const lengths = [personalScores.length, rewards.length, propensities.length];
  if (count === 0 || lengths.some((length) => length !== count)) return false;
  for (let at = 0; at < count; at++) {
    const isReward = rewards[at] === 0 || rewards[at] === 1;
    const isPropensity = propensities[at] >= 0 && propensities[at] <= 1;
    const isClickUnexamined = rewards[at] === 1 && propensities[at] === 0;
    if (!Number.isFinite(baseScores[at]) || !Number.isFinite(personalScores[at])) return false;
    if (!isReward || !isPropensity || isClickUnexamined) return false;
  }
  return true;
}
