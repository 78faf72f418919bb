import type { ScoreEvidence } from "../base/head-maths.ts";
import { semidefiniteRoot } from "../base/semidefinite-root.ts";
import { lowerFactor, solveLower } from "./lower-factor.ts";

/** How a page moves a belief, in the space of its items. */
export interface PageGain {
  /** c, [n]: the mean moves by S X′ c. */
  readonly coefficients: Float64Array;
  /** L and C, [n, n], lower: see {@link whitenedRows}. */
  readonly root: Float64Array;
  readonly factor: Float64Array;
}

/**
 * The exact posterior step for linearised evidence on n items, as an n × n problem (Woodbury). With the information
 * M = L L′, the slopes e and the spread W = X S X′ of the scores under the belief:
 *
 *   K = I + L′ W L = C C′,   c = e − L C⁻ᵀ C⁻¹ L′ W e
 *
 * which is S ← (S⁻¹ + X′ M X)⁻¹ and m ← m + S_new X′ e without a division by the information, so items that teach
 * nothing need no special case.
 *
 * @param spread W, [n, n], symmetric.
 */
export function pageGain(spread: Float64Array, { gradient, information }: ScoreEvidence): PageGain {
  const count = gradient.length;
  const root = semidefiniteRoot(information, count);
  const inner = transposedTimes(root, transposed(transposedTimes(root, spread, count), count), count);
  for (let at = 0; at < count; at++) inner[at * count + at] += 1;
  // In exact arithmetic no pivot of I + (something without a negative eigenvalue) lies below 1.
  const factor = lowerFactor(inner, count, 1);
  const moved = new Float64Array(count); // W e
  for (let a = 0; a < count; a++) {
    let sum = 0;
    for (let b = 0; b < count; b++) sum += spread[a * count + b] * gradient[b];
    moved[a] = sum;
  }
  const whitened = solveUpper(factor, solveLower(factor, transposedTimes(root, moved, 1), 1));
  const coefficients = gradient.slice();
  for (let item = 0; item < count; item++) {
    let sum = 0;
    for (let k = 0; k <= item; k++) sum += root[item * count + k] * whitened[k];
    coefficients[item] -= sum;
  }
  return { coefficients, root, factor };
}

/** V = C⁻¹ L′ A of A = X S, [n, k]: the covariance falls by V′ V. */
export function whitenedRows({ root, factor }: PageGain, rows: Float64Array, size: number): Float64Array {
  return solveLower(factor, transposedTimes(root, rows, size), size);
}

/** L′ A of a lower [n, n] and [n, k]; a diagonal L costs n k only. */
function transposedTimes(lower: Float64Array, rows: Float64Array, size: number): Float64Array {
  const product = new Float64Array(rows.length);
  const count = rows.length / size;
  for (let k = 0; k < count; k++) {
    for (let row = 0; row <= k; row++) {
      const value = lower[k * count + row];
      if (value === 0) continue;
      for (let at = 0; at < size; at++) product[row * size + at] += value * rows[k * size + at];
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

/** C⁻ᵀ t by back substitution, in place. */
function solveUpper(factor: Float64Array, solution: Float64Array): Float64Array {
  const count = solution.length;
  for (let row = count - 1; row >= 0; row--) {
    let sum = solution[row];
    for (let k = row + 1; k < count; k++) sum -= factor[k * count + row] * solution[k];
    solution[row] = sum * (1 / factor[row * count + row]);
  }
  return solution;
}
