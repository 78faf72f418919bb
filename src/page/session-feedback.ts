import { asRankError } from "../base/errors.ts";
import type { Learned } from "../worker/protocol.ts";
import { eventId } from "./feedback/event-id.ts";
import type { FeedbackSink } from "./feedback/feedback-sink.ts";
import type { PageLists } from "./page-lists.ts";
import type { WorkerLink } from "./worker-link.ts";

const MAX_ITEMS = 50;

/** Brings feedback to the list that shows the item, or else to the worker, which knows on which list it was. */
export function sessionFeedback({
  lists,
  link,
  onLearned,
}: {
  readonly lists: PageLists;
  readonly link: WorkerLink;
  readonly onLearned: (learned: Learned) => void;
}): FeedbackSink {
  const of = (listId: string | null): typeof lists.sessions => {
    const named = lists.sessions.filter((session) => session.listId === listId);
    return named.length > 0 ? named : lists.sessions; // the page may have other names for its lists
  };
  const attribute = async (
    call: Parameters<typeof link.callDurably<"attribute">>[0],
    due?: Promise<void>,
  ): Promise<void> => {
    try {
      const learned = await link.callDurably(call, due);
      if (learned.didUpdate) onLearned(learned);
    } catch (thrown) {
      console.warn(`personal-rank: ${asRankError(thrown, "worker-failed").message}`);
    }
  };
  return {
    chosen: (itemId, listId, due) => {
      of(listId).some((list) => list.learnOf("click", itemId, due));
    },
    shown: (itemIds, listId) => {
      for (const list of of(listId)) list.noteShown(itemIds);
    },
    acted: (action, itemIds, due) => {
      for (const itemId of itemIds.slice(0, MAX_ITEMS)) {
        if (lists.sessions.some((list) => list.learnOf(action, itemId, due))) continue;
        const atMs = Date.now();
        void attribute({ type: "attribute", itemId, action, atMs, eventId: eventId(atMs) }, due);
      }
    },
  };
}
