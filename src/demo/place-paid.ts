import type { Product } from "./product.ts";

/** 0-based, in the first page of a list. */
export const PAID_PLACE = 2;

/**
 * Gives the place that is paid for to the slowest seller of the page: that is who pays for one.
 *
 * @param shown One page, in the shop's order.
 * @returns The page as it is shown; null where it is too short for such a place.
 */
export function placePaid(shown: readonly Product[]): readonly Product[] | null {
  if (shown.length <= 2 * PAID_PLACE) return null;
  return [...shown.slice(0, PAID_PLACE), shown[shown.length - 1], ...shown.slice(PAID_PLACE, -1)];
}
