import type { Contender } from "../contender.ts";
import { listFigure, type Metric } from "./list-figure.ts";
import type { ShopperTasks } from "./shopper-tasks.ts";

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
      sum += listFigure(scores, task.wanted, metric);
    }
    figures[place] = sum / tasks.length;
  }
  return figures;
}
