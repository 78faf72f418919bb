import type { Random } from "../../base/random.ts";
import { FEATURE_COUNT } from "../../learning/feature-layout.ts";
import { drawLists, LIST_SIZE, type DrawnLists, type ListPlan } from "./draw-lists.ts";
import { ndcgOf } from "./ndcg.ts";
import type { ShopperWorld } from "./shopper-world.ts";
import { drawTaste } from "./taste.ts";
import { gradesOf, utilitiesOf } from "./utilities.ts";

/** Pages after which a shopper leaves for good. */
export const MAX_PAGES = 170;
/** The match feature is 4 cos(query, item). */
const MATCH_SCALE = 4;

/** One shopper's lists as every contender gets them: 170 pages, then the tests. Nothing in it is ever written again. */
export interface PreparedShopper {
  readonly lists: DrawnLists;
  /** [lists][24]: catalogue indices. */
  readonly items: readonly (readonly number[])[];
  /** [lists · 24, d], with a history of 0. */
  readonly features: Float32Array;
  /** [lists · 24]: global head · φ. */
  readonly baseScores: Float64Array;
  /** [lists · 24]: 0 to 4. */
  readonly grades: Uint8Array;
  /** [lists]: NDCG@10 of the global head; NaN for a list without a positive grade. */
  readonly baseNdcg: Float64Array;
  /** The global head, [d]. */
  readonly globalWeights: Float64Array;
  /** List numbers of unseen items in seen categories: tests (A). */
  readonly unseenItems: readonly number[];
  /** List numbers of unseen categories: tests (B). */
  readonly unseenCategories: readonly number[];
  /** [170]: seed of the clicks on each page, the same for every contender. */
  readonly clickSeeds: Uint32Array;
  readonly contenderSeed: number;
}

/** Who is drawn, and how thoroughly the shopper is tested. */
export interface ShopperPlan {
  /** The global head, [d]; all 0 is a head that knows nothing. */
  readonly globalWeights: Float64Array;
  /** Test lists of unseen items, and as many of unseen categories: 60 for tails. */
  readonly listsPerTest: number;
  /** 0 for a shopper without taste, else 1. */
  readonly personalWeight: 0 | 1;
}

/**
 * Draws a shopper with all pages and tests of a life, before any contender: what one shows cannot change what another meets.
 *
 * @param random One seed gives one shopper.
 * @returns About 5 MB with 120 test lists. Costs about 60 ms.
 * @throws {RangeError} if the head does not fit, or no list of a test has a positive grade.
 */
export function prepareShopper(world: ShopperWorld, plan: ShopperPlan, random: Random): PreparedShopper {
  const { globalWeights, listsPerTest, personalWeight } = plan;
  if (globalWeights.length !== FEATURE_COUNT || !globalWeights.every(Number.isFinite)) {
    throw new RangeError(
      `Cannot prepare a shopper as the global head must have ${FEATURE_COUNT} finite weights: got ${globalWeights.length}`,
    );
  }
  const contenderSeed = drawSeed(random);
  const clickSeeds = Uint32Array.from({ length: MAX_PAGES }, () => drawSeed(random));
  const taste = drawTaste(world, personalWeight, random);
  const pages = Array.from({ length: MAX_PAGES }, (): ListPlan => {
    const category = taste.seenCategories[Math.floor(random() * taste.seenCategories.length)];
    return { category, pool: "shown" };
  });
  const tests = (categories: readonly number[], pool: ListPlan["pool"]): ListPlan[] =>
    Array.from({ length: listsPerTest }, (_, at) => ({ category: categories[at % categories.length], pool }));
  const plans = [
    ...pages,
    ...tests(taste.seenCategories, "heldOut"),
    ...tests(taste.unseenCategories, "members"),
  ];
  const lists = drawLists(world, plans, random);
  const grades = gradesOf(utilitiesOf(world, taste, lists));
  const described = describeLists(world, lists, globalWeights);
  const baseNdcg = Float64Array.from({ length: lists.count }, (_, list) =>
    ndcgOf(entriesOf(described.baseScores, list), entriesOf(grades, list)),
  );
  const numbers = (from: number): number[] => Array.from({ length: listsPerTest }, (_, at) => from + at);
  const unseenItems = numbers(MAX_PAGES).filter((list) => !Number.isNaN(baseNdcg[list]));
  const unseenCategories = numbers(MAX_PAGES + listsPerTest).filter((list) => !Number.isNaN(baseNdcg[list]));
  if (unseenItems.length === 0 || unseenCategories.length === 0) {
    throw new RangeError(
      `Cannot test a shopper as a list must have a positive grade: got none in ${listsPerTest}; ask for more lists`,
    );
  }
  return {
    lists,
    ...described,
    grades,
    baseNdcg,
    globalWeights,
    unseenItems,
    unseenCategories,
    clickSeeds,
    contenderSeed,
  };
}

/** Features (history 0), scores by a global head, and indices as plain arrays, of all lists. */
export function describeLists(
  world: ShopperWorld,
  lists: DrawnLists,
  globalWeights: Float64Array,
): Pick<PreparedShopper, "items" | "features" | "baseScores"> {
  const features = new Float32Array(lists.items.length * FEATURE_COUNT);
  const match = lists.cosines.map((cosine) => MATCH_SCALE * cosine);
  const items = Array.from({ length: lists.count }, (_, list) => [...entriesOf(lists.items, list)]);
  for (let list = 0; list < lists.count; list++) {
    world.writeFeatures({
      items: items[list],
      match: entriesOf(match, list),
      target: features,
      firstRow: list * LIST_SIZE,
    });
  }
  const baseScores = Float64Array.from({ length: lists.items.length }, (_, entry) => {
    let sum = 0;
    for (let at = 0; at < FEATURE_COUNT; at++)
      sum += globalWeights[at] * features[entry * FEATURE_COUNT + at];
    return sum;
  });
  return { items, features, baseScores };
}

/** A view of the 24 numbers that belong to one list; no copy. */
export function entriesOf<T extends Float64Array | Uint8Array | Int32Array>(values: T, list: number): T {
  return values.subarray(list * LIST_SIZE, (list + 1) * LIST_SIZE) as T; // subarray keeps the kind of array
}

function drawSeed(random: Random): number {
  return Math.floor(random() * 2 ** 32);
}
