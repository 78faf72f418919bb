import type { ObservedPage } from "./observed-page.ts";
import type { PageLikelihood } from "./page-likelihood.ts";

/** The log-likelihood of a visitor's pages to second order in the offset z. */
export interface Linearisation {
  /** Number of pages in it. */
  readonly pages: number;
  readonly logLikelihood: number;
  /** [d]: its slope. */
  readonly gradient: Float64Array;
  /** k: rows of information. */
  readonly count: number;
  /** F′, [d, k] row-major: the Fisher information is F′ F, [d, d]. */
  readonly columns: Float64Array;
}

/** Pivots below this share of the largest information of a page are rounding. */
const RANK_TOLERANCE = 1e-13;

/**
 * Looks at all pages from one offset: score = base + φ · z. Information of a page in its scores, M = L L′, becomes rows
 * L′ X of one tall matrix F, so that few observations stay a small problem.
 *
 * @param pages  Usable ones.
 * @param offset z, [d].
 */
export function linearise(
  pages: readonly ObservedPage[],
  offset: Float64Array,
  likelihood: PageLikelihood,
): Linearisation {
  const dimensions = offset.length;
  const gradient = new Float64Array(dimensions);
  const blocks: { readonly features: Float32Array; readonly root: Float64Array }[] = [];
  let [logLikelihood, count] = [0, 0];
  for (const page of pages) {
    const scores = scoresAt(page, offset);
    const evidence = likelihood.evidence(scores, page);
    if (evidence === null) continue;
    logLikelihood += likelihood.logLikelihood(scores, page);
    for (let item = 0; item < scores.length; item++) {
      const slope = evidence.gradient[item];
      if (slope === 0) continue;
      const start = item * dimensions;
      for (let at = 0; at < dimensions; at++) gradient[at] += slope * page.features[start + at];
    }
    blocks.push({ features: page.features, root: rootOf(evidence.information, scores.length) });
    count += scores.length;
  }
  const columns = new Float64Array(dimensions * count);
  const row = new Float64Array(dimensions);
  let to = 0;
  for (const { features, root } of blocks) {
    const items = features.length / dimensions;
    for (let column = 0; column < items; column++, to++) {
      row.fill(0);
      for (let item = column; item < items; item++) {
        const value = root[item * items + column];
        if (value === 0) continue;
        const start = item * dimensions;
        for (let at = 0; at < dimensions; at++) row[at] += value * features[start + at];
      }
      for (let at = 0; at < dimensions; at++) columns[at * count + to] = row[at];
    }
  }
  return { pages: blocks.length, logLikelihood, gradient, count, columns };
}

/** [n]. */
export function scoresAt({ features, baseScores }: ObservedPage, offset: Float64Array): Float64Array {
  const dimensions = offset.length;
  return baseScores.map((base, item) => {
    let sum = base;
    const start = item * dimensions;
    for (let at = 0; at < dimensions; at++) sum += features[start + at] * offset[at];
    return sum;
  });
}

/** A lower L with M = L L′ of a matrix that may be singular: a column without a pivot stays 0. */
function rootOf(matrix: Float64Array, size: number): Float64Array {
  const root = new Float64Array(size * size);
  let largest = 0;
  for (let at = 0; at < size; at++) largest = Math.max(largest, matrix[at * size + at]);
  for (let column = 0; column < size; column++) {
    const start = column * size;
    let square = matrix[start + column];
    for (let k = 0; k < column; k++) square -= root[start + k] ** 2;
    if (!(square > largest * RANK_TOLERANCE)) continue;
    const pivot = Math.sqrt(square);
    root[start + column] = pivot;
    for (let row = column + 1; row < size; row++) {
      let value = matrix[row * size + column];
      for (let k = 0; k < column; k++) value -= root[row * size + k] * root[start + k];
      root[row * size + column] = value / pivot;
    }
  }
  return root;
}
