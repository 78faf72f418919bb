import { asRankError, RankError } from "../base/errors.ts";
import type { Learned, RankRequest } from "../worker/protocol.ts";
import { choiceTrail } from "./feedback/choice-trail.ts";
import { checkedSink } from "./feedback/checked-sink.ts";
import { eventId } from "./feedback/event-id.ts";
import { sessionTrail } from "./feedback/feedback-storage.ts";
import { pendingCalls } from "./feedback/pending-calls.ts";
import { feedbackSources } from "./feedback-sources.ts";
import { listSession } from "./list-session.ts";
import { prepareNextPage } from "./lists/prepare-next-page.ts";
import { isSortControl } from "./lists/visitor-sort.ts";
import { observePage } from "./observe-page.ts";
import { orderTimings } from "./order-timings.ts";
import { pageLists } from "./page-lists.ts";
import { pageTargets } from "./page-targets.ts";
import type { RankHandle } from "./rank-handle.ts";
import { changedRequest } from "./rank-request.ts";
import { emit, type Report } from "./report.ts";
import { sessionFeedback } from "./session-feedback.ts";
import { readSettings } from "./settings.ts";
import type { TagSource } from "./tag.ts";
import { workerLink } from "./worker-link.ts";

/** Everything one tag does on its page once the visitor has consented. */
export interface RankSession extends Pick<
  RankHandle,
  | "hasList"
  | "rankings"
  | "candidateOf"
  | "inspect"
  | "share"
  | "exposure"
  | "whatIf"
  | "timeline"
  | "replayPersona"
  | "exportState"
  | "importState"
  | "forget"
  | "rank"
  | "feedback"
> {
  readonly state: "starting" | "ready" | "stopped";
  /** Puts every card back where the shop had it. */
  restoreShopOrder(): void;
  /** Ends the worker at once; the page keeps the order it has. */
  stop(): void;
}

export interface RankSessionOptions extends TagSource {
  readonly report: Report;
}

/** A sort that the page carries out by itself has been carried out by then, in ms. */
const SORTED_WITHIN_MS = 1_000;

/**
 * Starts a tag.
 *
 * @throws {RankError} `worker-failed` if the browser refuses to make the worker.
 */
export function rankSession({ host, report, ...source }: RankSessionOptions): RankSession {
  const settings = readSettings(source.read, {
    scriptUrl: source.scriptUrl,
    onProblem: (message) => report(new RankError("protocol", message), "degraded"),
  });
  const events = host ?? document;
  let state: RankSession["state"] = "starting";
  let isPrepared = false;
  const onLearned = (learned: Learned): void => emit(events, "personal-rank:learned", learned);
  const stopFor = (thrown: unknown): void => {
    if (state === "stopped") return;
    end();
    report(asRankError(thrown, "worker-failed"), "stopped");
  };

  const link = workerLink(settings, {
    onWarning: (error) => report(error, "degraded"),
    onDeath: stopFor,
  });
  const trail = choiceTrail(sessionTrail, {
    url: () => location.href,
    referrer: document.referrer,
    historyLength: history.length,
  });
  const targets = pageTargets(settings, host, report);
  const timings = orderTimings();
  const lists = pageLists({
    find: () => targets.find(),
    make: (found) =>
      listSession({
        ...found,
        settings,
        link,
        report,
        timings,
        onLearned,
        choose: (itemId, due) => {
          trail.chosen();
          sources.sink("cards").chosen(itemId, found.listId, due);
        },
        onOrder: (ranking) => {
          emit(found.list, "personal-rank:order", { ranking });
          if (settings.prepare === "next-page" && !isPrepared) prepareNext();
        },
      }),
  });
  const sources = feedbackSources(settings, sessionFeedback({ lists, link, onLearned }), (element) => {
    for (const session of lists.sessions) {
      const card = session.cardAt(element);
      if (card !== null) return card;
    }
    return null;
  });

  const prepareNext = (): void => {
    isPrepared = true;
    prepareNextPage({
      read: (next) => targets.readNext(next),
      fetch: (...request) => fetch(...request),
      isOver: () => state === "stopped",
      prepare: (candidates) => link.call({ type: "prepare", candidates }),
    }).catch(() => undefined); // then the next page is encoded when it comes
  };

  /** Only a page with a list is a place to come back to, unless the choice led there: then the look has just begun. */
  const onReturn = (): void => {
    if (document.visibilityState !== "visible" || lists.sessions.length === 0 || !trail.isBack()) return;
    const atMs = Date.now();
    const fromMs = performance.now();
    link
      .call({ type: "return", atMs, eventId: eventId(atMs) })
      .then(async (learned) => {
        if (!learned.didUpdate) return;
        onLearned(learned);
        await lists.rank(fromMs);
      })
      .catch(() => undefined); // the end of the worker is reported once, by `onDeath`
  };

  /** The page is about to sort its cards: it must find them where it put them. */
  const onSort = (event: Event): void => {
    const control = event.composedPath()[0];
    if (!(control instanceof Element) || !isSortControl(control)) return;
    if (control.closest("a[href]") !== null) return; // its cards come anew, from the shop
    lists.restoreShopOrder();
    setTimeout(() => void lists.rank(), SORTED_WITHIN_MS);
  };
  const page = observePage(host ?? document, () => void lists.refresh());
  const ending = new AbortController();
  const { signal } = ending;
  document.addEventListener("visibilitychange", onReturn, { signal });
  addEventListener("pageshow", onReturn, { signal });
  for (const type of ["click", "change"]) document.addEventListener(type, onSort, { capture: true, signal });

  const end = (): void => {
    state = "stopped";
    ending.abort();
    page.stop();
    sources.stop();
    lists.stop();
    timings.stop();
    link.stop();
  };

  /** The list as a new page would ask for it. */
  const newPage = (listId: string | undefined): RankRequest => {
    const session = lists.sessions.find((one) => listId === undefined || one.listId === listId);
    const request = session?.asIfNew() ?? null;
    if (request !== null) return request;
    throw new RankError(
      "list-not-found",
      `Cannot order a list in another way because ${listId === undefined ? "no list" : `no list "${listId}"`} has been ranked on this page yet; ask after personal-rank:order`,
    );
  };

  const start = async (): Promise<void> => {
    const started = await link.started;
    if (state === "stopped") return;
    state = "ready";
    emit(events, "personal-rank:ready", started);
    const ranked = lists.refresh();
    onReturn();
    await ranked;
  };
  start().catch(stopFor);

  return {
    get state() {
      return state;
    },
    get hasList() {
      return lists.sessions.length > 0;
    },
    get rankings() {
      return lists.sessions.flatMap(({ ranking }) => ranking ?? []);
    },
    candidateOf: (itemId) =>
      lists.sessions.map((list) => list.candidateOf(itemId)).find((candidate) => candidate !== null) ?? null,
    inspect: async () => {
      const inspection = await link.call({ type: "inspect" });
      return { ...inspection, speed: { ...inspection.speed, orders: [...timings.all] } };
    },
    share: () => link.call({ type: "share" }),
    exposure: () => link.call({ type: "exposure" }),
    whatIf: async (changes) =>
      link.call({
        type: "what-if",
        request: changedRequest(newPage(changes.listId), changes),
        without: changes.without ?? [],
      }),
    timeline: async (listId) => link.call({ type: "timeline", request: newPage(listId) }),
    replayPersona: async (liked, listId) => link.call({ type: "persona", request: newPage(listId), liked }),
    forget: async (what) => {
      if (what === undefined) pendingCalls().erase();
      const forgotten = await link.call(
        what === undefined ? { type: "forget" } : { type: "forget", ...what },
      );
      lists.restoreShopOrder();
      await lists.rank();
      return forgotten;
    },
    exportState: () => link.call({ type: "export-state" }),
    importState: async (json) => {
      const imported = await link.call({ type: "import-state", json: asText(json) });
      lists.restoreShopOrder();
      await lists.rank();
      return imported;
    },
    rank: async () => {
      await lists.refresh();
      await lists.rank();
    },
    feedback: checkedSink(sources.sink("page"), (message) =>
      report(new RankError("protocol", message), "degraded"),
    ),
    restoreShopOrder: () => lists.restoreShopOrder(),
    stop: end,
  };
}

/** Anything as text, in which the worker looks for a state: "" for what JSON cannot hold. */
function asText(json: unknown): string {
  try {
    return JSON.stringify(json) ?? "";
  } catch {
    return "";
  }
}
