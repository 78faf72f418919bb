import type { Contender } from "../contender.ts";

/** The nearest to the mean of what the visitor bought or clicked, by the encoder. The profile comes with the task. */
export const meanEmbedding: Contender = {
  name: "mean-embedding",
  init: () => null,
  scores: (_, task) => task.profile.embedding,
  learn: (state) => state,
};
