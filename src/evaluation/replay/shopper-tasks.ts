import type { Random } from "../../base/random.ts";
import { FEATURE_COUNT, featureRange } from "../../learning/feature-layout.ts";
import { linearScores } from "../../learning/linear-scores.ts";
import { dot } from "../../learning/vectors.ts";
import type { DescribedCatalogue } from "../catalogue/described-catalogue.ts";
import type { RankTask, ShownPage } from "../contender.ts";
import { dotAt } from "../simulate/dot-at.ts";
import { createFeatureRows } from "../simulate/feature-rows.ts";
import type { DrawNegatives } from "./draw-negatives.ts";
import { createHistoryColumn } from "./history-column.ts";
import type { Shopper } from "./shop-log.ts";
import { drawShopperLists } from "./shopper-lists.ts";
import type { TfIdf } from "./tf-idf.ts";

/** One list of which exactly one item was bought. */
export interface TestTask extends RankTask {
  /** Its index in the list. */
  readonly wanted: number;
}

/** All lists of one shopper, the same for every contender. */
export interface ShopperTasks {
  readonly shopperId: string;
  /** What is learned from, one page a purchase, oldest first. */
  readonly pages: readonly ShownPage[];
  /** By number of pages learned; only those after which the shopper bought on a later day. */
  readonly tests: ReadonlyMap<number, readonly TestTask[]>;
}

/** What lists of one shop are made of. */
export interface TaskMaker {
  readonly catalogue: DescribedCatalogue;
  readonly tfIdf: TfIdf;
  /** [n]: purchases of each item by train shoppers. */
  readonly popularity: Float64Array;
  /** [d] */
  readonly globalWeights: Float32Array;
  readonly drawNegatives: DrawNegatives;
}

const HISTORY = featureRange("history").start;

/**
 * Makes a function that describes the lists of a shopper, see {@link drawShopperLists}. Of the pages that are learned from, everything
 * was examined.
 *
 * @param at Numbers of purchases after which to test, ascending.
 */
export function createShopperTasks(
  maker: TaskMaker,
  at: readonly number[],
): (shopper: Shopper, random: Random) => ShopperTasks {
  const describe = createDescriber(maker);
  return (shopper, random) => {
    const lists = drawShopperLists(shopper, at, maker.drawNegatives, random);
    const before = (count: number): number[] => shopper.purchases.slice(0, count).map(({ item }) => item);
    return {
      shopperId: lists.shopperId,
      pages: lists.pages.map(({ items, wanted, atMs }, bought) => ({
        ...describe(items, before(bought)),
        rewards: Uint8Array.from(items, (_, index) => (index === wanted ? 1 : 0)),
        propensities: new Float64Array(items.length).fill(1),
        atMs,
      })),
      tests: new Map(
        Array.from(lists.tests, ([k, tests]) => [
          k,
          tests.map(({ items, wanted }) => ({ ...describe(items, before(k)), wanted })),
        ]),
      ),
    };
  };
}

function createDescriber({
  catalogue,
  tfIdf,
  popularity,
  globalWeights,
}: TaskMaker): (items: readonly number[], history: readonly number[]) => RankTask {
  const writeRows = createFeatureRows(catalogue);
  const historyColumn = createHistoryColumn(catalogue);
  const weights = Float64Array.from(globalWeights);
  return (items, history) => {
    const features = new Float32Array(items.length * FEATURE_COUNT);
    writeRows({ items, match: new Float32Array(items.length), target: features, firstRow: 0 });
    for (const [index, score] of historyColumn(items, history).entries())
      features[index * FEATURE_COUNT + HISTORY] = score;
    return {
      items,
      features,
      baseScores: linearScores(features, weights),
      profile: {
        tfidf: tfIdf.similarities(history, items),
        embedding: embeddingSimilarities(catalogue, history, items),
      },
      popularity: Float64Array.from(items, (item) => popularity[item]),
    };
  };
}

/** Cosine of each item to the mean of the history's embeddings; 0 without a history. */
function embeddingSimilarities(
  { embeddings, size }: DescribedCatalogue,
  history: readonly number[],
  items: readonly number[],
): Float64Array {
  const sum = new Float64Array(size);
  for (const item of history) {
    for (let at = 0, from = item * size; at < size; at++, from++) sum[at] += embeddings[from];
  }
  const length = Math.max(1e-12, Math.sqrt(dot(sum, sum)));
  return Float64Array.from(items, (item) => dotAt(embeddings, item * size, sum, 0, size) / length);
}
