import type { Random } from "../../base/random.ts";
import { FEATURE_COUNT, featureRange } from "../../learning/feature-layout.ts";
import { dot, rowOf } from "../../learning/vectors.ts";
import { staticScores } from "../../learning/static-score.ts";
import { comparedItem, type DescribedCatalogue } from "../catalogue/described-catalogue.ts";
import type { RankTask, ShownPage } from "../contender.ts";
import { createFeatureRows } from "../simulate/feature-rows.ts";
import { itemWordsOf } from "../simulate/item-words.ts";
import type { DrawNegatives } from "./draw-negatives.ts";
import type { Shopper } from "./shop-log.ts";
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

const PAGE_NEGATIVES = 23;
const TEST_NEGATIVES = 49;
const MAX_TESTS = 2;
const DAY_MS = 24 * 3600 * 1000;
const HISTORY = featureRange("history").start;

/**
 * Makes a function that gives the lists of a shopper: after k purchases, up to two items of the next day on which the shopper
 * bought anything, each among 49 negatives; and for every purchase a page of it and 23 negatives, in random order, of which
 * everything was examined. Nobody was shown these lists: they compare contenders, and say nothing about sales.
 *
 * @param at Numbers of purchases after which to test, ascending.
 */
export function createShopperTasks(
  maker: TaskMaker,
  at: readonly number[],
): (shopper: Shopper, random: Random) => ShopperTasks {
  const describe = createDescriber(maker);
  return ({ id, purchases }, random) => {
    const owned = new Set(purchases.map(({ item }) => item));
    const list = (target: number, { count, atMs }: { readonly count: number; readonly atMs: number }) => {
      const items = maker.drawNegatives({ owned, count, atMs, random });
      const place = Math.floor(random() * (count + 1));
      items.splice(place, 0, target);
      return { items, wanted: place };
    };
    const tests = new Map<number, TestTask[]>();
    for (const k of at) {
      const later = nextDay(purchases, k);
      if (later.length === 0) continue;
      const history = purchases.slice(0, k).map(({ item }) => item);
      const targets = shuffled(later, random).slice(0, MAX_TESTS);
      tests.set(
        k,
        targets.map((target) => {
          const { items, wanted } = list(target.item, { count: TEST_NEGATIVES, atMs: target.atMs });
          return { ...describe(items, history), wanted };
        }),
      );
    }
    const most = Math.max(0, ...tests.keys());
    const pages = purchases.slice(0, most).map((target, bought) => {
      const { items, wanted } = list(target.item, { count: PAGE_NEGATIVES, atMs: target.atMs });
      const history = purchases.slice(0, bought).map(({ item }) => item);
      return {
        ...describe(items, history),
        rewards: Uint8Array.from(items, (_, index) => (index === wanted ? 1 : 0)),
        propensities: new Float64Array(items.length).fill(1),
        atMs: target.atMs,
      };
    });
    return { shopperId: id, pages, tests };
  };
}

/** The purchases of the first day after that of the k-th. */
function nextDay(purchases: Shopper["purchases"], k: number): Shopper["purchases"] {
  if (k > purchases.length) return [];
  const dayOf = (atMs: number): number => Math.floor(atMs / DAY_MS);
  const last = k === 0 ? -Infinity : dayOf(purchases[k - 1].atMs);
  const later = purchases.slice(k).filter(({ atMs }) => dayOf(atMs) > last);
  return later.filter(({ atMs }) => dayOf(atMs) === dayOf(later[0].atMs));
}

function createDescriber({
  catalogue,
  tfIdf,
  popularity,
  globalWeights,
}: TaskMaker): (items: readonly number[], history: readonly number[]) => RankTask {
  const writeRows = createFeatureRows(catalogue, itemWordsOf(catalogue.candidates));
  return (items, history) => {
    const features = new Float32Array(items.length * FEATURE_COUNT);
    writeRows({ items, match: new Float32Array(items.length), target: features, firstRow: 0 });
    const compared = items.map((item) => comparedItem(catalogue, item));
    const engaged = history.map((item) => comparedItem(catalogue, item));
    const scores = staticScores(compared, engaged, catalogue.staticWeights);
    const mean = scores.reduce((sum, score) => sum + score, 0) / items.length;
    for (const [index, score] of scores.entries()) features[index * FEATURE_COUNT + HISTORY] = score - mean;
    return {
      items,
      features,
      baseScores: Float64Array.from(items, (_, index) => dot(rowOf(features, index), globalWeights)),
      profile: {
        tfidf: tfIdf.similarities(history, items),
        embedding: embeddingSimilarities(catalogue, history, items),
      },
      popularity: Float64Array.from(items, (item) => popularity[item]),
    };
  };
}

/** Cosine of each item to the mean of the history's embeddings. */
function embeddingSimilarities(
  { embeddings, size }: DescribedCatalogue,
  history: readonly number[],
  items: readonly number[],
): Float64Array {
  const mean = new Float64Array(size);
  for (const item of history) for (let at = 0; at < size; at++) mean[at] += embeddings[item * size + at];
  const length = Math.max(1e-12, Math.hypot(...mean));
  return Float64Array.from(items, (item) => {
    let sum = 0;
    for (let at = 0; at < size; at++) sum += mean[at] * embeddings[item * size + at];
    return sum / length;
  });
}

function shuffled<T>(values: readonly T[], random: Random): T[] {
  const result = [...values];
  for (let at = result.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [result[at], result[other]] = [result[other], result[at]];
  }
  return result;
}
