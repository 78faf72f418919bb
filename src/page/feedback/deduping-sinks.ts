import type { Action } from "../../ranking/interaction.ts";
import type { FeedbackSink } from "./feedback-sink.ts";
import { recentSigns, type SignStorage } from "./recent-signs.ts";

/** How long after the first notice other sources may report the same click or cart, in ms: some wait for their server. */
const WINDOW_MS = 10_000;
/** A double click, or a tag that a page carries twice. */
const REPEAT_MS = 500;
/** What is done once: who buys, or watches to the end, the same thing again within this time has reloaded the page. */
const ONCE_MS = 30 * 60 * 1000;
/** A sink takes no more items than this from one call. */
const MAX_AT_ONCE = 50;
const ONCE = { echoMs: ONCE_MS, repeatMs: ONCE_MS };

/**
 * Wraps a sink so that every source can be on at once: what two of them report within ten seconds counts once. Purchases, and
 * what is no matter of carts, count once in half an hour, whoever reports them.
 *
 * @param sink    Where what is new goes.
 * @param options `nowMs`: the clock. `storage`: where actions are remembered beyond the page; choices never are, as only the
 *   page that shows the list can learn from them.
 * @returns Makes the sink of one source, by its name.
 */
export function dedupingSinks(
  sink: FeedbackSink,
  { nowMs, storage, windowMs = WINDOW_MS }: DedupingOptions,
): (source: string) => FeedbackSink {
  const choices = recentSigns(nowMs, null);
  const actions = recentSigns(nowMs, storage);
  const many = { echoMs: windowMs, repeatMs: REPEAT_MS };
  const within = (action: Action): typeof many => (action === "cart" ? many : ONCE);
  return (source) => ({
    chosen: (itemId, listId, due) => {
      if (choices.isNew(source, itemId, many)) sink.chosen(itemId, listId, due);
    },
    shown: (itemIds, listId) => sink.shown(itemIds, listId),
    acted: (action, itemIds, due) => {
      const fresh = itemIds.filter((itemId) => actions.isNew(source, `${action} ${itemId}`, within(action)));
      for (let from = 0; from < fresh.length; from += MAX_AT_ONCE)
        sink.acted(action, fresh.slice(from, from + MAX_AT_ONCE), due);
    },
  });
}

export interface DedupingOptions {
  readonly nowMs: () => number;
  readonly storage: SignStorage | null;
  readonly windowMs?: number;
}
