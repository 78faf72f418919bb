import { type Estimate, estimateOf } from "../../../src/evaluation/replay/estimate.ts";
import type { EngineName } from "../evaluate-options.ts";
import { type Likeness, likenessOf } from "../likeness.ts";

/** One set of real shoppers, replayed in the browser and by `npm run eval:replay`, on the same lists. NDCG@10, in points. */
export interface ShopperAgreement {
  readonly name: string;
  readonly engine: EngineName;
  readonly shoppers: number;
  readonly after: readonly {
    /** Purchases learned from. */
    readonly purchases: number;
    readonly browser: Estimate | null;
    /** On pages too: see onPage. */
    readonly harness: Estimate | null;
    /** In the harness, of lists without an order of the shop's. */
    readonly replay: Estimate | null;
    /** Browser − harness, of the same shoppers. */
    readonly difference: Estimate | null;
    /** Null of fewer than three shoppers. */
    readonly likeness: Likeness | null;
  }[];
}

const POINTS = 100;

/**
 * Compares what shoppers came to in the browser and in the harness, each with themselves: intervals of the two means would overlap
 * however different they are, if only the shoppers are few.
 *
 * @param figures Of each kind [shoppers][at.length], of the same shoppers, NaN where one has no list.
 */
export function shopperAgreement(
  of: Pick<ShopperAgreement, "name" | "engine">,
  at: readonly number[],
  { browser, harness, replay }: Record<"browser" | "harness" | "replay", readonly ArrayLike<number>[]>,
): ShopperAgreement {
  const after = at.map((purchases, place) => {
    const [ours, theirs, bare] = [browser, harness, replay].map((rows) =>
      rows.map((row) => POINTS * row[place]),
    );
    const difference = estimateOf(ours.map((value, shopper) => value - theirs[shopper]));
    return {
      purchases,
      browser: estimateOf(ours),
      harness: estimateOf(theirs),
      replay: estimateOf(bare),
      difference,
      likeness: likenessOf(difference),
    };
  });
  return { ...of, shoppers: browser.length, after };
}
