import { cssOrder, hasReadingFlow } from "./css-order.ts";
import { hasFrameworkMarks } from "./framework-marks.ts";
import { moveProblem, reorder } from "./reorder.ts";
import type { ShownChildren } from "./shown-children.ts";
import { slotOrder } from "./slot-order.ts";

/** How an order comes on the page: `auto` chooses; with `event` the page does it by itself. See docs/frameworks.md. */
export type ApplyMode = "auto" | "move" | "slot" | "order" | "event";

export interface OrderApplier {
  /**
   * The same cards in the order they have on screen. One that came after the last `show` has the place on screen that it
   * has in the document.
   *
   * @param cards In the document's order.
   */
  onScreen<T extends { readonly element: HTMLElement }>(cards: readonly T[]): T[];
  /**
   * Shows `cards[order[place]]` at `place`.
   *
   * @param cards As they are on screen now; all connected.
   * @param order A permutation.
   * @returns False if no way could be used on this list: what is on screen stays.
   */
  show(cards: readonly HTMLElement[], order: readonly number[]): boolean;
  /** Takes away styles and assigned slots: what is on screen then is the document's order. */
  stop(): void;
}

type Way = Exclude<ApplyMode, "auto" | "event">;

/** Cards side by side: all have their own place among the children of one element, or are in one each. */
interface SideBySide {
  readonly host: HTMLElement;
  /** One for each card. */
  readonly children: readonly HTMLElement[];
}

/**
 * Shows orders on one list. `auto` moves the cards, unless a framework looks after them: then it leaves the document
 * alone, and moves cards only where neither a slot nor CSS `order` with its reading order can be had.
 *
 * @param onProblem Told each time of the reason why not the way that was asked for is used, or none.
 */
export function orderApplier(
  list: HTMLElement,
  mode: ApplyMode,
  { onProblem }: { onProblem: (message: string) => void },
): OrderApplier {
  /** Null also while the cards are moved: then the document has the order. */
  let virtual: { readonly host: HTMLElement; readonly shown: ShownChildren } | null = null;

  const stop = (): void => {
    virtual?.shown.stop();
    virtual = null;
  };

  const showBy = (way: Way, cards: readonly HTMLElement[], isOwned: boolean): string | null => {
    if (way === "move") {
      const inDocument = [...cards].sort(byDocument);
      const problem = isOwned ? moveProblem(inDocument) : null;
      if (problem !== null) return problem;
      stop();
      reorder(
        inDocument,
        cards.map((card) => inDocument.indexOf(card)),
      );
      return null;
    }
    const place = sideBySide(list, cards);
    if (place === null) return "its cards do not stand side by side in one element";
    if (virtual?.host !== place.host) {
      const shown = way === "slot" ? slotOrder(place.host) : cssOrder(place.host);
      if (typeof shown === "string") return shown;
      stop();
      virtual = { host: place.host, shown };
    }
    virtual.shown.show(place.children);
    return null;
  };

  const show = (wanted: readonly HTMLElement[]): boolean => {
    const isOwned = hasFrameworkMarks(wanted[0]);
    const reasons: string[] = [];
    for (const way of waysOf(mode as Way | "auto", isOwned)) {
      const reason = showBy(way, wanted, isOwned);
      if (reason !== null) {
        reasons.push(reason);
        continue;
      }
      if (mode !== "auto" && way !== mode)
        onProblem(`Cannot use apply="${mode}" on this list because ${reasons[0]}; "${way}" is used`);
      return true;
    }
    onProblem(
      `Cannot show another order on this list because ${reasons.join(", and ")}; use apply="event" and put the items in order yourself`,
    );
    return false;
  };

  if (mode === "event") return { onScreen: (cards) => [...cards], show: () => true, stop: () => undefined };
  return {
    onScreen: (cards) => {
      if (virtual === null) return [...cards];
      const { host, shown } = virtual;
      const placeOf = new Map<Node | null, number>(shown.now().map((child, place) => [child, place]));
      const places = new Map(
        cards.map((card) => [card, placeOf.get(childOf(host, card.element)) ?? placeOf.size]),
      );
      return [...cards].sort((a, b) => places.get(a)! - places.get(b)!); // every card has one
    },
    show: (cards, order) =>
      order.every((index, place) => index === place) || show(order.map((index) => cards[index])),
    stop,
  };
}

/** What is tried, the best first. CSS `order` that Tab does not follow is for those who ask for it. */
function waysOf(mode: Way | "auto", isOwned: boolean): readonly Way[] {
  const order = hasReadingFlow() ? (["order"] as const) : [];
  if (mode === "slot") return ["slot", "move", ...order];
  if (mode === "order") return ["order", "move", "slot"];
  if (mode === "move" || !isOwned) return ["move", "slot", ...order];
  return ["slot", ...order, "move"];
}

/** The closest element around all cards, if each card is in a child of its own there; else null. */
function sideBySide(list: HTMLElement, cards: readonly HTMLElement[]): SideBySide | null {
  let host = cards[0].parentElement;
  while (host !== null && host !== list && !cards.every((card) => host!.contains(card)))
    host = host.parentElement;
  if (host === null) return null;
  const children = cards.map((card) => childOf(host, card));
  return children.every((child) => child !== null) && new Set(children).size === cards.length
    ? { host, children }
    : null;
}

/** The child of `host` that a card is or is in. */
function childOf(host: HTMLElement, card: HTMLElement): HTMLElement | null {
  let child: HTMLElement | null = card;
  while (child !== null && child.parentElement !== host) child = child.parentElement;
  return child;
}

function byDocument(a: Node, b: Node): number {
  return (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING) === 0 ? 1 : -1;
}
