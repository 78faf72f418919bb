import type { RankError } from "../base/errors.ts";
import type { OrderApplier } from "./apply/order-applier.ts";
import { type Card, readCandidates, readingCandidates } from "./lists/read-candidates.ts";
import { inSlices } from "./slices.ts";

/** The cards of one list: as the shop had them, and as they are on screen. */
export interface ListCards {
  /** In the order on screen, as last read or shown. */
  readonly cards: readonly Card[];
  /** The card of an item; undefined if it is not on this list now. */
  cardOf(itemId: string): Card | undefined;
  /** The card that an element is in; undefined outside all of them. */
  cardAt(element: Element): Card | undefined;
  /**
   * Reads the list anew.
   *
   * @returns True if the page has put other cards there, or another order: what was known of the places is then forgotten. More
   *   cards, or fewer, are the same view of the list.
   */
  read(): boolean;
  /** The same, in slices between which the page has its turn; what is read is of one moment as far as the cards go. */
  readInSlices(): Promise<boolean>;
  /** Whether other elements stand there than were last read or shown, or in another order. */
  hasChanged(): boolean;
  /** Place of an item in the shop's own order, 0-based. */
  shopIndexOf(id: string): number;
  /** Shows `cards[order[place]]` at each place; false if the page cannot be changed. */
  show(order: readonly number[]): boolean;
}

/**
 * Where the shop had each item, by list. It outlives a session: when a tag starts again, with another query say, the
 * cards may stand in the visitor's order, which must not be taken for the shop's.
 */
const shopIndices = new WeakMap<HTMLElement, Map<string, number>>();

/** A list that changes faster than it can be read is read at one go. */
const MAX_ATTEMPTS = 3;

/** @see ListCards */
export function listCards({
  list,
  itemSelector,
  applier,
  onProblem,
}: {
  readonly list: HTMLElement;
  readonly itemSelector: string;
  readonly applier: OrderApplier;
  readonly onProblem: (error: RankError) => void;
}): ListCards {
  const shopIndexOf = shopIndices.get(list) ?? new Map<string, number>();
  shopIndices.set(list, shopIndexOf);
  let cards: readonly Card[] = [];
  /** In document order, as last read or shown by us. */
  let elements: readonly Element[] = [];

  const elementsNow = (): Element[] => {
    try {
      return [...list.querySelectorAll(itemSelector)];
    } catch {
      return []; // not a selector: told when the cards are read
    }
  };
  /** True if what was there stands in the order it had, or in the one that was asked for: a page may show that by itself. */
  const isSameView = (read: readonly Card[], now: readonly Element[]): boolean => {
    if (elements.length === 0) return true;
    const before = new Set(elements);
    const stayed = now.filter((element) => before.has(element));
    const rest = new Set(stayed);
    const expected = elements.filter((element) => rest.has(element));
    if (stayed.length > 0 && stayed.every((element, at) => element === expected[at])) return true;
    const ids = new Set(read.map(({ candidate }) => candidate.id));
    const wanted = cards.map(({ candidate }) => candidate.id).filter((id) => ids.has(id));
    return wanted.length > 0 && wanted.every((id, at) => id === read[at].candidate.id);
  };

  const take = (inDocument: readonly Card[]): boolean => {
    const now = elementsNow();
    const isNewView = !isSameView(inDocument, now);
    if (isNewView) shopIndexOf.clear();
    for (const { candidate } of inDocument)
      if (!shopIndexOf.has(candidate.id)) shopIndexOf.set(candidate.id, shopIndexOf.size);
    cards = applier.onScreen(inDocument);
    elements = now;
    return isNewView;
  };
  const read = (): boolean => take(readCandidates(list, itemSelector, onProblem));

  return {
    get cards() {
      return cards;
    },
    cardOf: (itemId) => cards.find(({ candidate }) => candidate.id === itemId),
    cardAt: (within) => cards.find(({ element }) => element.contains(within)),
    read,
    readInSlices: async () => {
      for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
        const before = elementsNow();
        const inDocument = await inSlices(readingCandidates(list, itemSelector, onProblem));
        if (areSame(before, elementsNow())) return take(inDocument);
      }
      return read();
    },
    hasChanged: () => !areSame(elements, elementsNow()),
    shopIndexOf: (id) => shopIndexOf.get(id) ?? shopIndexOf.size,
    show: (order) => {
      const isShown = applier.show(
        cards.map(({ element }) => element),
        order,
      );
      if (!isShown) return false;
      cards = order.map((index) => cards[index]);
      elements = elementsNow();
      return true;
    },
  };
}

function areSame(some: readonly Element[], others: readonly Element[]): boolean {
  return some.length === others.length && some.every((element, at) => element === others[at]);
}
