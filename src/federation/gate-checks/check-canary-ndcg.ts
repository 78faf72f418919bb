import type { GateCheck } from "./gate-check.ts";
import { boundWords } from "./no-bound.ts";
import type { CanaryReplay } from "./replay-canary.ts";

/** √(2 ln 20): a sum of symmetric numbers exceeds so many roots of the sum of their squares with a chance of at most 5 %. */
const QUANTILE = Math.sqrt(2 * Math.log(20));
/** Fewer pages show nothing, however they come out. */
const MIN_PAGES = 6;

/**
 * Whether the lists are no worse for those who use them: NDCG@10 of the candidate against the current head's, page by page. The
 * candidate has to show it: the lower limit of the mean difference must not be below the margin.
 *
 *   limit = m − t s / √(n − t²),   t = √(2 ln 20),   m and s² mean and variance of the n differences
 *
 * That is the difference for which the self-normalised sum Σx / √Σx² is just t. The chance of that is below 5 % for any number
 * of pages, as long as differences are as often as far above their mean as below; a t-test wants normal ones, and a bootstrap of
 * a dozen pages is too sure. With many pages it is a 99.3 % limit. Pages on which nothing was wanted are left out.
 *
 * @param margin How much may be lost, as a share of the current mean: .01 is one per cent.
 * @see Efron 1969, Student's t-test under symmetry conditions, https://doi.org/10.1080/01621459.1969.10501056
 */
export function checkCanaryNdcg(current: CanaryReplay, candidate: CanaryReplay, margin: number): GateCheck {
  const pages = [...current.ndcg.keys()].filter((page) => !Number.isNaN(current.ndcg[page]));
  const name = "canary-ndcg";
  if (pages.length < MIN_PAGES) {
    const words = `The canary set has ${pages.length} pages on which something was wanted; it takes at least ${MIN_PAGES}`;
    return { name, value: -1, bound: -margin, passed: false, words };
  }
  const count = pages.length;
  const mean = (of: (page: number) => number): number =>
    pages.reduce((sum, page) => sum + of(page), 0) / count;
  const [before, after] = [mean((page) => current.ndcg[page]), mean((page) => candidate.ndcg[page])];
  const difference = (page: number): number => candidate.ndcg[page] - current.ndcg[page];
  const middle = mean(difference);
  const deviation = Math.sqrt(mean((page) => (difference(page) - middle) ** 2));
  const limit = middle - (QUANTILE * deviation) / Math.sqrt(count - QUANTILE ** 2);
  const value = before > 0 ? limit / before : limit;
  return {
    name,
    value,
    bound: -margin,
    passed: value >= -margin,
    words: `NDCG@10 on ${count} canary pages goes from ${before.toFixed(4)} to ${after.toFixed(4)}: with what chance may do, a change of ${percent(value)} or better; ${boundWords(margin, `${percent(-margin)} is allowed`)}`,
  };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
