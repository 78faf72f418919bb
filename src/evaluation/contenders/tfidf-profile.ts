import type { Contender } from "../contender.ts";

/** The nearest to what the visitor bought or clicked, by weighted words. The profile comes with the task. */
export const tfidfProfile: Contender = {
  name: "tfidf-profile",
  init: () => null,
  scores: (_, task) => task.profile.tfidf,
  learn: (state) => state,
};
