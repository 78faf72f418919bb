import type { Card } from "./lists/read-candidates.ts";
import { OTHER_CONTROLS } from "./other-controls.ts";

/**
 * The card that a click follows; null for a click beside the cards, on a card's other controls, or, on a card with a link, beside
 * its link. Looks into open shadow roots.
 */
export function clickedCard(event: Event, cards: readonly Card[]): Card | null {
  if (event instanceof MouseEvent && event.button > 1) return null;
  const path = event.composedPath();
  const [target] = path;
  const card = cards.find(({ element }) => path.includes(element));
  if (!(target instanceof Element) || card === undefined) return null;
  const follows = path.some((element) => element instanceof Element && element.matches("a[href]"));
  if (!follows && target.closest(OTHER_CONTROLS) !== null) return null;
  const inside = card.element.shadowRoot ?? card.element;
  return follows || inside.querySelector("a[href]") === null ? card : null;
}
