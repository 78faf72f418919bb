import type { Action } from "../../ranking/interaction.ts";

/** Where every source of feedback leads: what the page says that the visitor did. Ids are those of the cards. */
export interface FeedbackSink {
  /**
   * The page says that an item of a list was chosen.
   *
   * @param listId Null if it did not say which list.
   * @param due    When to learn from it, if what happened may end the page.
   */
  chosen(itemId: string, listId: string | null, due?: Promise<void>): void;
  /** The page says that items were shown, in this order. */
  shown(itemIds: readonly string[], listId: string | null): void;
  /** Something was done with items beyond choosing them: put into the cart, bought, watched, saved. */
  acted(action: Action, itemIds: readonly string[], due?: Promise<void>): void;
}
