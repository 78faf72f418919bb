import { isUsablePage, type ObservedPage } from "./observed-page.ts";
import type { PageLikelihood } from "./page-likelihood.ts";

/** As much of a learner as a page-by-page test needs; those of `src/learning` fit. */
export interface ProgressiveLearner<State> {
  readonly init: () => State;
  /** The personal part of the scores, [n], of features [n, d]. */
  readonly scores: (state: State, features: Float32Array) => Float64Array;
  readonly update: (state: State, page: ObservedPage) => State;
}

/**
 * How well a learner foresees visitors: each page is predicted with what was learned from the pages before it, then learned.
 *
 * @param visitors Pages in the order they were shown, of visitors on whom nothing was fitted.
 * @returns The mean of ln P(what was observed) over pages, at most 0, higher better; NaN without a page. Pages
 *   with a NaN or an infinity are left out.
 * @see Dawid 1984, https://doi.org/10.2307/2981683 (prequential analysis)
 */
export function progressiveLogLikelihood<State>(
  visitors: Iterable<readonly ObservedPage[]>,
  learner: ProgressiveLearner<State>,
  { logLikelihood }: Pick<PageLikelihood, "logLikelihood">,
): number {
  let [total, count] = [0, 0];
  for (const pages of visitors) {
    let state = learner.init();
    for (const page of pages) {
      if (!isUsablePage(page, page.features.length / page.rewards.length)) continue;
      const personal = learner.scores(state, page.features);
      const scores = page.baseScores.map((base, item) => base + personal[item]);
      total += logLikelihood(scores, page);
      count++;
      state = learner.update(state, page);
    }
  }
  return total / count;
}
