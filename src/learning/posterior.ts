import type { Gaussian, ScoreEvidence } from "../base/head-maths.ts";
import { areFinite } from "./are-finite.ts";
import { plusCombination, symmetricProduct, timesTransposed } from "./dense-products.ts";
import { lessGram } from "./less-gram.ts";
import { type PageGain, pageGain, whitenedRows } from "./page-gain.ts";

/** `posterior` of HeadMaths, in plain TypeScript. 1.5 n k² multiply-adds, half of n² k more, and n³. */
export function posterior(belief: Gaussian, rows: Float64Array, evidence: ScoreEvidence): Gaussian | null {
  return posteriorWith(belief, rows, evidence, null).belief;
}

/**
 * {@link posterior} where something outside of the belief moves the scores too.
 *
 * @param outside [n, n]: the spread of the scores by it; null for none.
 * @returns `gain`: what the page does to what is outside.
 */
export function posteriorWith(
  { mean, covariance }: Gaussian,
  rows: Float64Array,
  evidence: ScoreEvidence,
  outside: Float64Array | null,
): { readonly belief: Gaussian | null; readonly gain: PageGain } {
  const size = mean.length;
  const projected = timesTransposed(rows, covariance, size); // X S
  const spread = symmetricProduct(projected, rows, size);
  if (outside !== null) for (let at = 0; at < spread.length; at++) spread[at] += outside[at];
  const gain = pageGain(spread, evidence);
  const next = {
    mean: plusCombination(mean, projected, gain.coefficients),
    covariance: lessGram(covariance, whitenedRows(gain, projected, size), size),
  };
  return { belief: areFinite(next.mean) && areFinite(next.covariance) ? next : null, gain };
}
