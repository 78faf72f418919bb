import { type BenefitReport, benefitOf } from "../../learning/benefit.ts";
import { initPageViews, type PageViews, sumOfViews } from "../../learning/page-views.ts";
import { bootstrapInterval } from "../replay/bootstrap-interval.ts";
import type { DraftedLists } from "./draft-lists.ts";

/** A mean over shoppers with its 95 % interval. */
export interface ShopperMean {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Which of two orders is better: 1 for the personal one, −1 for the base, 0 if it cannot be told. */
export type Side = 1 | -1 | 0;

/** What NDCG and drafts say of two orders, of one group of shoppers under one click model. */
export interface InterleavingCase {
  /** NDCG@10, personal − base, in points. */
  readonly ndcg: ShopperMean;
  /** Who gets the clicks of drafted pages, −1 to 1: above 0 the personal order. */
  readonly preference: ShopperMean;
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
  const ndcg = meanOver(lists.map(({ ndcgPoints }) => ndcgPoints));
  const preference = meanOver(lists.map((of) => of.preference));
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

function meanOver(values: readonly number[]): ShopperMean {
  const known = values.filter(Number.isFinite);
  if (known.length === 0) return { mean: 0, low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  const [low, high] = bootstrapInterval(known);
  return { mean: known.reduce((sum, value) => sum + value, 0) / known.length, low, high };
}

function sideOf({ low, high }: ShopperMean): Side {
  return low > 0 ? 1 : high < 0 ? -1 : 0;
}
