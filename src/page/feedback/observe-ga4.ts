import { watchDataLayer } from "./data-layer.ts";
import type { FeedbackSink } from "./feedback-sink.ts";
import { parseDataLayerEntry } from "./ga4-events.ts";
import { staysOpen } from "./stays-open.ts";

/**
 * Reports what the page tells Google Analytics of this page view.
 *
 * - What was pushed before we came counts as far as it needs no list that is on screen: carts, purchases, wishes. A choice of
 *   then cannot have been made from a ranking of ours.
 * - Lists are not reported: GA4 names all that a list holds, and who takes that for what was seen learns that most of it was passed
 *   over. What is seen, the cards tell.
 *
 * @param name         Of the data layer: usually `dataLayer`.
 * @param isFirstOrder Whether an order has not been counted yet: a thank-you page may be loaded again.
 * @returns Stops.
 */
export function observeGa4(
  sink: FeedbackSink,
  { name, isFirstOrder }: { readonly name: string; readonly isFirstOrder: (orderId: string) => boolean },
): () => void {
  return watchDataLayer(name, (entry, isPast) => {
    for (const { type, itemIds, listId, orderId } of parseDataLayerEntry(entry)) {
      if (type === "shown" || (type === "chosen" && isPast)) continue;
      const due = isPast ? undefined : dueNow();
      if (type === "chosen") for (const itemId of itemIds) sink.chosen(itemId, listId, due);
      else if (orderId === null || isFirstOrder(orderId)) sink.acted(type, itemIds, due);
    }
  });
}

/** A page pushes while it handles a click, which may lead away. */
function dueNow(): Promise<void> | undefined {
  const { event } = window;
  return event instanceof MouseEvent ? staysOpen(event) : undefined;
}
