import type { Card } from "./lists/read-candidates.ts";

/** How many cards the first row holds; null where there is no second one, or the cards are not drawn. */
export function firstRowOf(cards: readonly Card[]): number | null {
  // Not the rectangles: cards may be on their way to another place.
  const end = cards.findIndex(({ element }) => element.offsetTop !== cards[0].element.offsetTop);
  return end === -1 ? null : end;
}

export function isOnScreen(element: Element): boolean {
  const { top, bottom, left, right } = element.getBoundingClientRect();
  return bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
}
