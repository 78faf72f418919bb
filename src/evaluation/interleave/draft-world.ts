import type { Random } from "../../base/random.ts";
import { createCampaignWorld } from "../simulate/campaign-world.ts";
import type { ShopperWorld } from "../simulate/shopper-world.ts";
import type { SimulatedCatalogue } from "../simulate/simulated-catalogue.ts";

/**
 * A shop for comparing orders, of any catalogue from some hundred items. Nothing is held out: two orders are compared on the same lists by
 * two measures, and whether the items were met before is the same for both.
 *
 * @throws {RangeError} if the catalogue is too small.
 */
export function createDraftWorld(catalogue: SimulatedCatalogue, random: Random): ShopperWorld {
  const world = createCampaignWorld(catalogue, random);
  return {
    ...world,
    categories: world.categories.map((category) => ({ ...category, heldOut: category.members })),
  };
}
