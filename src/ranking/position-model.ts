/** How much the shop's own order weighs against what the heads say, in units of score. */
const SHOP_PRIOR_WEIGHT = 0.35;

/**
 * P(examined) of a card at a 1-based position: 1 / position, in (0, 1].
 * A card that was never in the viewport was not examined at all, and must be left out by the caller.
 *
 * @see Joachims, Swaminathan, Schnabel 2017, Unbiased learning-to-rank with biased feedback, https://arxiv.org/abs/1608.04468
 */
export function propensityAt(position: number): number {
  return 1 / position;
}

/**
 * The score that the shop's own order gives: −0.35 · ln(1 + index), highest first.
 * The shop's order is evidence too; a visitor's head has to outweigh it, and does so more easily far down the list.
 *
 * @param shopIndex 0-based place in the shop's order.
 */
export function shopPriorAt(shopIndex: number): number {
  return -SHOP_PRIOR_WEIGHT * Math.log(1 + shopIndex);
}
