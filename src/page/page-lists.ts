import type { FoundList } from "./lists/found-list.ts";
import type { ListSession } from "./list-session.ts";

/** All lists of the page that a tag serves, as the page is now. */
export interface PageLists {
  /** In document order. */
  readonly sessions: readonly ListSession[];
  /** Looks for lists anew: begins with those that came, ends with those that went, ranks what has changed. */
  refresh(): Promise<void>;
  /** Ranks all lists, see {@link ListSession.rank}. */
  rank(fromMs?: number): Promise<void>;
  restoreShopOrder(): void;
  stop(): void;
}

/**
 * Keeps one session per list of a page that changes.
 *
 * @param options `find` tells which lists there are now; `make` begins a session.
 */
export function pageLists({
  find,
  make,
}: {
  readonly find: () => readonly FoundList[];
  readonly make: (found: FoundList) => ListSession;
}): PageLists {
  let sessions: readonly ListSession[] = [];
  let isStopped = false;

  const refresh = async (): Promise<void> => {
    if (isStopped) return;
    const gone = sessions.filter(({ list }) => !list.isConnected);
    for (const session of gone) session.stop();
    const kept = sessions.filter((session) => !gone.includes(session));
    const changed = kept.filter((session) => session.hasChanged());
    const begun: ListSession[] = [];
    for (const found of find()) {
      const { list } = found;
      // A list inside a list that is served already would be moved by two hands.
      const isServed = [...kept, ...begun].some(
        (served) => served.list.contains(list) || list.contains(served.list),
      );
      if (!isServed) begun.push(make(found));
    }
    sessions = [...kept, ...begun].toSorted((a, b) =>
      a.list.compareDocumentPosition(b.list) & Node.DOCUMENT_POSITION_PRECEDING ? 1 : -1,
    );
    await Promise.all(
      sessions
        .filter((session) => changed.includes(session) || begun.includes(session))
        .map((session) => session.rank()),
    );
  };

  return {
    get sessions() {
      return sessions;
    },
    refresh,
    rank: async (fromMs) => {
      await Promise.all(sessions.map((session) => session.rank(fromMs)));
    },
    restoreShopOrder: () => {
      for (const session of sessions) session.restoreShopOrder();
    },
    stop: () => {
      isStopped = true;
      for (const session of sessions) session.stop();
    },
  };
}
