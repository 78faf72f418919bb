import { shopPriorAt } from "../../ranking/position-model.ts";
import type { Contender, RankTask } from "../contender.ts";

/** A contender in a shop whose own order, that of `popularity`, has its say in every score, as the worker has it. */
export function inShop<State>(contender: Contender<State>): Contender<State> {
  return {
    ...contender,
    scores: (state, task) => contender.scores(state, withShopPrior(task)),
    learn: (state, page) => contender.learn(state, withShopPrior(page)),
  };
}

function withShopPrior<Task extends RankTask>(task: Task): Task {
  const { popularity } = task;
  const baseScores = task.baseScores.slice();
  const shopOrder = [...popularity.keys()].sort((a, b) => popularity[b] - popularity[a]);
  for (const [shopIndex, index] of shopOrder.entries()) baseScores[index] += shopPriorAt(shopIndex);
  return { ...task, baseScores };
}
