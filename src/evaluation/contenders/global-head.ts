import type { Contender } from "../contender.ts";

/** The global head alone, with the static score of the history in its features: what every personal head starts from. */
export const globalHead: Contender = {
  name: "global-head",
  init: () => null,
  scores: (_, task) => task.baseScores,
  learn: (state) => state,
};
