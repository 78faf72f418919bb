import { semidefiniteRoot } from "../base/semidefinite-root.ts";
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
    blocks.push({ features: page.features, root: semidefiniteRoot(evidence.information, scores.length) });
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
