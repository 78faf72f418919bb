import type { RankTask, ShownPage } from "../contender.ts";
import { FEATURE_COUNT, featureRange } from "../../learning/feature-layout.ts";
import { propensityAt } from "../../ranking/position-model.ts";
import type { DrawnLists } from "./draw-lists.ts";
import { LIST_SIZE } from "./draw-lists.ts";
import { entriesOf, type PreparedShopper } from "./prepare-shopper.ts";

const HISTORY = featureRange("history").start;
const PAGE_MS = 60_000;

/** Lists with all that a task says of them. */
export type DescribedLists = Pick<PreparedShopper, "items" | "features" | "baseScores" | "globalWeights"> & {
  readonly lists: DrawnLists;
};

/** One list as a task; features and scores are views. The shop's own order is by the cosine of query and item. */
export function taskOf(
  { items, features, baseScores, lists }: DescribedLists,
  list: number,
  profile: RankTask["profile"],
): RankTask {
  return {
    items: items[list],
    features: features.subarray(list * LIST_SIZE * FEATURE_COUNT, (list + 1) * LIST_SIZE * FEATURE_COUNT),
    baseScores: entriesOf(baseScores, list),
    profile,
    popularity: entriesOf(lists.cosines, list),
  };
}

/**
 * A copy of a task whose group `history` holds the static score, minus the list's mean, and whose base scores count it with
 * the global head's weight.
 *
 * @param scores [n], from the visitor's history; the task's own history must be 0.
 */
export function withHistory(
  task: RankTask,
  scores: ArrayLike<number>,
  globalWeights: Float64Array,
): RankTask {
  const features = task.features.slice();
  const baseScores = task.baseScores.slice();
  let mean = 0;
  for (let index = 0; index < baseScores.length; index++) mean += scores[index] / baseScores.length;
  for (let index = 0; index < baseScores.length; index++) {
    features[index * FEATURE_COUNT + HISTORY] = scores[index] - mean;
    baseScores[index] += globalWeights[HISTORY] * (scores[index] - mean);
  }
  return { ...task, features, baseScores };
}

/**
 * A task in the order in which it was shown, with what came of it. New arrays; propensities are 1 / position.
 *
 * @param order  [n]: indices, best first.
 * @param clicks [n], in displayed order.
 * @param page   0-based number of the page in the visitor's life; pages are a minute apart.
 */
export function shownPage(
  task: RankTask,
  order: Int32Array,
  { clicks, page }: { readonly clicks: Uint8Array; readonly page: number },
): ShownPage {
  const features = new Float32Array(task.features.length);
  for (let place = 0; place < order.length; place++) {
    const start = order[place] * FEATURE_COUNT;
    features.set(task.features.subarray(start, start + FEATURE_COUNT), place * FEATURE_COUNT);
  }
  const reordered = (values: Float64Array): Float64Array =>
    Float64Array.from(order, (index) => values[index]);
  return {
    items: Array.from(order, (index) => task.items[index]),
    features,
    baseScores: reordered(task.baseScores),
    profile: { tfidf: reordered(task.profile.tfidf), embedding: reordered(task.profile.embedding) },
    popularity: reordered(task.popularity),
    rewards: clicks,
    propensities: Float64Array.from(order, (_, place) => propensityAt(place + 1)),
    atMs: page * PAGE_MS,
  };
}
