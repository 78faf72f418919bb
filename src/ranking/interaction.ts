/** What a visitor may do with an item beyond choosing it: a strong sign short of the goal, or the goal of the page. */
export type Action = (typeof ACTIONS)[number];

const ACTIONS = ["cart", "purchase", "engage", "goal"] as const;

/** Whether a word from outside names an action. */
export function isAction(word: unknown): word is Action {
  return ACTIONS.includes(word as Action);
}

/**
 * What the visitor did with one item of one {@link Ranking}.
 *
 * - `impression`: at least half of the card was in the viewport for one second, or it was on screen when it was chosen
 * - `click`: the card was followed
 * - `dwell`: the visitor came back after `dwellMs` on the item
 * - `cart`, `purchase`: as the shop says, by data attribute or by a DOM event
 * - `engage`, `goal`: what stands for them where nothing is sold, e.g. half a video watched, and all of it
 */
export type Interaction = Readonly<InteractionFields> &
  ({ readonly type: "impression" | "click" | Action } | { readonly type: "dwell"; readonly dwellMs: number });

interface InteractionFields {
  /** Random, made where the interaction was seen: the same event twice counts once. */
  eventId: string;
  rankingId: string;
  itemId: string;
  /** Milliseconds since the Unix epoch. */
  atMs: number;
}
