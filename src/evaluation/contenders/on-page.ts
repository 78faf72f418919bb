import { propensityAt, shopPriorAt } from "../../ranking/position-model.ts";
import type { Contender, RankTask } from "../contender.ts";

/**
 * A contender on pages, as the tag has it: the order in which a list comes is taken for the shop's, which has a say; and what it
 * learns from is shown in its own order, so that what stands lower counts as less looked at. In a replay the lists come in random
 * order, which is the worst that a shop's order can be: what that costs is the difference to the contender itself.
 *
 * @returns Scores are given without the shop's part, in whose random order there is nothing to be found.
 */
export function onPage<State>(contender: Contender<State>): Contender<State> {
  return {
    ...contender,
    scores: (state, task) =>
      contender.scores(state, withShopOrder(task)).map((score, index) => score - shopPriorAt(index)),
    learn: (state, page) => {
      const shown = withShopOrder(page);
      const scores = contender.scores(state, shown);
      const order = [...scores.keys()].sort((a, b) => scores[b] - scores[a]);
      const propensities = new Float64Array(order.length);
      for (const [place, index] of order.entries()) propensities[index] = propensityAt(place + 1);
      return contender.learn(state, { ...shown, propensities });
    },
  };
}

function withShopOrder<Task extends RankTask>(task: Task): Task {
  return { ...task, baseScores: task.baseScores.map((score, index) => score + shopPriorAt(index)) };
}
