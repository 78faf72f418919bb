import { cholesky, choleskySolve } from "../../base/cholesky.ts";
import { timesOwnTranspose } from "../../base/own-transpose.ts";
import { linearise } from "../../federation/linearise.ts";
import type { ObservedPage } from "../../federation/observed-page.ts";
import type { PageLikelihood } from "../../federation/page-likelihood.ts";
import { CORE_COUNT } from "../../learning/feature-layout.ts";

/** The curvature need not be exact, and costs d times what the slope does. */
const CURVATURE_PAGES = 1500;
/** The curvature is taken anew before these steps; later it hardly moves. */
const CURVATURE_STEPS = [0, 1, 3];
const STEPS = 12;
const RIDGE = 1;

/**
 * The one head that explains the pages of all shoppers best, [185]: Newton steps with a ridge of 1 and the curvature of the
 * first 1,500 pages, scaled to all. EM alone would take hundreds of rounds for it, as one shopper says too little about
 * most directions to leave the mean.
 *
 * @param logs Of each shopper, as `corePage` makes them; scores start at the pages' base scores.
 */
export function fitGlobalHead(
  logs: readonly (readonly ObservedPage[])[],
  likelihood: PageLikelihood,
): Float64Array {
  const count = logs.reduce((sum, pages) => sum + pages.length, 0);
  const sample = logs.flat().slice(0, CURVATURE_PAGES);
  let weights = new Float64Array(CORE_COUNT);
  let factor = cholesky(curvatureAt(weights), CORE_COUNT);
  for (let step = 0; step < STEPS; step++) {
    if (CURVATURE_STEPS.includes(step)) factor = cholesky(curvatureAt(weights), CORE_COUNT);
    const slope = weights.map((value) => -RIDGE * value);
    for (const pages of logs) addSlope(slope, pages, weights, likelihood);
    const move = choleskySolve(factor, slope);
    weights = weights.map((value, at) => value + move[at]);
  }
  return weights;

  function curvatureAt(at: Float64Array): Float64Array {
    const { columns, count: rows } = linearise(sample, at, likelihood);
    const curvature = timesOwnTranspose(columns, CORE_COUNT, rows);
    const scale = count / sample.length;
    return curvature.map((value, cell) => scale * value + (cell % (CORE_COUNT + 1) === 0 ? RIDGE : 0));
  }
}

function addSlope(
  slope: Float64Array,
  pages: readonly ObservedPage[],
  weights: Float64Array,
  likelihood: PageLikelihood,
): void {
  for (const page of pages) {
    const { features, baseScores } = page;
    const scores = baseScores.map((base, item) => {
      let sum = base;
      for (let at = 0; at < CORE_COUNT; at++) sum += weights[at] * features[item * CORE_COUNT + at];
      return sum;
    });
    const gradient = likelihood.evidence(scores, page)?.gradient ?? [];
    for (const [item, value] of gradient.entries()) {
      for (let at = 0; at < CORE_COUNT; at++) slope[at] += value * features[item * CORE_COUNT + at];
    }
  }
}
