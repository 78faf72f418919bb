import { seededRandom, type Random } from "../../base/random.ts";
import type { ShownPage } from "../contender.ts";
import { drawClicks, type ClickModel } from "./click-models.ts";
import { drawLists, LIST_SIZE, type ListPlan } from "./draw-lists.ts";
import { orderOf } from "./ndcg.ts";
import { describeLists, entriesOf } from "./prepare-shopper.ts";
import { shownPage, taskOf } from "./rank-tasks.ts";
import type { ShopperWorld } from "./shopper-world.ts";
import { standardise } from "./standardise.ts";
import { drawTaste } from "./taste.ts";
import { gradesOf, utilitiesOf } from "./utilities.ts";
import { createVisitorProfiles } from "./visitor-profile.ts";

const GUMBEL_SCALE = 0.5;

/** How much is logged: 1,500 shoppers of 60 pages make a prior. */
export interface LogPlan {
  readonly shoppers: number;
  readonly pagesPerShopper: number;
  readonly clickModel: ClickModel;
  /** For the pages' `baseScores`; [d], all 0 while there is no global head. */
  readonly globalWeights: Float64Array;
}

/**
 * Logs of a shop that does not learn, one shopper at a time, to fit a global head or a prior on: each page is ordered by the
 * cosine of query and item, standardised inside the list, + 0.5 × Gumbel noise, so that every item is sometimes seen at the
 * top. Held-out items and categories do not occur; the history is 0.
 *
 * @param random Shoppers of one seed are the same whatever their number; take another seed than that of the tested shoppers.
 * @yields The pages of the next shopper, oldest first: 24 × 257 floats each, 1 MB for 60 pages.
 * @see Kool et al. 2019, https://arxiv.org/abs/1903.06059, for orders by Gumbel noise
 */
export function* logShoppers(world: ShopperWorld, plan: LogPlan, random: Random): Generator<ShownPage[]> {
  const startProfile = createVisitorProfiles(world);
  for (let shopper = 0; shopper < plan.shoppers; shopper++) {
    const own = seededRandom(Math.floor(random() * 2 ** 32));
    const taste = drawTaste(world, 1, own);
    const plans = Array.from({ length: plan.pagesPerShopper }, (): ListPlan => {
      const category = taste.seenCategories[Math.floor(own() * taste.seenCategories.length)];
      return { category, pool: "shown" };
    });
    const lists = drawLists(world, plans, own);
    const grades = gradesOf(utilitiesOf(world, taste, lists));
    const described = {
      ...describeLists(world, lists, plan.globalWeights),
      lists,
      globalWeights: plan.globalWeights,
    };
    const profile = startProfile();
    let clicksBefore = 0;
    yield plans.map((_, page) => {
      const task = taskOf(described, page, profile.similarities(described.items[page]));
      const noisy = standardise(entriesOf(lists.cosines, page)).map(
        (cosine) => cosine - GUMBEL_SCALE * Math.log(-Math.log(1 - own())),
      );
      const order = orderOf(noisy);
      const shownGrades = Uint8Array.from(order, (index) => grades[page * LIST_SIZE + index]);
      const clicks = drawClicks(plan.clickModel, { grades: shownGrades, clicksBefore }, own);
      for (const [place, index] of order.entries()) {
        if (clicks[place] === 0) continue;
        profile.add(task.items[index]);
        clicksBefore++;
      }
      return shownPage(task, order, { clicks, page });
    });
  }
}
