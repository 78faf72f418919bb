import type { Random } from "../../base/random.ts";
import type { PageViews } from "../../learning/page-views.ts";
import type { ClickModel } from "../simulate/click-models.ts";
import { ndcgOf, orderOf } from "../simulate/ndcg.ts";
import { showDraft } from "./show-draft.ts";

/** A shopper's lists with two ways to order them: the first in the part of the personal order, the second in that of the base. */
export interface TwoOrders {
  /** [lists][n], higher first. */
  readonly personal: readonly Float64Array[];
  readonly base: readonly Float64Array[];
  /** [lists][n]: 0 to 4; each list has a positive one. */
  readonly grades: readonly Uint8Array[];
}

/** What two measures say of the lists of one shopper. */
export interface DraftedLists {
  /** (personal − base) / (personal + base) of the credited clicks, mean over pages that have any; NaN without one. */
  readonly preference: number;
  /** NDCG@10 of the personal order less that of the base, × 100, mean over lists. */
  readonly ndcgPoints: number;
  /** The views that were given, and those of these pages. */
  readonly views: PageViews;
}

/**
 * Shows each list once as both orders have drafted it, see {@link showDraft}.
 *
 * @param views     Of the pages before.
 * @param shopperId Tells the pages from those of others among the views.
 */
export function draftLists(
  { personal, base, grades }: TwoOrders,
  {
    clickModel,
    views,
    shopperId,
  }: { readonly clickModel: ClickModel; readonly views: PageViews; readonly shopperId: string },
  random: Random,
): DraftedLists {
  const preferences: number[] = [];
  let after = views;
  let [points, clicksBefore] = [0, 0];
  for (const [list, gradesOfList] of grades.entries()) {
    const page = {
      personal: [...orderOf(personal[list])],
      base: [...orderOf(base[list])],
      grades: gradesOfList,
      viewId: `${shopperId} ${list}`,
      clickModel,
      clicksBefore,
    };
    const shown = showDraft(after, page, random);
    after = shown.views;
    clicksBefore += shown.clicks;
    const credited = after.open.at(-1)!; // it was added above
    if (credited.personal + credited.base > 0)
      preferences.push((credited.personal - credited.base) / (credited.personal + credited.base));
    points += 100 * (ndcgOf(personal[list], gradesOfList) - ndcgOf(base[list], gradesOfList));
  }
  return {
    preference: preferences.reduce((sum, value) => sum + value, 0) / preferences.length,
    ndcgPoints: points / grades.length,
    views: after,
  };
}
