import type { Gaussian } from "../base/head-maths.ts";
import { cholesky, choleskySolve, logDeterminant } from "../base/cholesky.ts";
import { OPTIONAL_BLOCKS } from "./feature-layout.ts";
import { type GaussianPrior, priorWidth } from "./gaussian-prior.ts";
import { dot } from "./vectors.ts";

/** How far weights of a block may reach, as shares of the prior's standard deviation; the first is as good as not at all. */
const REACHES = [0.02, 0.25, 0.5, 1];

/**
 * The mean of a belief if it is not taken for granted that facts and vectors matter: most visitors choose by none of a shop's, and
 * 72 numbers more to be wrong about cost them more than the order gains for the others. For each block of {@link OPTIONAL_BLOCKS}
 * four priors N(0, a² V) are held to be as likely, a = .02, .25, .5 and 1. What was learned under V, N(m, S), tells how well each
 * explains the clicks, and what would have been learned under it, without learning again:
 *
 *   ln p(clicks | a) = −k ln a − ½ ln det(I + R S R) − ½ (R m)′ (I + R S R)⁻¹ R m + the same for all,   R² = (a⁻² − 1) V⁻¹
 *   m_a = m − S R (I + R S R)⁻¹ R m
 *
 * The result is the mean of m_a, each as likely as the clicks make it. Each block is judged by itself. Blocks for which a prior was
 * fitted together with others stay as they are: how far they reach is known. A quarter of a millisecond at k = 257.
 *
 * @returns [k]. The mean itself if it has no such block, or is not as a belief should be.
 * @see MacKay 1992, Bayesian interpolation, https://doi.org/10.1162/neco.1992.4.3.415, for evidence of a prior's width
 */
export function believedMean(belief: Gaussian, prior: GaussianPrior): Float64Array {
  const width = belief.mean.length;
  const fitted = priorWidth(prior);
  let believed = belief.mean;
  for (const { start, end } of OPTIONAL_BLOCKS) {
    if (start < fitted || end > width) continue;
    const variances = prior.remainder.subarray(start, end);
    const pulls = correction(belief, variances, start);
    if (pulls === null) continue;
    believed = believed.map((value, at) => {
      const row = at * width;
      return value - dot(belief.covariance.subarray(row + start, row + end), pulls);
    });
  }
  return believed;
}

/** R (I + R S R)⁻¹ R m of one block, [k], as the mean over all a; null if there is nothing to correct, or no way to. */
function correction(
  { mean, covariance }: Gaussian,
  variances: Float64Array,
  start: number,
): Float64Array | null {
  const size = variances.length;
  const block = mean.subarray(start, start + size);
  if (block.every((value) => value === 0)) return null;
  const free = variances.filter((variance) => variance > 0).length;
  const evidence: number[] = [];
  const pulls: Float64Array[] = [];
  for (const reach of REACHES) {
    // Where the prior allows no variance there is nothing to be pulled back.
    const roots = variances.map((variance) => (variance > 0 ? Math.sqrt((reach ** -2 - 1) / variance) : 0));
    const scaled = block.map((value, at) => roots[at] * value);
    const matrix = new Float64Array(size * size);
    for (let a = 0; a < size; a++) {
      const row = (start + a) * mean.length + start;
      for (let b = 0; b < size; b++)
        matrix[a * size + b] = (a === b ? 1 : 0) + roots[a] * covariance[row + b] * roots[b];
    }
    const solved = solvedOf(matrix, scaled);
    if (solved === null) return null;
    evidence.push(-free * Math.log(reach) - solved.logDeterminant / 2 - dot(scaled, solved.solution) / 2);
    pulls.push(solved.solution.map((value, at) => roots[at] * value));
  }
  const most = Math.max(...evidence);
  const odds = evidence.map((value) => Math.exp(value - most));
  const total = odds.reduce((sum, value) => sum + value, 0);
  return block.map((_, at) => pulls.reduce((sum, pull, which) => sum + (odds[which] / total) * pull[at], 0));
}

/** Null for a matrix that is not positive definite, which a stored belief may have been changed to. */
function solvedOf(
  matrix: Float64Array,
  vector: Float64Array,
): { readonly solution: Float64Array; readonly logDeterminant: number } | null {
  try {
    const factor = cholesky(matrix, vector.length);
    return { solution: choleskySolve(factor, vector), logDeterminant: logDeterminant(factor) };
  } catch {
    return null;
  }
}
