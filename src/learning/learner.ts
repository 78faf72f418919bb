import type { Examples } from "./examples.ts";

/**
 * One way of learning a personal head online: pure functions over a state that is plain data, so that it can be
 * stored, sent between threads, and replayed bit for bit.
 *
 * A personal head is the global head plus an offset z, the only thing that is learned: score = base + z · φ.
 */
export interface Learner<State> {
  /** The state of a visitor nothing is known of: z = 0. */
  readonly init: () => State;
  /** One update. Returns the same state if the examples are not usable; never changes its arguments. */
  readonly update: (state: State, examples: Examples) => State;
  /** z, [d]: personal head − global head. */
  readonly offset: (state: State) => Float64Array;
  /**
   * The state after the global head has moved by `shift` (new − old, [d]): what the visitor taught stays. A learner
   * that knows how certain it is gives up what the new head has taken over; the others keep z as it is.
   */
  readonly rebase: (state: State, shift: Float64Array) => State;
}
