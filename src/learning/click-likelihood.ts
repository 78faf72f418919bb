import type { ScoreEvidence } from "../base/head-maths.ts";
import type { Examples } from "./examples.ts";

/** P(click | examined) of an item nobody wants, and of the best one: both bound the pull of a single click. */
const FLOOR = 0.05;
const CEILING = 0.8;
/** Where the click probability of an average item lies before anything is known: sigmoid(−1.5) = 0.18. */
export const CLICK_INTERCEPT = -1.5;
const MIN_PROBABILITY = 1e-5;

/** Slope and Fisher information of the log-likelihood of one observation with respect to its score. */
export interface ClickEvidence {
  readonly gradient: number;
  /** Never negative. */
  readonly information: number;
}

/**
 * The noise-robust position-based click model, linearised at one score:
 *
 *   P(click) = θ (ε + (ρ − ε) σ(s − 1.5)),   ε = 0.05, ρ = 0.8
 *
 * @param score      s, finite.
 * @param propensity θ = P(examined), in (0, 1].
 * @param isClicked  What was observed.
 * @see Chuklin, Markov, de Rijke 2015, Click models for web search, for the position-based model
 */
export function clickEvidence(score: number, propensity: number, isClicked: boolean): ClickEvidence {
  const attraction = 1 / (1 + Math.exp(-(score + CLICK_INTERCEPT)));
  const slope = propensity * (CEILING - FLOOR) * attraction * (1 - attraction);
  const probability = Math.min(
    1 - MIN_PROBABILITY,
    Math.max(MIN_PROBABILITY, propensity * (FLOOR + (CEILING - FLOOR) * attraction)),
  );
  return {
    gradient: isClicked ? slope / probability : -slope / (1 - probability),
    information: (slope * slope) / (probability * (1 - probability)),
  };
}

/** The evidence of a page of items that are clicked or passed over each for itself, {@link clickEvidence}. */
export function positionEvidence(scores: Float64Array, examples: Examples): ScoreEvidence {
  const count = scores.length;
  const gradient = new Float64Array(count);
  const information = new Float64Array(count * count);
  for (let item = 0; item < count; item++) {
    const weight = examples.weights[item];
    const evidence = clickEvidence(scores[item], examples.propensities[item], examples.rewards[item] === 1);
    gradient[item] = weight * evidence.gradient;
    information[item * count + item] = weight * evidence.information;
  }
  return { gradient, information };
}
