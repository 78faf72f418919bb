import { type Estimate, estimateOf } from "../estimate.ts";

/** One set of real shoppers, replayed in the browser and by `npm run eval:replay`, on the same lists. NDCG@10, in points. */
export interface ShopperAgreement {
  readonly name: string;
  readonly shoppers: number;
  readonly after: readonly {
    /** Purchases learned from. */
    readonly purchases: number;
    readonly browser: Estimate | null;
    readonly harness: Estimate | null;
    /** Browser − harness, of the same shoppers. */
    readonly difference: Estimate | null;
    /** Shoppers without the harness's figure in the browser's interval would be told apart; null where there is nothing to compare. */
    readonly doAgree: boolean | null;
  }[];
}

const POINTS = 100;

/**
 * Compares what shoppers came to in the browser and in the harness. The two agree where each mean lies in the other's interval.
 *
 * @param browser [shoppers][at.length], NaN where a shopper has no list.
 * @param harness Likewise, of the same shoppers.
 */
export function shopperAgreement(
  name: string,
  at: readonly number[],
  browser: readonly ArrayLike<number>[],
  harness: readonly ArrayLike<number>[],
): ShopperAgreement {
  const after = at.map((purchases, place) => {
    const [ours, theirs] = [browser, harness].map((rows) => rows.map((row) => POINTS * row[place]));
    const figures = {
      browser: estimateOf(ours),
      harness: estimateOf(theirs),
      difference: estimateOf(ours.map((value, shopper) => value - theirs[shopper])),
    };
    const doAgree =
      figures.browser === null || figures.harness === null
        ? null
        : holds(figures.browser, figures.harness.mean) && holds(figures.harness, figures.browser.mean);
    return { purchases, ...figures, doAgree };
  });
  return { name, shoppers: browser.length, after };
}

function holds({ low, high }: Estimate, value: number): boolean {
  return value >= low && value <= high;
}
