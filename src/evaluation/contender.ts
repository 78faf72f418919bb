/** A list to be ranked for one visitor. */
export interface RankTask {
  /** [n]: indices into the catalogue. */
  readonly items: readonly number[];
  /** [n, d], list-centred; the group `history` is the static score of the visitor's history so far. */
  readonly features: Float32Array;
  /** [n]: global head · φ. */
  readonly baseScores: Float64Array;
  /** [n] each: cosine of the item and the visitor's profile, by weighted words and by embeddings. */
  readonly profile: { readonly tfidf: Float64Array; readonly embedding: Float64Array };
  /** [n]: the order the shop would show without us, as a score. */
  readonly popularity: Float64Array;
}

/** A list that was shown, in displayed order: index 0 is position 1. */
export interface ShownPage extends RankTask {
  /** [n]: 1 if the item was clicked or bought. */
  readonly rewards: Uint8Array;
  /** [n]: assumed P(examined): 1 / position on pages, 1 where a set has no positions. */
  readonly propensities: Float64Array;
  readonly atMs: number;
}

/** One way of ranking for a visitor who is watched from the first interaction on; all of them see the same lists. */
export interface Contender<State = unknown> {
  readonly name: string;
  readonly init: (seed: number) => State;
  /** [n], higher first. */
  readonly scores: (state: State, task: RankTask) => Float64Array;
  readonly learn: (state: State, page: ShownPage) => State;
}
