import { type Estimate, MIN_COUNT } from "../../src/evaluation/replay/estimate.ts";

/**
 * What the same shoppers have shown of two ways to come to a figure: `agree` if the whole interval of the difference is within the
 * margin and holds 0; `differ` if it is on one side of 0; else a difference was not found, but may well be there.
 */
export type Likeness = "agree" | "differ" | "no difference found";

/** Points of NDCG@10 × 100: half of what counts as harm to a shopper. */
export const MARGIN_POINTS = 1;
/** Points that differ by less are the same: sums run in another order. */
const ROUNDING = 1e-9;

/** @param difference In points, of the same shoppers. Null of fewer than three. */
export function likenessOf(difference: Estimate | null): Likeness | null {
  if (difference === null || difference.count < MIN_COUNT) return null;
  if (difference.low > ROUNDING || difference.high < -ROUNDING) return "differ";
  return atMost(difference) <= MARGIN_POINTS ? "agree" : "no difference found";
}

/**
 * A sentence of several figures, e.g. "agree within 1 point on the shop's order; no difference found, at most 2.5 points, on the
 * personal order". Empty of none.
 */
export function likenessWords(
  figures: readonly {
    readonly name: string;
    readonly difference: Estimate | null;
    readonly likeness: Likeness | null;
  }[],
): string {
  const of = (likeness: Likeness): typeof figures => figures.filter((one) => one.likeness === likeness);
  const names = (ofThese: typeof figures): string => ofThese.map(({ name }) => name).join(", ");
  const [alike, apart, unsure] = [of("agree"), of("differ"), of("no difference found")];
  return [
    ...(apart.length > 0 ? [`disagree on ${names(apart)}`] : []),
    ...(alike.length > 0 ? [`agree within ${MARGIN_POINTS} point on ${names(alike)}`] : []),
    ...unsure.map(
      ({ name, difference }) =>
        `no difference found, at most ${atMost(difference!).toFixed(1)} points, on ${name}`, // of none there is no likeness
    ),
  ].join("; ");
}

/** The farther end of an interval. */
function atMost({ low, high }: Estimate): number {
  return Math.max(Math.abs(low), Math.abs(high));
}
