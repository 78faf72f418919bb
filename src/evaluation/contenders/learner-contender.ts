import type { Learner } from "../../learning/learner.ts";
import { addScores } from "../../learning/linear-scores.ts";
import type { Contender } from "../contender.ts";

/**
 * A personal head as a contender: base score + personal part, one update for every page shown, clicked or not.
 *
 * @param name As the report prints it.
 */
export function learnerContender<State>(name: string, learner: Learner<State>): Contender<State> {
  return {
    name,
    init: (seed) => learner.init(seed),
    scores: (state, task) => addScores(task.baseScores, learner.scores(state, task.features)),
    learn: (state, { features, baseScores, rewards, propensities }) =>
      learner.update(state, {
        features,
        baseScores,
        rewards,
        propensities,
        weights: new Float64Array(rewards.length).fill(1),
      }),
  };
}
