import { posteriorOf, type PreparedPrior } from "./gaussian-posterior.ts";
import { linearise } from "./linearise.ts";
import { isUsablePage, type ObservedPage } from "./observed-page.ts";
import type { PageLikelihood } from "./page-likelihood.ts";

/** What one visitor says about the population; the first two are all that would ever leave a device. */
export interface LocalMoments {
  /** m − μ, [d]: how far the visitor's own offset lies from the prior's mean. */
  readonly shift: Float64Array;
  /** (m − μ)(m − μ)′ + C − Σ, [d, d], symmetric: how the visitor's spread differs from the prior's. */
  readonly increment: Float64Array;
  /** m, [d]: where the next round starts; stays with the visitor. */
  readonly offset: Float64Array<ArrayBuffer>;
  /** Laplace's approximation of ln P(pages | prior), with z integrated out. */
  readonly logEvidence: number;
  /** Number of pages that said something. */
  readonly pages: number;
}

/** The longest Newton step, in weight units: further off, the linearisation means nothing. */
const MAX_STEP = 4;

/**
 * The E step of one visitor: Newton steps towards the maximum of ln P(pages | z) + ln N(z; μ, Σ), and the posterior
 * around it. At the offset z, with slope g and Fisher information F′ F of the pages:
 *
 *   C = (Σ⁻¹ + F′ F)⁻¹,   step = C (g − Σ⁻¹ (z − μ)), shortened to 4,   m = z + step
 *
 * One step is enough when rounds repeat and the visitor goes on from the last `offset`. The evidence is that of the last
 * linearisation, with the rise that its Newton step promises, so it also holds before the maximum is reached.
 *
 * @param pages  Unusable pages (a NaN, a wrong length, no items) are left out.
 * @param offset z to start from, [d]; the prior's mean for a visitor who was never asked.
 * @returns Null if no page says anything, or nothing finite comes out. At d = 185: 9 ms for 20 pages of 24 items, 1.4 ms for one.
 */
export function localMoments(
  pages: readonly ObservedPage[],
  prior: PreparedPrior,
  {
    likelihood,
    offset: start = prior.mean,
    steps = 1,
  }: { readonly likelihood: PageLikelihood; readonly offset?: Float64Array; readonly steps?: number },
): LocalMoments | null {
  const dimensions = prior.mean.length;
  const usable = pages.filter((page) => isUsablePage(page, dimensions));
  let offset = Float64Array.from(start);
  let increment = new Float64Array(0);
  let [logEvidence, informative] = [0, 0];
  for (let step = 0; step < steps; step++) {
    const { gradient, logLikelihood, columns, count, pages } = linearise(usable, offset, likelihood);
    if (pages === 0) return null;
    const away = offset.map((value, at) => value - prior.mean[at]);
    const pull = times(prior.precision, away);
    const slope = gradient.map((value, at) => value - pull[at]);
    if (!slope.every(Number.isFinite)) return null;
    const { covariance, logShrinkage } = posteriorOf(prior, columns, count);
    const newton = times(covariance, slope);
    logEvidence = logLikelihood + (dot(slope, newton) - dot(away, pull) - logShrinkage) / 2;
    const damping = Math.min(1, MAX_STEP / Math.sqrt(dot(newton, newton)));
    offset = offset.map((value, at) => value + damping * newton[at]);
    increment = covariance;
    informative = pages;
  }
  const shift = offset.map((value, at) => value - prior.mean[at]);
  for (let a = 0; a < dimensions; a++) {
    for (let b = 0; b < dimensions; b++) {
      const at = a * dimensions + b;
      increment[at] += shift[a] * shift[b] - prior.covariance[at];
    }
  }
  if (!Number.isFinite(logEvidence) || !increment.every(Number.isFinite)) return null;
  return { shift, increment, offset, logEvidence, pages: informative };
}

function times(matrix: Float64Array, vector: Float64Array): Float64Array {
  const size = vector.length;
  return vector.map((_, row) => {
    let sum = 0;
    for (let k = 0; k < size; k++) sum += matrix[row * size + k] * vector[k];
    return sum;
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at] * b[at];
  return sum;
}
