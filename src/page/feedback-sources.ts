import { observeCartForms } from "./feedback/cart-forms.ts";
import { type CardOf } from "./feedback/page-item.ts";
import { dedupingSinks } from "./feedback/deduping-sinks.ts";
import type { FeedbackSink } from "./feedback/feedback-sink.ts";
import { sessionSigns } from "./feedback/feedback-storage.ts";
import { observeKind } from "./feedback/kind-feedback.ts";
import { observeGa4 } from "./feedback/observe-ga4.ts";
import { recentSigns } from "./feedback/recent-signs.ts";
import { observeShopify } from "./feedback/shopify-events.ts";
import type { Settings } from "./settings.ts";

/** Everything on the page that tells what the visitor does. */
export interface FeedbackSources {
  /** Where the cards' own clicks go, and what scripts of the page report: the same from two sources counts once. */
  sink(source: string): FeedbackSink;
  stop(): void;
}

/** How long an order or a letter of the shop's pixel is known again: as long as a thank-you page may be loaded anew. */
const ONCE_MS = 30 * 24 * 60 * 60 * 1000;

/**
 * Listens to all sources beside the cards themselves.
 *
 * @param sink   Where what is new ends.
 * @param cardOf By the lists as they are now.
 */
export function feedbackSources(
  { kind, ga4 }: Pick<Settings, "kind" | "ga4">,
  sink: FeedbackSink,
  cardOf: CardOf,
): FeedbackSources {
  const nowMs = (): number => Date.now();
  const sinkOf = dedupingSinks(sink, { nowMs, storage: sessionSigns });
  const orders = recentSigns(nowMs, sessionSigns);
  const isFirst = (id: string): boolean => orders.isNew("order", id, { echoMs: 0, repeatMs: ONCE_MS });
  const stops = [
    observeKind(kind, sinkOf("kind"), { cardOf, now: () => performance.now() }),
    observeCartForms(sinkOf, cardOf),
    observeShopify(sinkOf, { cardOf, isFirst }),
    ...(ga4 === null ? [] : [observeGa4(sinkOf("ga4"), { name: ga4, isFirstOrder: isFirst })]),
  ];
  return {
    sink: sinkOf,
    stop: () => {
      for (const stop of stops) stop();
    },
  };
}
