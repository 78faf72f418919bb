import type { Contender } from "../contender.ts";
import type { ShopperTasks } from "./shopper-tasks.ts";

/** What a list is judged by: NDCG@10 or the reciprocal rank of the one item that was bought. */
export type Metric = "ndcg@10" | "mrr";

const DEPTH = 10;

/**
 * Progressive validation of one contender on one shopper: it is tested, then learns from the next purchase, and so on.
 *
 * @param at Numbers of purchases after which to test, ascending.
 * @returns [at.length]: mean over the shopper's lists; NaN where there is none.
 * @throws {RangeError} if a contender gives scores that are not finite, which would pass for a list that is missing.
 * @see Blum, Kalai, Langford 1999, https://doi.org/10.1145/307400.307439
 */
export function replayShopper(
  contender: Contender,
  { pages, tests }: ShopperTasks,
  { at, metric, seed }: { readonly at: readonly number[]; readonly metric: Metric; readonly seed: number },
): Float64Array {
  const figures = new Float64Array(at.length).fill(NaN);
  let state = contender.init(seed);
  let learned = 0;
  for (const [place, k] of at.entries()) {
    const tasks = tests.get(k);
    if (tasks === undefined) continue;
    for (; learned < k; learned++) state = contender.learn(state, pages[learned]);
    let sum = 0;
    for (const task of tasks) {
      const scores = contender.scores(state, task);
      if (scores.length !== task.items.length || !scores.every(Number.isFinite)) {
        throw new RangeError(
          `Expected ${task.items.length} finite scores of ${contender.name} after ${k} purchases, got ${scores.length}, among them ${scores.find((score) => !Number.isFinite(score)) ?? "none that is not finite"}; the contender is broken`,
        );
      }
      sum += valueOf(scores, task.wanted, metric);
    }
    figures[place] = sum / tasks.length;
  }
  return figures;
}

/** Of equal scores half of the others count as better, so that a contender that says nothing is at chance. */
function valueOf(scores: Float64Array, wanted: number, metric: Metric): number {
  let [higher, equal] = [0, 0];
  for (const score of scores) {
    if (score > scores[wanted]) higher++;
    else if (score === scores[wanted]) equal++;
  }
  const [first, last] = [1 + higher, higher + equal];
  let sum = 0;
  for (let rank = first; rank <= last; rank++)
    sum += metric === "mrr" ? 1 / rank : rank <= DEPTH ? 1 / Math.log2(1 + rank) : 0;
  return sum / equal;
}
