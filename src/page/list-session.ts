import { asRankError, RankError } from "../base/errors.ts";
import type { Interaction } from "../ranking/interaction.ts";
import type { Ranking } from "../ranking/ranking.ts";
import type { Learned } from "../worker/protocol.ts";
import { eventId } from "./event-id.ts";
import { observeImpressions } from "./observe-impressions.ts";
import { type Card, readCandidates } from "./read-candidates.ts";
import type { DurableCall } from "./pending-calls.ts";
import { reorder } from "./reorder.ts";
import type { Report } from "./report.ts";
import { staysOpen } from "./stays-open.ts";
import type { WorkerLink } from "./worker-link.ts";

/** What a list needs of its surroundings. */
export interface ListOptions {
  readonly list: HTMLElement;
  readonly itemSelector: string;
  readonly listId: string;
  readonly query: string;
  readonly link: WorkerLink;
  /** Whether chance has a part in the order: only then the page is asked where its first row ends. */
  readonly protectsFirstRow: boolean;
  readonly report: Report;
  readonly onOrder: (ranking: Ranking) => void;
  readonly onLearned: (learned: Learned) => void;
}

/** One list of the page: ranks it, watches it, learns from it, and ranks the rest again. */
export interface ListSession {
  /** Ranks what the visitor has not seen yet; does nothing if it fails. */
  rank(): Promise<void>;
  /** Puts every card back where the shop had it, and treats all of them as not seen yet. */
  restoreShopOrder(): void;
  /** Learns a cart or purchase of an item that is on this list now; false if it is not. */
  act(call: Extract<DurableCall, { type: "attribute" }>, due?: Promise<void>): boolean;
  stop(): void;
}

const MAX_ATTEMPTS = 3;
const IMPRESSION_BATCH_MS = 2_000;
const NOT_A_CLICK = "button, input, select, textarea, label, [data-personal-rank-action]";

/**
 * Where the shop had each item, by list. It outlives a session: when a tag starts again, with another query say, the
 * cards may stand in the visitor's order, which must not be taken for the shop's.
 */
const shopIndices = new WeakMap<HTMLElement, Map<string, number>>();

function shopIndicesOf(list: HTMLElement): Map<string, number> {
  const known = shopIndices.get(list) ?? new Map<string, number>();
  shopIndices.set(list, known);
  return known;
}

/** @see ListSession */
export function listSession(options: ListOptions): ListSession {
  const { list, itemSelector, link, report } = options;
  const shopIndexOf = shopIndicesOf(list);
  const seen = new Set<string>();
  let cards: Card[] = [];
  let ranking: Ranking | null = null;
  /** Id of the first ranking since the page was opened, or since everything was put back. */
  let viewId: string | null = null;
  let waiting: { itemId: string; atMs: number }[] = [];
  let batchTimer: ReturnType<typeof setTimeout> | undefined;
  let isStopped = false;
  let running: Promise<void> | null = null;
  let isAskedAgain = false;

  const noteSeen = (card: Card | undefined): void => {
    if (card === undefined || seen.has(card.candidate.id)) return;
    seen.add(card.candidate.id);
    waiting.push({ itemId: card.candidate.id, atMs: Date.now() });
    batchTimer ??= setTimeout(() => void learn([]), IMPRESSION_BATCH_MS);
  };
  const impressions = observeImpressions((element) =>
    noteSeen(cards.find((card) => card.element === element)),
  );

  const readCards = (): Card[] => {
    cards = readCandidates(list, itemSelector, (error) => report(error, "degraded"));
    for (const { element, candidate } of cards) {
      if (!shopIndexOf.has(candidate.id)) shopIndexOf.set(candidate.id, shopIndexOf.size);
      if (!isStopped) impressions.watch(element);
    }
    return cards;
  };

  /** Places that must not change: the shop's pins, and what the visitor has already seen. */
  const heldPlaces = (): Map<string, number> =>
    new Map(
      [...cards.entries()]
        .filter(([, { candidate, isPinned }]) => isPinned || seen.has(candidate.id))
        .map(([place, { candidate }]) => [candidate.id, place]),
    );

  const requestRanking = (): Promise<Ranking> => {
    const inShopOrder = cards
      .map(({ candidate }) => candidate)
      .sort((a, b) => shopIndexOf.get(a.id)! - shopIndexOf.get(b.id)!);
    const held = heldPlaces();
    const atMs = Date.now();
    const rankingId = eventId(atMs);
    viewId ??= rankingId;
    return link.call({
      type: "rank",
      request: {
        rankingId,
        viewId,
        listId: options.listId,
        query: options.query,
        candidates: inShopOrder,
        fixed: inShopOrder.flatMap(({ id }, index) =>
          held.has(id) ? [{ index, place: held.get(id)! }] : [],
        ),
        seen: inShopOrder.flatMap(({ id }, index) => (seen.has(id) ? [index] : [])),
        firstRow: options.protectsFirstRow ? firstRowOf(cards) : null,
        atMs,
      },
    });
  };

  const rankOnce = async (): Promise<boolean> => {
    const asked = readCards();
    const elementsBefore = list.querySelectorAll(itemSelector).length;
    if (asked.length === 0) {
      throw new RankError(
        "bad-candidates",
        `Cannot rank this list because it has no cards that match "${itemSelector}" and have an id and a title`,
      );
    }
    const answer = await requestRanking();
    if (isStopped) return true;
    // Reading 48 cards takes milliseconds: it is enough to see that the same elements stand in the same order.
    const elements: Element[] = [...list.querySelectorAll(itemSelector)];
    const places = asked.map(({ element }) => elements.indexOf(element));
    const isSame = elements.length === elementsBefore;
    if (!isSame || places.some((place, at) => place < 0 || (at > 0 && place < places[at - 1]))) {
      report(
        new RankError(
          "bad-candidates",
          "Cannot use a ranking because cards came or went while it was made; the list is ranked again",
        ),
        "degraded",
      );
      return false;
    }
    const placeOf = new Map(answer.items.map(({ id, position }) => [id, position - 1]));
    // Meanwhile the visitor may have seen a card that would now jump away under the eyes.
    if ([...heldPlaces()].some(([id, place]) => placeOf.get(id) !== place)) return false;
    const indexOf = new Map(asked.map(({ candidate }, index) => [candidate.id, index]));
    const order = answer.items.map(({ id }) => indexOf.get(id)!);
    reorder(
      asked.map(({ element }) => element),
      order,
    );
    cards = order.map((index) => asked[index]);
    ranking = answer;
    options.onOrder(answer);
    return true;
  };

  const rankUntilItHolds = async (): Promise<void> => {
    try {
      for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) if (await rankOnce()) return;
    } catch (thrown) {
      if (!isStopped) report(asRankError(thrown, "worker-failed"), "stopped");
    }
  };

  /** One ranking at a time: two at once would move the cards under each other. Asked meanwhile, it runs once more. */
  const rank = (): Promise<void> => {
    isAskedAgain = running !== null;
    running ??= rankUntilItHolds().then(() => {
      running = null;
      return isAskedAgain && !isStopped ? rank() : undefined;
    });
    return running;
  };

  /** Sends what was seen so far, and then what was chosen. */
  const learn = async (chosen: readonly Interaction[], due?: Promise<void>): Promise<void> => {
    clearTimeout(batchTimer);
    batchTimer = undefined;
    if (ranking === null) return; // impressions wait for the ranking they belong to
    const rankingId = ranking.id;
    const interactions: Interaction[] = [
      ...waiting.map((impression) => ({
        ...impression,
        type: "impression" as const,
        rankingId,
        eventId: eventId(impression.atMs),
      })),
      ...chosen,
    ];
    waiting = [];
    if (interactions.length === 0) return;
    try {
      const learned = await link.callDurably({ type: "learn", interactions }, due);
      if (isStopped || !learned.didUpdate) return;
      // Asked for first: who hears of it may have questions for the worker too, and those can wait.
      const ranked = rank();
      options.onLearned(learned);
      await ranked;
    } catch (thrown) {
      if (!isStopped) report(asRankError(thrown, "worker-failed"), "stopped");
    }
  };

  const onClick = (event: Event): void => {
    const target = event.target instanceof Element ? event.target : null;
    const card = cards.find(({ element }) => element.contains(target));
    if (
      target === null ||
      card === undefined ||
      ranking === null ||
      (event instanceof MouseEvent && event.button > 1)
    )
      return;
    if (target.closest(NOT_A_CLICK) !== null && target.closest("a[href]") === null) return;
    if (card.element.querySelector("a[href]") !== null && target.closest("a[href]") === null) return;
    // Who clicks has seen it, however quickly; only a script clicks what is not on screen.
    if (event.isTrusted || isOnScreen(card.element)) noteSeen(card);
    const atMs = Date.now();
    void learn(
      [{ type: "click", eventId: eventId(atMs), rankingId: ranking.id, itemId: card.candidate.id, atMs }],
      staysOpen(event),
    );
  };
  list.addEventListener("click", onClick, { capture: true });
  list.addEventListener("auxclick", onClick, { capture: true });

  return {
    rank,
    act: ({ action, itemId, atMs, eventId: id }, due) => {
      if (ranking === null || !ranking.items.some((item) => item.id === itemId)) return false;
      const card = cards.find(({ candidate }) => candidate.id === itemId);
      if (card !== undefined && isOnScreen(card.element)) noteSeen(card);
      void learn([{ type: action, eventId: id, rankingId: ranking.id, itemId, atMs }], due);
      return true;
    },
    restoreShopOrder: () => {
      seen.clear();
      waiting = [];
      ranking = null;
      viewId = null;
      if (cards.length === 0) return; // nothing was ever moved
      readCards();
      const shopIndexAt = cards.map(({ candidate }) => shopIndexOf.get(candidate.id)!);
      reorder(
        cards.map(({ element }) => element),
        [...cards.keys()].sort((a, b) => shopIndexAt[a] - shopIndexAt[b]),
      );
    },
    stop: () => {
      isStopped = true;
      clearTimeout(batchTimer);
      impressions.stop();
      list.removeEventListener("click", onClick, { capture: true });
      list.removeEventListener("auxclick", onClick, { capture: true });
    },
  };
}

/** How many cards the first row holds; null where there is no second one, or the cards are not drawn. */
function firstRowOf(cards: readonly Card[]): number | null {
  // Not the rectangles: cards may be on their way to another place.
  const end = cards.findIndex(({ element }) => element.offsetTop !== cards[0].element.offsetTop);
  return end === -1 ? null : end;
}

function isOnScreen(element: Element): boolean {
  const { top, bottom, left, right } = element.getBoundingClientRect();
  return bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
}
