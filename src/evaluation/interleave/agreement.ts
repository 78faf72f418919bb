import { binomialLower, binomialUpper } from "../replay/binomial-bounds.ts";
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
  /** Of these, the better order by NDCG had the part of the personal one. */
  readonly personalBetter: number;
  /**
   * Groups of shoppers with a case of which both are certain, those without a contrary one, and the exact 95 % interval of these among
   * all such groups; null without any. Cases have none: shoppers are the same under each click model and pair of orders.
   */
  readonly groups: number;
  readonly unopposed: number;
  readonly interval: readonly [low: number, high: number] | null;
}

const TAIL = 0.025;

/**
 * @param cases With the group of each; groups of two catalogues are two, whatever their numbers.
 * @param by    Which side of the drafts is asked: that of the interval, or the product's verdict.
 */
export function agreementOf(
  cases: readonly (InterleavingCase & { readonly catalogue: string; readonly group: number })[],
  by: "preference" | "verdict",
): Agreement {
  const certain = cases.filter(({ sides }) => sides.ndcg !== 0 && sides[by] !== 0);
  const isSame = ({ sides }: (typeof certain)[number]): boolean => sides.ndcg === sides[by];
  const groupOf = ({ catalogue, group }: (typeof certain)[number]): string => `${group} ${catalogue}`;
  const groups = new Set(certain.map(groupOf)).size;
  const unopposed = groups - new Set(certain.filter((one) => !isSame(one)).map(groupOf)).size;
  return {
    cases: cases.length,
    ndcg: cases.filter(({ sides }) => sides.ndcg !== 0).length,
    drafts: cases.filter(({ sides }) => sides[by] !== 0).length,
    both: certain.length,
    same: certain.filter(isSame).length,
    personalBetter: certain.filter(({ sides }) => sides.ndcg === 1).length,
    groups,
    unopposed,
    interval:
      groups === 0 ? null : [binomialLower(unopposed, groups, TAIL), binomialUpper(unopposed, groups, TAIL)],
  };
}
