const MOVE_MS = 260;
/** With reduced motion a card waits at its old place for a few frames, and then stands at the new one. */
const CALM_MS = 80;

/**
 * Moves the shop's own card elements so that `cards[order[place]]` stands where the card of that place stood.
 * What stands between cards stays; event listeners and form values are kept, as the nodes are the same.
 *
 * The move is drawn from the old place to the new one by a transform, so that nothing jumps and no layout shift is
 * counted; with `prefers-reduced-motion` the cards are simply there.
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
  const active = document.activeElement instanceof HTMLElement ? document.activeElement : null;
  const scrollTop = document.scrollingElement?.scrollTop ?? 0;
  const before = new Map(moves.map(({ card }) => [card, card.getBoundingClientRect()]));

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

  if (active !== null && active !== document.activeElement && active.isConnected)
    active.focus({ preventScroll: true });
  if (document.scrollingElement !== null && document.scrollingElement.scrollTop !== scrollTop) {
    document.scrollingElement.scrollTop = scrollTop;
  }
  drawMoves(before);
  return true;
}

function moveTo(card: HTMLElement, marker: Comment): void {
  const parent = marker.parentNode!; // the marker was placed beside a connected card
  // `moveBefore` keeps focus, playing media, iframes and animations; Firefox and Safari may not have it yet.
  if (typeof parent.moveBefore === "function" && card.isConnected) parent.moveBefore(card, marker);
  else marker.before(card);
}

/** @see Paul Lewis 2015, https://aerotwist.com/blog/flip-your-animations/ */
function drawMoves(before: ReadonlyMap<HTMLElement, DOMRect>): void {
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const after = new Map([...before.keys()].map((card) => [card, card.getBoundingClientRect()]));
  for (const [card, from] of before) {
    const to = after.get(card)!; // same keys
    const isOnScreen = [from, to].some(({ top, bottom }) => bottom > 0 && top < innerHeight);
    if (!isOnScreen || (from.left === to.left && from.top === to.top)) continue;
    // The first frame shows every card where it was, so the browser counts no layout shift.
    card.animate(
      [{ transform: `translate(${from.left - to.left}px, ${from.top - to.top}px)` }, { transform: "none" }],
      isCalm
        ? { duration: CALM_MS, easing: "steps(1)" }
        : { duration: MOVE_MS, easing: "cubic-bezier(0.2, 0, 0, 1)" },
    );
  }
}
