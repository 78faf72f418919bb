import { binomialLower, binomialUpper } from "../replay/binomial-bounds.ts";
import { bootstrapInterval } from "../replay/bootstrap-interval.ts";
import type { InterleavingCase } from "./interleaving-case.ts";

/** How often drafts name the same order as NDCG, of the cases that are certain. */
export interface Agreement {
  readonly cases: number;
  /** NDCG is certain. */
  readonly ndcg: number;
  /** Drafts are certain. */
  readonly drafts: number;
  /** Both are. */
  readonly both: number;
  /** Of these, both name the same order. */
  readonly same: number;
  /** same / both with the exact 95 % interval of as many independent cases; null without one. */
  readonly share: Interval | null;
  /**
   * The same with the interval over groups of shoppers, within which cases are not independent: shoppers are the same under each click
   * model and pair of orders. Null for fewer than three groups.
   */
  readonly byGroup: Interval | null;
}

interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

const TAIL = 0.025;
const MIN_GROUPS = 3;

/**
 * @param cases With the group of each.
 * @param by    Which side of the drafts is asked: that of the interval, or the product's verdict.
 */
export function agreementOf(
  cases: readonly (InterleavingCase & { readonly group: number })[],
  by: "preference" | "verdict",
): Agreement {
  const certain = cases.filter(({ sides }) => sides.ndcg !== 0 && sides[by] !== 0);
  const isSame = ({ sides }: (typeof certain)[number]): boolean => sides.ndcg === sides[by];
  const same = certain.filter(isSame).length;
  const shares = [...new Set(certain.map(({ group }) => group))].map((group) => {
    const own = certain.filter((one) => one.group === group);
    return own.filter(isSame).length / own.length;
  });
  return {
    cases: cases.length,
    ndcg: cases.filter(({ sides }) => sides.ndcg !== 0).length,
    drafts: cases.filter(({ sides }) => sides[by] !== 0).length,
    both: certain.length,
    same,
    share:
      certain.length === 0
        ? null
        : {
            mean: same / certain.length,
            low: binomialLower(same, certain.length, TAIL),
            high: binomialUpper(same, certain.length, TAIL),
          },
    byGroup: shares.length < MIN_GROUPS ? null : meanWithInterval(shares),
  };
}

function meanWithInterval(values: readonly number[]): Interval {
  const [low, high] = bootstrapInterval(values);
  return { mean: values.reduce((sum, value) => sum + value, 0) / values.length, low, high };
}
