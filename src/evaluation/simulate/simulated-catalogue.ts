import type { Candidate } from "../../ranking/candidate.ts";

/** The shop in which simulated shoppers buy: n items with what a page says of them and what the encoder makes of their texts. */
export interface SimulatedCatalogue {
  /** [n]: title, brand, price and attributes count. */
  readonly candidates: readonly Candidate[];
  /** [n, size]: centred, of length 1. */
  readonly embeddings: Float32Array;
  readonly size: number;
  /** [n, 64]: as the feature group "text" takes them, before the division by 8. */
  readonly projected: Float32Array;
}
