import { type BenefitReport, benefitOf } from "../../learning/benefit.ts";
import { initPageViews, type PageViews, sumOfViews } from "../../learning/page-views.ts";
import { type Estimate, estimateOf, sideOf } from "../replay/estimate.ts";
import type { DraftedLists } from "./draft-lists.ts";

/** Which of two orders is better: 1 for the personal one, −1 for the base, 0 if it cannot be told. */
export type Side = 1 | -1 | 0;

/** What NDCG and drafts say of two orders, of one group of shoppers under one click model. */
export interface InterleavingCase {
  /** NDCG@10, personal − base, in points. */
  readonly ndcg: Estimate | null;
  /** Who gets the clicks of drafted pages, −1 to 1: above 0 the personal order. Null without a click. */
  readonly preference: Estimate | null;
  /** What the product says of the same pages, as if all were of one visitor. */
  readonly drafts: BenefitReport["drafts"];
  readonly sides: {
    readonly ndcg: Side;
    /** By the interval of a fixed number of shoppers. */
    readonly preference: Side;
    /** By the product's verdict, which may be looked at after every page. */
    readonly verdict: Side;
  };
}

/**
 * Lets a group's shoppers see drafts one after another.
 *
 * @param draft One for each shopper: given the views so far, what came of its lists.
 */
export function interleavingCase(draft: readonly ((views: PageViews) => DraftedLists)[]): InterleavingCase {
  let views = initPageViews();
  const lists = draft.map((drafted) => {
    const of = drafted(views);
    views = of.views;
    return of;
  });
  const { drafts, verdict } = benefitOf(sumOfViews(views));
  const ndcg = estimateOf(lists.map(({ ndcgPoints }) => ndcgPoints));
  const preference = estimateOf(lists.map((of) => of.preference));
  return {
    ndcg,
    preference,
    drafts,
    sides: {
      ndcg: sideOf(ndcg),
      preference: sideOf(preference),
      verdict: verdict === "better" ? 1 : verdict === "worse" ? -1 : 0,
    },
  };
}
