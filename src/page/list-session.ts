import type { Candidate } from "../ranking/candidate.ts";
import { asRankError, RankError } from "../base/errors.ts";
import type { Action, Interaction } from "../ranking/interaction.ts";
import type { Ranking } from "../ranking/ranking.ts";
import type { Learned, RankRequest } from "../worker/protocol.ts";
import { orderApplier } from "./apply/order-applier.ts";
import { eventId } from "./feedback/event-id.ts";
import { observeChoices } from "./feedback/observe-choices.ts";
import { observeImpressions } from "./feedback/observe-impressions.ts";
import { firstRowOf, isOnScreen } from "./layout.ts";
import { listCards } from "./list-cards.ts";
import type { FoundList } from "./lists/found-list.ts";
import type { Card } from "./lists/read-candidates.ts";
import { visitorSort } from "./lists/visitor-sort.ts";
import { waitForHydration } from "./lists/wait-for-hydration.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import type { OrderTimings, OrderWatch } from "./order-timings.ts";
import { rankRequest } from "./rank-request.ts";
import type { Report } from "./report.ts";
import type { Settings } from "./settings.ts";
import { nextTask } from "./slices.ts";
import type { WorkerLink } from "./worker-link.ts";

/** What a list needs of its surroundings. */
export interface ListOptions extends FoundList {
  readonly settings: Settings;
  readonly link: WorkerLink;
  readonly report: Report;
  readonly timings: OrderTimings;
  /** An item was chosen by its card: comes back as {@link ListSession.learnOf} unless another source has told it before. */
  readonly choose: (itemId: string, due: Promise<void>) => void;
  readonly onOrder: (ranking: Ranking) => void;
  readonly onLearned: (learned: Learned) => void;
}

/** One list of the page: ranks it, watches it, learns from it, and ranks the rest again. */
export interface ListSession {
  readonly list: HTMLElement;
  readonly listId: string;
  /** What is on screen; null until the first ranking. */
  readonly ranking: Ranking | null;
  /** Ranks what the visitor has not seen yet; does nothing if it fails. A lesson is timed from `fromMs`, see {@link OrderTimings}. */
  rank(fromMs?: number): Promise<void>;
  /** What a page that comes new would ask for these cards: nothing on it has been seen. Null until the first ranking. */
  asIfNew(): RankRequest | null;
  /** Whether the page has put other cards there since they were last ranked. */
  hasChanged(): boolean;
  /** Puts every card back where the shop had it, and treats all of them as not seen yet. */
  restoreShopOrder(): void;
  /** Learns that an item on this list was chosen, or what was done with it; false if it is not on this list now. */
  learnOf(type: "click" | Action, itemId: string, due?: Promise<void>): boolean;
  /** What the card of an item says; null if it is not on this list now. */
  candidateOf(itemId: string): Candidate | null;
  /** The card of this list that an element is in; null outside all of them. */
  cardAt(element: Element): { readonly id: string; readonly element: Element } | null;
  /** Notes that items of this list were seen. */
  noteShown(itemIds: readonly string[]): void;
  stop(): void;
}

const MAX_ATTEMPTS = 3;
const IMPRESSION_BATCH_MS = 2_000;
const HYDRATION_TIMEOUT_MS = 10_000;

/** @see ListSession */
export function listSession(options: ListOptions): ListSession {
  const { list, itemSelector, listId, settings, link, report, timings } = options;
  const tell = (error: RankError): void => report(error, "degraded");
  const applier = orderApplier(list, settings.apply, {
    onProblem: (message) => tell(new RankError("bad-candidates", message)),
  });
  const board = listCards({ list, itemSelector, applier, onProblem: tell });
  const seen = new Set<string>();
  let ranking: Ranking | null = null;
  /** Id of the first ranking since the page was opened, or since everything was put back. */
  let viewId: string | null = null;
  let waiting: { itemId: string; atMs: number }[] = [];
  let batchTimer: ReturnType<typeof setTimeout> | undefined;
  const stopping = new AbortController();
  let lessonFromMs: number | null = null; // of the first lesson that no order has followed yet
  /** Cards are only moved once a framework that renders them is done with its first pass. */
  let hydration: ReturnType<typeof waitForHydration> | null = null;
  /** Nothing can be moved here: the shop's order is all that can be shown, and learned from. */
  let isImmovable = false;

  const noteSeen = (card: Card | undefined): void => {
    if (card === undefined || seen.has(card.candidate.id)) return;
    seen.add(card.candidate.id);
    waiting.push({ itemId: card.candidate.id, atMs: Date.now() });
    batchTimer ??= setTimeout(() => void learn([]), IMPRESSION_BATCH_MS);
  };
  const impressions = observeImpressions((element) =>
    noteSeen(board.cards.find((card) => card.element === element)),
  );

  const beginView = (): void => {
    seen.clear();
    waiting = [];
    ranking = null;
    viewId = null;
  };
  const readCards = async (): Promise<readonly Card[]> => {
    const isNewView = await board.readInSlices();
    if (stopping.signal.aborted) return [];
    if (isNewView) {
      void learn([]); // what was seen belongs to what stood there
      beginView();
    }
    for (const { element } of board.cards) impressions.watch(element);
    return board.cards;
  };

  const placesOf = (isHeld: (card: Card) => boolean): Map<string, number> =>
    new Map(
      [...board.cards.entries()]
        .filter(([, card]) => isHeld(card))
        .map(([place, { candidate }]) => [candidate.id, place]),
    );
  /** Places that must not change: the shop's pins, what the visitor has already seen; all, where the visitor chose the order. */
  const heldPlaces = (): Map<string, number> => {
    const areAllHeld = isImmovable || visitorSort(document, location.href) !== null;
    return placesOf(({ candidate, isPinned }) => areAllHeld || isPinned || seen.has(candidate.id));
  };

  const request = (view: Pick<Parameters<typeof rankRequest>[1], "rankingId" | "viewId" | "held" | "seen">) =>
    rankRequest(board, {
      ...view,
      listId,
      query: settings.query(),
      // Only where chance has a part in the order is the page asked where its first row ends.
      firstRow: settings.start.explore === "none" ? null : firstRowOf(board.cards),
      rules: settings.rules,
      atMs: Date.now(),
    });
  const requestRanking = (): Promise<Ranking> => {
    const rankingId = eventId(Date.now());
    viewId ??= rankingId;
    return link.call({
      type: "rank",
      request: request({ rankingId, viewId, held: heldPlaces(), seen }),
    });
  };

  const rankOnce = async (watch: OrderWatch): Promise<boolean> => {
    const asked = await readCards();
    watch.lap("readMs");
    if (stopping.signal.aborted) return true;
    if (asked.length === 0) {
      throw new RankError(
        "bad-candidates",
        `Cannot rank this list because it has no cards that match "${itemSelector}" and have an id and a title; it is looked at again when the page changes`,
      );
    }
    const [answer, hydrated] = await Promise.all([
      requestRanking().finally(() => watch.lap("answerMs")),
      (hydration ??= waitForHydration(list, { timeoutMs: HYDRATION_TIMEOUT_MS, signal: stopping.signal })),
    ]);
    watch.lap("frameworkMs");
    if (stopping.signal.aborted) return true;
    if (board.hasChanged()) {
      tell(
        new RankError(
          "bad-candidates",
          "Cannot use a ranking because cards came or went while it was made; the list is ranked again",
        ),
      );
      return false;
    }
    const placeOf = new Map(answer.items.map(({ id, position }) => [id, position - 1]));
    // Meanwhile the visitor may have seen a card that would now jump away under the eyes.
    if ([...heldPlaces()].some(([id, place]) => placeOf.get(id) !== place)) return false;
    const indexOf = new Map(asked.map(({ candidate }, index) => [candidate.id, index]));
    const order = answer.items.map(({ id }) => indexOf.get(id)!);
    const isTooEarly = hydrated === "timed out" && settings.apply !== "event";
    if (!isImmovable && (isTooEarly || !board.show(order))) {
      if (isTooEarly) {
        tell(
          new RankError(
            "bad-candidates",
            `Cannot show another order on this list because the framework that its HTML was made for has not taken it over within ${HYDRATION_TIMEOUT_MS / 1000} s; see docs/frameworks.md`,
          ),
        );
      }
      isImmovable = true;
      return false;
    }
    ranking = answer;
    watch.done({ rankingId: answer.id, cards: order.length });
    options.onOrder(answer);
    return true;
  };

  const rankUntilItHolds = async (): Promise<void> => {
    const watch = timings.watch(lessonFromMs);
    lessonFromMs = null;
    await nextTask(); // what asked for it has just looked for lists, or has heard of a lesson
    if (stopping.signal.aborted) return;
    try {
      for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) if (await rankOnce(watch)) return;
    } catch (thrown) {
      if (stopping.signal.aborted) return;
      const error = asRankError(thrown, "worker-failed");
      report(error, error.reason === "bad-candidates" ? "degraded" : "stopped");
    }
  };

  const rankNext = oneAtATime(rankUntilItHolds); // two at once would move the cards under each other
  const rank = (fromMs?: number): Promise<void> => {
    lessonFromMs ??= fromMs ?? null;
    return rankNext();
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
    const fromMs = performance.now();
    try {
      const learned = await link.callDurably({ type: "learn", interactions }, due);
      if (stopping.signal.aborted || !learned.didUpdate) return;
      // Asked for first: who hears of it may have questions for the worker too, and those can wait.
      const ranked = rank(fromMs);
      options.onLearned(learned);
      await ranked;
    } catch (thrown) {
      if (!stopping.signal.aborted) report(asRankError(thrown, "worker-failed"), "stopped");
    }
  };
  const learnOf = (type: "click" | Action, itemId: string, due?: Promise<void>): boolean => {
    if (ranking === null || !ranking.items.some((item) => item.id === itemId)) return false;
    const atMs = Date.now();
    void learn([{ type, eventId: eventId(atMs), rankingId: ranking.id, itemId, atMs }], due);
    return true;
  };

  const stopChoices = observeChoices(list, {
    cards: () => (ranking === null ? [] : board.cards),
    onChoice: (card, event, due) => {
      // Who clicks has seen it, however quickly; only a script clicks what is not on screen.
      if (event.isTrusted || isOnScreen(card.element)) noteSeen(card);
      options.choose(card.candidate.id, due);
    },
  });

  return {
    list,
    listId,
    get ranking() {
      return ranking;
    },
    rank,
    asIfNew: () => {
      if (ranking === null) return null;
      const held = placesOf(({ isPinned }) => isPinned);
      return request({ rankingId: "what-if", viewId: "what-if", held, seen: new Set() });
    },
    hasChanged: () => board.hasChanged(),
    learnOf: (type, itemId, due) => {
      const card = board.cardOf(itemId);
      if (card !== undefined && isOnScreen(card.element)) noteSeen(card);
      return learnOf(type, itemId, due);
    },
    candidateOf: (itemId) => board.cardOf(itemId)?.candidate ?? null,
    cardAt: (element) => {
      const card = board.cardAt(element);
      return card === undefined ? null : { id: card.candidate.id, element: card.element };
    },
    noteShown: (itemIds) => {
      for (const id of itemIds) noteSeen(board.cardOf(id));
    },
    restoreShopOrder: () => {
      const hasMoved = board.cards.length > 0; // else nothing was ever moved
      beginView();
      impressions.restart();
      if (!hasMoved || board.read()) return;
      const shopIndexAt = board.cards.map(({ candidate }) => board.shopIndexOf(candidate.id));
      board.show([...shopIndexAt.keys()].toSorted((a, b) => shopIndexAt[a] - shopIndexAt[b]));
    },
    stop: () => {
      stopping.abort();
      clearTimeout(batchTimer);
      impressions.stop();
      applier.stop();
      stopChoices();
    },
  };
}
