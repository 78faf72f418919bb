import { symmetricEigen } from "../base/symmetric-eigen.ts";

/** What to do with the variance outside the basis: drop it, keep it per coordinate, or spread it evenly. */
export type RemainderKind = "none" | "diagonal" | "isotropic";

/** What a learner needs of a population's covariance: Σ ≈ B B′ + diag(remainder). */
export interface TruncatedPrior {
  /** B, [d, r] row-major: column j is eigenvector j, as long as its standard deviation; float32 as it is shipped. */
  readonly basis: Float32Array<ArrayBuffer>;
  readonly rank: number;
  /** [d], variances, at least 0. */
  readonly remainder: Float64Array<ArrayBuffer>;
}

/**
 * The strongest directions of a covariance, with eigenpairs λ, v sorted downward and the cap c:
 *
 *   column j = vⱼ √min(λⱼ, c), j ≤ r
 *   remainder "diagonal":  Σ_{j>r} min(λⱼ, c) vⱼ ∘ vⱼ
 *             "isotropic": the mean of min(λⱼ, c), j > r, times the diagonal of I − V V′, V the basis at length 1
 *
 * Both kinds keep the trace. The cap bounds how far one misleading click can move a visitor along a strong direction. Each
 * column's value of largest size is positive, so equal covariances give equal bases.
 *
 * @param covariance [d, d], symmetric; eigenvalues below 0 count as 0.
 * @param rank       r, 1 to d.
 * @param cap        c, above 0, in the square of weight units; Infinity for none.
 * @throws {RangeError} if a setting or the length is wrong, or a value is not finite.
 */
export function truncatePrior(
  covariance: Float64Array,
  {
    rank,
    cap,
    remainder: kind,
  }: { readonly rank: number; readonly cap: number; readonly remainder: RemainderKind },
): TruncatedPrior {
  const size = Math.round(Math.sqrt(covariance.length));
  if (!(Number.isInteger(rank) && rank >= 1 && rank <= size))
    throw new RangeError(
      `Cannot truncate the prior as the rank must be a whole number from 1 to ${size}: got ${rank}`,
    );
  if (!(cap > 0)) throw new RangeError(`Cannot truncate the prior as the cap must be above 0: got ${cap}`);
  const { values, vectors } = symmetricEigen(covariance, size);
  const kept = values.map((value) => Math.min(Math.max(value, 0), cap));
  const basis = new Float32Array(size * rank);
  const remainder = new Float64Array(size);
  const rest = kept.subarray(rank).reduce((sum, value) => sum + value, 0) / Math.max(1, size - rank);
  for (let k = 0; k < size; k++) {
    const vector = vectors.subarray(k * size, (k + 1) * size);
    if (k < rank) {
      const largest = vector.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
      const length = Math.sign(largest) * Math.sqrt(kept[k]);
      for (let at = 0; at < size; at++) basis[at * rank + k] = length * vector[at];
    } else if (kind !== "none") {
      // Σ_{j>r} vⱼ ∘ vⱼ is the diagonal of I − V V′: the two kinds differ in the variance only.
      const variance = kind === "diagonal" ? kept[k] : rest;
      for (let at = 0; at < size; at++) remainder[at] += variance * vector[at] ** 2;
    }
  }
  return { basis, rank, remainder };
}
