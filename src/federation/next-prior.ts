import { timesOwnTranspose } from "../base/own-transpose.ts";
import { symmetricEigen } from "../base/symmetric-eigen.ts";
import type { PopulationPrior } from "./gaussian-posterior.ts";

/** The sums over a round's visitors, with or without noise. */
export interface MomentSums {
  /** Number of visitors in them. */
  readonly count: number;
  /** [d]: of m − μ. */
  readonly shift: Float64Array;
  /** [d, d], symmetric: of (m − μ)(m − μ)′ + C − Σ. */
  readonly increment: Float64Array;
}

/** How far a round moves a prior, and what it is held to. */
export interface PriorStep {
  /** Coordinates `start` to `end` − 1 that share one variance in the target; together all of them, each once. */
  readonly groups: readonly { readonly start: number; readonly end: number }[];
  /** ν, at least 0: the target counts as this many visitors. Infinity fits one variance a group and no correlation. */
  readonly pseudoCount: number;
  /** In (0, 2): 1 is plain EM, whose likelihood does not fall but by the error of Laplace's approximation; 1.9 crawls less. */
  readonly relaxation: number;
  /** Above 0: eigenvalues below it are lifted to it. */
  readonly floor: number;
}

/**
 * The M step: the population's mean and covariance from what its visitors said, about the new mean,
 *
 *   μ ← μ + Δ, Δ = Σᵤ(m − μ) / n        Q = Σ + Σᵤ((m − μ)(m − μ)′ + C − Σ) / n − Δ Δ′
 *   Q ← (n Q + ν T) / (n + ν)            T: diagonal, in each group of coordinates the mean of Q's diagonal
 *   Σ ← Σ + relaxation (Q − Σ),          eigenvalues no lower than the floor
 *
 * @throws {RangeError} if there is no visitor, a length or a setting is wrong, or the sums are not finite.
 * @see Dempster, Laird, Rubin 1977, https://doi.org/10.1111/j.2517-6161.1977.tb01600.x (EM); Salakhutdinov, Roweis 2003,
 *   Adaptive overrelaxed bound optimization methods, for the relaxation
 */
export function nextPrior(prior: PopulationPrior, sums: MomentSums, step: PriorStep): PopulationPrior {
  const size = prior.mean.length;
  checkStep(step, size);
  if (!(sums.count > 0))
    throw new RangeError(`Cannot move the prior as at least 1 visitor must have taught: got ${sums.count}`);
  if (sums.shift.length !== size || sums.increment.length !== size * size) {
    throw new RangeError(
      `Cannot move the prior as the sums must have ${size} and ${size} × ${size} values: got ${sums.shift.length} and ${sums.increment.length}`,
    );
  }
  const delta = sums.shift.map((value) => value / sums.count);
  const found = new Float64Array(size * size); // Q − Σ
  for (let a = 0; a < size; a++) {
    for (let b = 0; b < size; b++) {
      const at = a * size + b;
      found[at] = sums.increment[at] / sums.count - delta[a] * delta[b];
    }
  }
  const target = groupVariances(prior, found, step.groups);
  const share = step.pseudoCount === Infinity ? 1 : step.pseudoCount / (sums.count + step.pseudoCount);
  const covariance = prior.covariance.map((value, at) => {
    const [row, column] = [Math.floor(at / size), at % size];
    const wanted = (1 - share) * (value + found[at]) + (row === column ? share * target[row] : 0);
    return value + step.relaxation * (wanted - value);
  });
  return {
    mean: prior.mean.map((value, at) => value + delta[at]),
    covariance: floorEigenvalues(covariance, size, step.floor),
  };
}

/** [d]: for each coordinate the mean variance of its group. */
function groupVariances(
  { mean, covariance }: PopulationPrior,
  found: Float64Array,
  groups: PriorStep["groups"],
): Float64Array {
  const size = mean.length;
  const target = new Float64Array(size);
  for (const { start, end } of groups) {
    let sum = 0;
    for (let at = start; at < end; at++) sum += covariance[at * size + at] + found[at * size + at];
    target.fill(sum / (end - start), start, end);
  }
  return target;
}

/** Symmetric to the bit, so that no asymmetry of rounding builds up over rounds. */
function floorEigenvalues(matrix: Float64Array, size: number, floor: number): Float64Array<ArrayBuffer> {
  const { values, vectors } = symmetricEigen(matrix, size);
  const scaled = new Float64Array(size * size); // column k: vector k times the root of its value
  for (let k = 0; k < size; k++) {
    const length = Math.sqrt(Math.max(values[k], floor));
    for (let at = 0; at < size; at++) scaled[at * size + k] = length * vectors[k * size + at];
  }
  return timesOwnTranspose(scaled, size, size);
}

function checkStep({ groups, pseudoCount, relaxation, floor }: PriorStep, size: number): void {
  if (!(relaxation > 0 && relaxation < 2)) {
    throw new RangeError(
      `Cannot move the prior as the relaxation must lie between 0 and 2, without them: got ${relaxation}`,
    );
  }
  if (!(pseudoCount >= 0))
    throw new RangeError(`Cannot move the prior as the pseudo-count must be 0 or more: got ${pseudoCount}`);
  if (!(floor > 0 && floor < Infinity))
    throw new RangeError(`Cannot move the prior as the floor must be a positive number: got ${floor}`);
  const seen = new Uint8Array(size);
  for (const { start, end } of groups) for (let at = start; at < end; at++) seen[at]++;
  const wrong = seen.findIndex((times) => times !== 1);
  if (wrong >= 0 || groups.some(({ start, end }) => end <= start || end > size)) {
    throw new RangeError(
      `Cannot move the prior as its groups must hold each of ${size} coordinates once: coordinate ${wrong >= 0 ? wrong : size} is in ${wrong >= 0 ? seen[wrong] : "one, and it does not exist"}`,
    );
  }
}
