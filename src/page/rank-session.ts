import { asRankError, RankError } from "../base/errors.ts";
import type { Ranking } from "../ranking/ranking.ts";
import type { Forgotten, Inspection, Learned, Shared } from "../worker/protocol.ts";
import { eraseVisitor, isErasureUnfinished } from "./erase-visitor.ts";
import { eventId } from "./event-id.ts";
import { type ListSession, listSession } from "./list-session.ts";
import { observeActions } from "./observe-actions.ts";
import { pendingCalls } from "./pending-calls.ts";
import { readCandidates } from "./read-candidates.ts";
import { emit, type Report } from "./report.ts";
import type { Settings } from "./settings.ts";
import { type WorkerLink, workerLink } from "./worker-link.ts";

export type SessionState = "waiting-for-consent" | "starting" | "ready" | "stopped";

/** Everything one tag does on its page, from consent to erasure. */
export interface RankSession {
  readonly state: SessionState;
  /** False on pages without a list, such as a product page or the cart. */
  readonly hasList: boolean;
  /** What is on screen; null until the first ranking. */
  readonly ranking: Ranking | null;
  inspect(): Promise<Inspection>;
  share(): Promise<Shared>;
  /**
   * Erases everything that was learned and starts again from nothing; or unlearns exactly these events, or everything about
   * one item. Then the list is ordered anew from the shop's order. Null if everything was erased.
   */
  forget(what?: Forgettable): Promise<Forgotten | null>;
  /** Ranks the list again, e.g. after the page has added cards. */
  rank(): Promise<void>;
  /** Ends the worker at once; the page keeps the order it has. */
  stop(): void;
  /** Consent is withdrawn: ends the worker at once, puts the shop's order back, erases everything stored. */
  withdraw(): void;
}

/** What a part of it may be forgotten by. */
export type Forgettable = { readonly eventIds: readonly string[] } | { readonly itemId: string };

/** The list of a tag, if its page has one. */
export interface ListTarget {
  readonly list: HTMLElement;
  readonly itemSelector: string;
}

/**
 * Starts a tag: nothing is loaded, stored or sent unless the settings say that the visitor has consented.
 *
 * @param settings Checked settings of the tag.
 * @param options  `target` is null on pages without a list (product page, cart), which still report what was bought;
 *   events are dispatched on `events`, from where they bubble.
 */
export function rankSession(
  settings: Settings,
  { target, events, report }: { target: ListTarget | null; events: EventTarget; report: Report },
): RankSession {
  let state: SessionState = settings.hasConsent ? "starting" : "waiting-for-consent";
  let ranking: Ranking | null = null;
  let link: WorkerLink | null = null;
  let list: ListSession | null = null;
  const cleanUps: (() => void)[] = [];

  const end = (): void => {
    state = "stopped";
    for (const cleanUp of cleanUps.splice(0)) cleanUp();
    list?.stop();
    link?.stop();
  };
  const needLink = (): WorkerLink => {
    if (link !== null && state !== "stopped") return link;
    throw new RankError(
      "worker-failed",
      `Cannot ask the worker because the tag is "${state}"; it needs consent="granted"`,
    );
  };
  const onLearned = (learned: Learned): void => emit(events, "personal-rank:learned", learned);
  const erase = (): void => {
    pendingCalls().erase();
    eraseVisitor().catch((thrown: unknown) => report(asRankError(thrown, "storage-failed"), "degraded"));
  };

  /** Only a page with a list is a place to come back to: on the product page the look has just begun. */
  const onReturn = (): void => {
    if (document.visibilityState !== "visible") return;
    const atMs = Date.now();
    needLink()
      .call({ type: "return", atMs, eventId: eventId(atMs) })
      .then(async (learned) => {
        if (!learned.didUpdate) return;
        onLearned(learned);
        await list?.rank();
      })
      .catch(() => undefined); // the end of the worker is reported once, by `onDeath`
  };

  /** Its code is loaded by pages that ask for it, once they have their list. */
  const prepareNext = (itemSelector: string): void => {
    const { listSelector } = settings;
    import("./prepare-next-page.ts")
      .then(({ prepareNextPage }) =>
        prepareNextPage({
          listSelector: listSelector ?? "personal-rank",
          itemSelector,
          readCandidates,
          fetch: (...request) => fetch(...request),
          isOver: () => state === "stopped",
          prepare: (candidates) => needLink().call({ type: "prepare", candidates }),
        }),
      )
      .catch(() => undefined); // then the next page is encoded when it comes
  };

  const begin = (): void => {
    link = workerLink(settings, {
      onWarning: (error) => report(error, "degraded"),
      onDeath: (error) => {
        end();
        report(error, "stopped");
      },
    });
    // At once: a thank-you page may report its purchase before the worker has started.
    cleanUps.push(
      observeActions(async (call, due) => {
        if (list?.act(call, due) === true) return;
        const learned = await needLink().callDurably(call, due);
        if (learned.didUpdate) onLearned(learned);
      }),
    );
    if (target === null) return;
    list = listSession({
      ...target,
      listId: settings.listId,
      query: settings.query,
      protectsFirstRow: settings.explore !== "none",
      link,
      report,
      onLearned,
      onOrder: (shown) => {
        if (ranking === null && settings.prepare === "next-page") prepareNext(target.itemSelector);
        ranking = shown;
        emit(events, "personal-rank:order", { ranking: shown });
      },
    });
    document.addEventListener("visibilitychange", onReturn);
    addEventListener("pageshow", onReturn);
    cleanUps.push(() => {
      document.removeEventListener("visibilitychange", onReturn);
      removeEventListener("pageshow", onReturn);
    });
  };

  const start = async (): Promise<void> => {
    begin();
    const started = await needLink().started;
    state = "ready";
    emit(events, "personal-rank:ready", started);
    if (list === null) return;
    onReturn();
    await list.rank();
  };

  if (settings.hasConsent) {
    start().catch((thrown: unknown) => {
      if (state === "stopped") return;
      end();
      report(asRankError(thrown, "worker-failed"), "stopped");
    });
  } else if (isErasureUnfinished()) {
    erase();
  }

  return {
    get state() {
      return state;
    },
    hasList: target !== null,
    get ranking() {
      return ranking;
    },
    inspect: async () => needLink().call({ type: "inspect" }),
    share: async () => needLink().call({ type: "share" }),
    forget: async (what) => {
      const worker = needLink();
      if (what === undefined) pendingCalls().erase();
      const forgotten = await worker.call(
        what === undefined ? { type: "forget" } : { type: "forget", ...what },
      );
      list?.restoreShopOrder();
      await list?.rank();
      return forgotten;
    },
    rank: async () => list?.rank(),
    stop: end,
    withdraw: () => {
      end();
      erase();
      list?.restoreShopOrder();
    },
  };
}
