import type { Gaussian } from "../base/head-maths.ts";
import { lowerFactor, solveLower } from "./lower-factor.ts";
import { lessGram } from "./less-gram.ts";

const MIN_PIVOT = 1e-12;

/**
 * Takes a belief a step back towards the prior N(0, Σ₀): of the precision a share γ stays,
 *
 *   P ← γ P + (1 − γ) P₀,   m ← P⁻¹ γ P_old m
 *
 * computed from covariances alone, so neither has to be inverted and Σ₀ may be singular: with T = Σ₀ / (1 − γ) + S / γ
 *
 *   S ← S / γ − (S / γ) T⁻¹ (S / γ),   m ← m − (S / γ) T⁻¹ m
 *
 * @param prior  Σ₀, [k, k].
 * @param memory γ in (0, 1]; at 1 the belief itself is returned. 0.985 halves what was learned in 46 pages.
 * @returns A new belief. About 7 k³ / 6 multiply-adds.
 */
export function forgetTowards(belief: Gaussian, prior: Float64Array, memory: number): Gaussian {
  if (memory === 1) return belief;
  const size = belief.mean.length;
  const widened = belief.covariance.map((value) => value / memory);
  const sum = widened.map((value, at) => value + prior[at] / (1 - memory));
  const factor = lowerFactor(sum, size, MIN_PIVOT);
  const rows = solveLower(factor, widened, size); // C⁻¹ S / γ
  const whitened = solveLower(factor, belief.mean, 1);
  const mean = belief.mean.slice();
  for (let row = 0; row < size; row++) {
    for (let at = 0; at < size; at++) mean[at] -= rows[row * size + at] * whitened[row];
  }
  return { mean, covariance: lessGram(widened, rows, size) };
}
