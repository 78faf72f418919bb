import { semidefiniteRoot } from "../base/semidefinite-root.ts";
import { lowerFactor, solveLower } from "./lower-factor.ts";
import type { ScoreEvidence } from "./click-likelihood.ts";

/** How a page moves a belief, in the space of its items. */
export interface PageGain {
  /** c, [n]: the mean moves by S X′ c. */
  readonly coefficients: Float64Array;
  /** G, [n, n]: the covariance falls by (G X S)′ (G X S). */
  readonly whitening: Float64Array;
}

/**
 * The exact posterior step for linearised evidence on n items, as an n × n problem (Woodbury). With the information
 * M = L L′, the slopes e and the spread W = X S X′ of the scores under the belief:
 *
 *   K = I + L′ W L = C C′,   G = C⁻¹ L′,   c = e − G′ G W e
 *
 * which is S ← (S⁻¹ + X′ M X)⁻¹ and m ← m + S_new X′ e without a division by the information, so items that teach
 * nothing need no special case.
 *
 * @param spread W, [n, n], symmetric.
 */
export function pageGain(spread: Float64Array, { gradient, information }: ScoreEvidence): PageGain {
  const count = gradient.length;
  const root = semidefiniteRoot(information, count);
  const inner = timesTransposed(root, transposed(timesTransposed(root, spread, count), count), count);
  for (let at = 0; at < count; at++) inner[at * count + at] += 1;
  // In exact arithmetic no pivot of I + (something without a negative eigenvalue) lies below 1.
  const whitening = solveLower(lowerFactor(inner, count, 1), transposed(root, count), count);
  const moved = timesVector(spread, gradient); // W e
  const whitened = timesVector(whitening, moved);
  const coefficients = gradient.slice();
  for (let k = 0; k < count; k++) {
    for (let item = 0; item < count; item++) coefficients[item] -= whitening[k * count + item] * whitened[k];
  }
  return { coefficients, whitening };
}

/** L′ A of a lower [n, n] and any [n, n]; a diagonal L costs n² only. */
function timesTransposed(lower: Float64Array, matrix: Float64Array, count: number): Float64Array {
  const product = new Float64Array(count * count);
  for (let k = 0; k < count; k++) {
    for (let row = 0; row <= k; row++) {
      const value = lower[k * count + row];
      if (value === 0) continue;
      for (let at = 0; at < count; at++) product[row * count + at] += value * matrix[k * count + at];
    }
  }
  return product;
}

function transposed(matrix: Float64Array, count: number): Float64Array {
  const other = new Float64Array(count * count);
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < count; b++) other[b * count + a] = matrix[a * count + b];
  }
  return other;
}

function timesVector(matrix: Float64Array, vector: Float64Array): Float64Array {
  return vector.map((_, a) => {
    let sum = 0;
    for (let b = 0; b < vector.length; b++) sum += matrix[a * vector.length + b] * vector[b];
    return sum;
  });
}
