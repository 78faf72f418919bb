import { FEATURE_COUNT, FEATURE_LAYOUT } from "../../learning/feature-layout.ts";
import { shopPriorAt } from "../../ranking/position-model.ts";
import type { CanaryPage, CanarySet } from "../../federation/canary-set.ts";
import { LIST_SIZE } from "../simulate/draw-lists.ts";
import type { ShopperWorld } from "../simulate/shopper-world.ts";
import { drawShopperLists, rowsOf } from "./shopper-lists.ts";

/** From this grade on an item is wanted. */
const WANTED_GRADE = 2;

/**
 * A canary set of shoppers who say what they want: `lists` lists of each of `shoppers`, every item of grade 2 to 4 a reward, no
 * positions. 25 KB a list.
 *
 * @param firstSeed Of the first shopper; the others follow.
 */
export function canaryPages(
  world: ShopperWorld,
  {
    shoppers,
    lists,
    firstSeed,
  }: { readonly shoppers: number; readonly lists: number; readonly firstSeed: number },
): CanarySet {
  const { candidates } = world.catalogue;
  const pages: CanaryPage[] = [];
  for (let shopper = 0; shopper < shoppers; shopper++) {
    const drawn = drawShopperLists(world, lists, firstSeed + shopper);
    for (let list = 0; list < lists; list++) {
      const grades = drawn.grades.subarray(list * LIST_SIZE, (list + 1) * LIST_SIZE);
      pages.push({
        features: rowsOf(drawn, list),
        baseScores: Float64Array.from({ length: LIST_SIZE }, (_, row) => shopPriorAt(row)),
        rewards: grades.map((grade) => (grade >= WANTED_GRADE ? 1 : 0)),
        propensities: new Float64Array(LIST_SIZE).fill(1),
        weights: new Float64Array(LIST_SIZE).fill(1),
        items: drawn.items[list].map((item) => candidates[item].id),
        brands: drawn.items[list].map((item) => candidates[item].brand ?? null),
        titles: drawn.items[list].map((item) => candidates[item].title),
      });
    }
  }
  return { layout: FEATURE_LAYOUT, dimensions: FEATURE_COUNT, pages };
}
