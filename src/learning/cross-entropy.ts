import { CLICK_INTERCEPT } from "./click-likelihood.ts";
import type { Examples } from "./examples.ts";
import { FEATURE_COUNT } from "./feature-layout.ts";
import { dot, rowOf } from "./vectors.ts";

/**
 * The gradient of the mean binary cross-entropy with respect to z, [d]:  Σ w (σ(s − 1.5) − reward) φ / n.
 * Deliberately without a position model: this is the baseline that the Bayesian head is compared with.
 */
export function crossEntropyGradient(offset: Float64Array, examples: Examples): Float64Array {
  const count = examples.rewards.length;
  const gradient = new Float64Array(FEATURE_COUNT);
  for (let example = 0; example < count; example++) {
    const row = rowOf(examples.features, example);
    const logit = examples.baseScores[example] + dot(row, offset) + CLICK_INTERCEPT;
    const residual = 1 / (1 + Math.exp(-logit)) - examples.rewards[example];
    const factor = (examples.weights[example] * residual) / count;
    for (let at = 0; at < FEATURE_COUNT; at++) gradient[at] += factor * row[at];
  }
  return gradient;
}
