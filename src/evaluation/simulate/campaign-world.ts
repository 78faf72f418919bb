import type { Random } from "../../base/random.ts";
import type { SimulatedCategory } from "./cluster-catalogue.ts";
import { LIST_SIZE } from "./draw-lists.ts";
import type { SimulatedCatalogue } from "./simulated-catalogue.ts";
import { shopperWorldOf, type ShopperWorld } from "./shopper-world.ts";
import { sphericalKMeans } from "./spherical-k-means.ts";

const CATEGORIES = 14;
/** Of which a shopper visits these beside 8 others. */
const UNSEEN_CATEGORIES = 4;

/**
 * A shop for simulated rounds, of any catalogue from some hundred items: 14 categories by the items' texts. Nothing is held out,
 * as no learner is measured here: all shoppers meet all items.
 *
 * @throws {RangeError} if fewer than 12 categories have enough items for a list of 24.
 */
export function createCampaignWorld(catalogue: SimulatedCatalogue, random: Random): ShopperWorld {
  const { embeddings, size } = catalogue;
  const members: number[][] = Array.from({ length: CATEGORIES }, () => []);
  const clusters = sphericalKMeans({ values: embeddings, size }, CATEGORIES, random);
  for (const [item, cluster] of clusters.entries()) members[cluster].push(item);
  const categories = members
    .filter((items) => items.length >= LIST_SIZE)
    .map((items, at): SimulatedCategory => {
      const all = Int32Array.from(items);
      return { members: all, shown: all, heldOut: new Int32Array(0), isUnseen: at < UNSEEN_CATEGORIES };
    });
  if (categories.length < 12) {
    throw new RangeError(
      `Cannot simulate rounds as 12 categories must have ${LIST_SIZE} items: got ${categories.length}; take a larger catalogue`,
    );
  }
  return shopperWorldOf(catalogue, categories, random);
}
