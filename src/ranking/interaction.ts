/**
 * What the visitor did with one item of one {@link Ranking}.
 *
 * - `impression`: at least half of the card was in the viewport for one second, or it was on screen when it was chosen
 * - `click`: the card was followed
 * - `dwell`: the visitor came back after `dwellMs` on the item
 * - `cart`, `purchase`: as the shop says, by data attribute or by a DOM event
 */
export type Interaction = Readonly<InteractionFields> &
  (
    | { readonly type: "impression" | "click" | "cart" | "purchase" }
    | { readonly type: "dwell"; readonly dwellMs: number }
  );

interface InteractionFields {
  /** Random, made where the interaction was seen: the same event twice counts once. */
  eventId: string;
  rankingId: string;
  itemId: string;
  /** Milliseconds since the Unix epoch. */
  atMs: number;
}
