import { spreadOf } from "./spread-of.ts";

/**
 * What is like the history may spread this much of what the shop's order does: less than what was learned, since it was fitted on
 * lists of everything that a shop sells, where it tells much more than among the answers to one search.
 */
const OF_SHOP = 0.3;
/**
 * And this much of what the global head does besides: the history is one of the head's features, and weighs beside the others as it was
 * fitted with them. Held to less, whoever has a history loses by every head that has learned something. Chosen on real shoppers of one shop
 * (1 and 2 are alike on a page, 2 is better on a list without an order) and seen to hold on those of another: docs/federated.md.
 */
const OF_HEAD = 2;

/**
 * How far the history's part of a list may spread, so that it does not drown the shop's order: 0.3 · std(s) + 2 · std(g), in units of
 * score.
 *
 * @param shopScores [n], s: the shop's order as a score.
 * @param headScores [n], g: by the global head without the history's column; empty for none.
 * @returns At least 0; NaN if a number is not finite.
 */
export function historyRoom(shopScores: ArrayLike<number>, headScores: ArrayLike<number>): number {
  return OF_SHOP * spreadOf(shopScores) + OF_HEAD * spreadOf(headScores);
}
