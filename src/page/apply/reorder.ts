import { drawChange } from "./draw-change.ts";

/**
 * Moves the shop's own card elements so that `cards[order[place]]` stands where the card of that place stood.
 * What stands between cards stays; event listeners and form values are kept, as the nodes are the same.
 *
 * @param cards In their present order on the page; all connected.
 * @param order A permutation: `order[place]` is the index of the card to be shown there.
 * @returns True if anything moved.
 */
export function reorder(cards: readonly HTMLElement[], order: readonly number[]): boolean {
  const moves = order
    .map((index, place) => ({ card: cards[index], place }))
    .filter(({ card, place }) => card !== cards[place]);
  if (moves.length === 0) return false;
  drawChange(
    moves.map(({ card }) => card),
    () => {
      // A comment holds each place open while cards are in flight, whatever else stands between them.
      const places = moves.map(({ place }) => {
        const marker = document.createComment("");
        cards[place].before(marker);
        return marker;
      });
      try {
        for (const [at, { card }] of moves.entries()) moveTo(card, places[at]);
      } finally {
        for (const marker of places) marker.remove();
      }
    },
  );
  return true;
}

/**
 * Why cards that a framework looks after must not be moved, as half a sentence; null if they may be. Svelte, Lit, Angular and
 * Vue (for items of several elements) put comments or empty texts between the items and later remove or move whatever
 * stands between two of them. React, and Vue for items of one element, go by the elements themselves.
 *
 * @param cards In the document's order.
 */
export function moveProblem(cards: readonly HTMLElement[]): string | null {
  const isMark = (node: Node | null): boolean =>
    node instanceof Comment || (node instanceof Text && node.data === "");
  return cards.slice(1).some(({ previousSibling }) => isMark(previousSibling)) ||
    cards.slice(0, -1).some(({ nextSibling }) => isMark(nextSibling))
    ? "its framework finds the cards by the marks between them, which cannot move with them"
    : null;
}

function moveTo(card: HTMLElement, marker: Comment): void {
  const parent = marker.parentNode!; // the marker was placed beside a connected card
  // `moveBefore` keeps focus, playing media, iframes and animations; Firefox and Safari may not have it yet.
  if (typeof parent.moveBefore === "function" && card.isConnected) parent.moveBefore(card, marker);
  else marker.before(card);
}
