import type { Examples } from "./examples.ts";

/**
 * One way of learning a personal head online: pure functions over a state that is plain data, so that it can be
 * stored, sent between threads, and replayed bit for bit.
 *
 * A personal head adds its own part to what the global head says: score = base + personal part. For the linear ones
 * the personal part is z · φ with an offset z, the only thing that is learned.
 */
export interface Learner<State> {
  /**
   * The state of a visitor nothing is known of: every personal part is 0.
   *
   * @param seed Any integer, 0 unless said; starts the rule's own chance. Rules without chance ignore it.
   */
  readonly init: (seed?: number) => State;
  /** One update. Returns the same state if the examples are not usable; never changes its arguments. */
  readonly update: (state: State, examples: Examples) => State;
  /** The personal part of the scores, [n], of n items with features [n, d]. RangeError on any other length. */
  readonly scores: (state: State, features: Float32Array) => Float64Array;
  /** z, [d]: personal head − global head. Of a nonlinear head the linear part, which is what may be shared. */
  readonly offset: (state: State) => Float64Array;
  /**
   * The state after the global head has moved by `shift` (new − old, [d]): what the visitor taught stays. A learner
   * that knows how certain it is gives up what the new head has taken over; the others keep z as it is.
   */
  readonly rebase: (state: State, shift: Float64Array) => State;
}
