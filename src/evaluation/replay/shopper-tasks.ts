import type { Random } from "../../base/random.ts";
import { FEATURE_COUNT, featureRange } from "../../learning/feature-layout.ts";
import { linearScores } from "../../learning/linear-scores.ts";
import { dot } from "../../learning/vectors.ts";
import { type HistoryItem, staticScores } from "../../learning/static-score.ts";
import { comparedItem, type DescribedCatalogue } from "../catalogue/described-catalogue.ts";
import type { RankTask, ShownPage } from "../contender.ts";
import { dotAt } from "../simulate/dot-at.ts";
import { createFeatureRows } from "../simulate/feature-rows.ts";
import { shuffle } from "../simulate/shuffle.ts";
import type { DrawNegatives } from "./draw-negatives.ts";
import type { Purchase, Shopper } from "./shop-log.ts";
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
/** A log that knows days or invoices only says nothing of pace: what it holds at one moment is taken to be this far apart. */
const PAGE_MS = 60_000;
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
    const list = ({ item: target, atMs }: Purchase, count: number) => {
      const items = maker.drawNegatives({ target, atMs, owned, count, random });
      const wanted = Math.floor(random() * (count + 1));
      items.splice(wanted, 0, target);
      return { items, wanted };
    };
    const tests = new Map<number, TestTask[]>();
    for (const k of at) {
      const later = nextDay(purchases, k);
      if (later.length === 0) continue;
      const history = purchases.slice(0, k).map(({ item }) => item);
      const targets = shuffle([...later], random).slice(0, MAX_TESTS);
      tests.set(
        k,
        targets.map((target) => {
          const { items, wanted } = list(target, TEST_NEGATIVES);
          return { ...describe(items, history), wanted };
        }),
      );
    }
    const most = Math.max(0, ...tests.keys());
    const pages = purchases.slice(0, most).map((target, bought) => {
      const { items, wanted } = list(target, PAGE_NEGATIVES);
      const history = purchases.slice(0, bought).map(({ item }) => item);
      return {
        ...describe(items, history),
        rewards: Uint8Array.from(items, (_, index) => (index === wanted ? 1 : 0)),
        propensities: new Float64Array(items.length).fill(1),
        atMs: target.atMs + PAGE_MS * placeInMoment(purchases, bought),
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

/** How many of the purchases before the one at `index` were made at its moment. */
function placeInMoment(purchases: Shopper["purchases"], index: number): number {
  let first = index;
  while (first > 0 && purchases[first - 1].atMs === purchases[index].atMs) first--;
  return index - first;
}

function createDescriber({
  catalogue,
  tfIdf,
  popularity,
  globalWeights,
}: TaskMaker): (items: readonly number[], history: readonly number[]) => RankTask {
  const writeRows = createFeatureRows(catalogue);
  const compared = catalogue.titles.map((title, item) => ({
    embedding: catalogue.embeddings.subarray(item * catalogue.size, (item + 1) * catalogue.size),
    title,
  }));
  // Where shoppers go from an item takes longer to find than a list to describe: it is kept.
  const engaged = new Map<number, HistoryItem>();
  const engagedOf = (item: number): HistoryItem => {
    const known = engaged.get(item) ?? comparedItem(catalogue, item);
    engaged.set(item, known);
    return known;
  };
  const weights = Float64Array.from(globalWeights);
  return (items, history) => {
    const features = new Float32Array(items.length * FEATURE_COUNT);
    writeRows({ items, match: new Float32Array(items.length), target: features, firstRow: 0 });
    const scores = staticScores(
      items.map((item) => compared[item]),
      history.map(engagedOf),
      catalogue.staticWeights,
    );
    const mean = scores.reduce((sum, score) => sum + score, 0) / items.length;
    for (const [index, score] of scores.entries()) features[index * FEATURE_COUNT + HISTORY] = score - mean;
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
