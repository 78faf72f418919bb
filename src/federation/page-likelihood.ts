import type { ObservedPage } from "./observed-page.ts";

/** The log-likelihood of one page to second order in its n scores. */
export interface PageEvidence {
  /** [n]: its slope. */
  readonly gradient: Float64Array;
  /** [n, n], symmetric, without negative eigenvalues: the Fisher information. */
  readonly information: Float64Array;
}

/**
 * How clicks come about, as the fit of a prior needs it. The click models themselves live with the learner: pass
 * `{ evidence: listwiseEvidence, logLikelihood: (scores, page) => -listwiseLoss(scores, page).loss }` for the listwise one
 * and {@link positionLikelihood} for the position-based one.
 */
export interface PageLikelihood {
  /** At n finite scores; null if the page says nothing. */
  readonly evidence: (scores: Float64Array, page: ObservedPage) => PageEvidence | null;
  /** ln P(what was observed), at most 0; 0 if the page says nothing. */
  readonly logLikelihood: (scores: Float64Array, page: ObservedPage) => number;
}

/** Slope and Fisher information of one click or pass with respect to its score. */
type ClickModel = (
  score: number,
  propensity: number,
  isClicked: boolean,
) => { readonly gradient: number; readonly information: number };

/** Beyond it every click model is flat to rounding, and a slope of 0 would no longer tell its probability. */
const MAX_SCORE = 30;

/**
 * The likelihood of pages whose items are clicked or passed over each for itself. The click model needs to give slopes
 * only: with q = P(click), the slope e = q′ / q (or −q′ / (1 − q)) and the information h = q′² / (q (1 − q)) leave one value
 * for the probability of what was observed,
 *
 *   P(observed) = h / (e² + h)
 *
 * @param clickModel Of a finite score, e.g. `clickEvidence` of the learner. Scores are cut to ±30.
 */
export function positionLikelihood(clickModel: ClickModel): PageLikelihood {
  const each = (
    scores: Float64Array,
    { rewards, propensities, weights }: ObservedPage,
    visit: (item: number, weight: number, evidence: ReturnType<ClickModel>) => void,
  ): void => {
    for (let item = 0; item < scores.length; item++) {
      const score = Math.min(MAX_SCORE, Math.max(-MAX_SCORE, scores[item]));
      if (weights[item] > 0)
        visit(item, weights[item], clickModel(score, propensities[item], rewards[item] === 1));
    }
  };
  return {
    evidence: (scores, page) => {
      const count = scores.length;
      const gradient = new Float64Array(count);
      const information = new Float64Array(count * count);
      each(scores, page, (item, weight, evidence) => {
        gradient[item] = weight * evidence.gradient;
        information[item * count + item] = weight * evidence.information;
      });
      return { gradient, information };
    },
    logLikelihood: (scores, page) => {
      let sum = 0;
      each(scores, page, (_, weight, { gradient, information }) => {
        if (information > 0) sum += weight * Math.log(information / (gradient ** 2 + information));
      });
      return sum;
    },
  };
}
