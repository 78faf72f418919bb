import type { Action } from "../../ranking/interaction.ts";
import type { Kind } from "../kinds.ts";
import type { FeedbackSink } from "./feedback-sink.ts";
import { observeAnswers } from "./observe-answers.ts";
import { observePosts } from "./observe-posts.ts";
import { observeReading } from "./observe-reading.ts";
import { observeWatching } from "./observe-watching.ts";
import type { CardOf } from "./page-item.ts";

export interface KindOptions {
  /** By the lists as they are now. */
  readonly cardOf: CardOf;
  /** Milliseconds since any start; never goes back. */
  readonly now: () => number;
}

/** What an observer of one kind needs: where to tell of it, and each item's action only once. */
export interface KindSigns extends KindOptions {
  readonly kind: Kind;
  /** The item was chosen where it stands, without another page. */
  readonly chosen: (itemIds: readonly string[]) => void;
  readonly acted: (action: Action, itemIds: readonly string[], due?: Promise<void>) => void;
}

/**
 * Watches for what counts as feedback on one kind of page, on its lists and on the pages of its items:
 *
 * - `video`: half of a video, or three minutes of it, were played: `engage`; nine tenths: `goal`
 * - `feed`: a post was answered, liked, shared, saved, or filled the view for ten seconds: `engage`; unfolded: chosen
 * - `help`: an answer was said to help: `goal`; text of it was copied: `engage`; unfolded: chosen
 * - `news`: half an article was read, in a time in which that can be: `engage`; all of it: `goal`
 * - `shop`: nothing beyond carts and purchases, which every kind of page may report
 *
 * Each item is told of once per action. Costs a few listeners on the document; nothing runs while nobody does anything.
 *
 * @returns Stops watching.
 */
export function observeKind(kind: Kind, sink: FeedbackSink, options: KindOptions): () => void {
  const told = new Set<string>();
  const signs: KindSigns = {
    ...options,
    kind,
    chosen: (itemIds) => {
      for (const itemId of itemIds) sink.chosen(itemId, null);
    },
    acted: (action, itemIds, due) => {
      const fresh = itemIds.filter((itemId) => !told.has(`${action} ${itemId}`));
      for (const itemId of fresh) told.add(`${action} ${itemId}`);
      if (fresh.length > 0) sink.acted(action, fresh, due);
    },
  };
  switch (kind) {
    case "video":
      return observeWatching(signs);
    case "feed":
      return observePosts(signs);
    case "help":
      return observeAnswers(signs);
    case "news":
      return observeReading(signs);
    case "shop":
      return () => undefined;
  }
}
