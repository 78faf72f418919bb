import { seededRandom, type Random } from "../../base/random.ts";
import { FEATURE_COUNT } from "../../learning/feature-layout.ts";
import { drawLists, LIST_SIZE } from "../simulate/draw-lists.ts";
import { describeLists } from "../simulate/prepare-shopper.ts";
import type { ShopperWorld } from "../simulate/shopper-world.ts";
import { drawTaste } from "../simulate/taste.ts";
import { gradesOf, utilitiesOf } from "../simulate/utilities.ts";

/** One shopper's lists, each in the order in which the shop has it. */
export interface ShopperLists {
  /** [lists][24]: catalogue indices. */
  readonly items: readonly (readonly number[])[];
  /** [lists · 24, d], with a history of 0. */
  readonly features: Float32Array;
  /** [lists · 24]: 0 to 4. */
  readonly grades: Uint8Array;
  /** What comes next of the shopper's own chance. */
  readonly random: Random;
}

/**
 * Draws a shopper with a taste, and lists of all the 12 categories that they visit.
 *
 * @param seed One seed is one shopper.
 */
export function drawShopperLists(world: ShopperWorld, count: number, seed: number): ShopperLists {
  const random = seededRandom(seed);
  const taste = drawTaste(world, 1, random);
  const visited = [...taste.seenCategories, ...taste.unseenCategories];
  const plans = Array.from({ length: count }, () => {
    const category = visited[Math.floor(random() * visited.length)];
    return { category, pool: "members" as const };
  });
  const lists = drawLists(world, plans, random);
  const grades = gradesOf(utilitiesOf(world, taste, lists));
  const { items, features } = describeLists(world, lists, new Float64Array(FEATURE_COUNT));
  return { items, features, grades, random };
}

/** The rows of one list, a view. */
export function rowsOf({ features }: ShopperLists, list: number): Float32Array {
  const length = LIST_SIZE * FEATURE_COUNT;
  return features.subarray(list * length, (list + 1) * length);
}
