import { normalFrom, type Random } from "../../base/random.ts";
import { dotAt } from "./dot-at.ts";
import { shuffle } from "./shuffle.ts";
import type { ShopperWorld } from "./shopper-world.ts";

/** Candidates on one page or test list. */
export const LIST_SIZE = 24;
const QUERY_ITEMS = 3;
const LOOKED_THROUGH = 48;
const COSINE_NOISE = 0.15;

/** Lists of 24 candidates each, in the order in which the search returned them. */
export interface DrawnLists {
  readonly count: number;
  /** [count]: index of the category. */
  readonly categories: Int32Array;
  /** [count · 24]: catalogue indices. */
  readonly items: Int32Array;
  /** [count · 24]: cosine of query and item. */
  readonly cosines: Float64Array;
}

/** A list that is wanted: from which category, and from which of its items. */
export interface ListPlan {
  readonly category: number;
  readonly pool: "members" | "shown" | "heldOut";
}

/**
 * Answers made-up searches: the query is the mean embedding of 3 random members of the category; of 48 random items of the
 * pool the best 24 by cosine + N(0, 0.15²) are the candidates.
 *
 * @param plans One for each list; every pool must hold at least 24 items.
 */
export function drawLists(world: ShopperWorld, plans: readonly ListPlan[], random: Random): DrawnLists {
  const { embeddings, size } = world.catalogue;
  const lists = {
    count: plans.length,
    categories: Int32Array.from(plans, ({ category }) => category),
    items: new Int32Array(plans.length * LIST_SIZE),
    cosines: new Float64Array(plans.length * LIST_SIZE),
  };
  const cosines = new Float64Array(LOOKED_THROUGH);
  const noisy = new Float64Array(LOOKED_THROUGH);
  for (const [list, { category, pool }] of plans.entries()) {
    const query = drawQuery(world, world.categories[category].members, random);
    const found = shuffle(
      world.categories[category][pool].slice(),
      random,
      Math.min(LOOKED_THROUGH, world.categories[category][pool].length),
    );
    const count = Math.min(LOOKED_THROUGH, found.length);
    for (let at = 0; at < count; at++) {
      cosines[at] = dotAt(embeddings, found[at] * size, query, 0, size);
      noisy[at] = cosines[at] + COSINE_NOISE * normalFrom(random);
    }
    const best = Array.from({ length: count }, (_, at) => at).sort((a, b) => noisy[b] - noisy[a]);
    for (let index = 0; index < LIST_SIZE; index++) {
      lists.items[list * LIST_SIZE + index] = found[best[index]];
      lists.cosines[list * LIST_SIZE + index] = cosines[best[index]];
    }
  }
  return lists;
}

/** [size], of length 1, or zeros. */
function drawQuery(world: ShopperWorld, members: Int32Array, random: Random): Float64Array {
  const { embeddings, size } = world.catalogue;
  const query = new Float64Array(size);
  for (const item of shuffle(members.slice(), random, QUERY_ITEMS).subarray(0, QUERY_ITEMS)) {
    for (let at = 0; at < size; at++) query[at] += embeddings[item * size + at];
  }
  const length = Math.max(1e-12, Math.sqrt(query.reduce((sum, value) => sum + value * value, 0)));
  return query.map((value) => value / length);
}
