import { blend, type GuardState, initGuard, observe } from "../../learning/guard.ts";
import { historyPart } from "../../learning/history-part.ts";
import { historyRoom } from "../../learning/history-room.ts";
import { linearScores } from "../../learning/linear-scores.ts";
import type { HeadState } from "../../learning/personal-head.ts";
import type { VisitorHead } from "../../learning/visitor-head.ts";
import { visitorScores } from "../../learning/visitor-scores.ts";
import type { Contender, RankTask, ShownPage } from "../contender.ts";

/** What the product keeps of a visitor's learning. */
export interface PersonalState {
  readonly head: HeadState;
  readonly guard: GuardState;
}

const CLICK_MS = 5_000;

/**
 * The product as it ships: the visitor's head behind the guard, which judges every page before the head learns from it, in
 * the order in which learning/take-in.ts does it.
 *
 * @param name As the report prints it.
 * @param head Of a page's choice on a model's prior, see learning/visitor-head.ts.
 * @param globalWeights The global head, [d], that the base scores of all pages are by.
 * @param choiceWeight  How much a choice counts: 1 as a click does; see learning/feedback.ts for what else there is.
 */
export function personal(
  name: string,
  head: VisitorHead,
  globalWeights: ArrayLike<number>,
  choiceWeight = 1,
): Contender<PersonalState> {
  const weights = Float64Array.from(globalWeights);
  /** What is the same for all visitors, and the rest. */
  const partsOf = (state: HeadState, { baseScores, features }: RankTask) => {
    const byHistory = historyPart(features, globalWeights);
    const sameForAll = baseScores.map((score, index) => score - byHistory[index]);
    const byHead = linearScores(features, weights).map((score, index) => score - byHistory[index]);
    const room = historyRoom(
      sameForAll.map((score, index) => score - byHead[index]),
      byHead,
    );
    const { scores: personalScores } = visitorScores(room, byHistory, head.scores(state, features));
    return { baseScores: sameForAll, personalScores };
  };
  return {
    name,
    init: (seed) => ({ head: head.init(seed), guard: initGuard() }),
    scores: ({ head: state, guard }, task) => {
      const { baseScores, personalScores } = partsOf(state, task);
      return blend(guard, baseScores, personalScores);
    },
    learn: (state, page) => {
      const { features, baseScores, rewards, propensities } = page;
      const verdict = observe(state.guard, {
        ...partsOf(state.head, page),
        rewards,
        propensities,
        clicks: clicksOf(page),
      });
      const start = verdict.reset ? head.init() : state.head;
      if (!verdict.learns) return { head: start, guard: verdict.state };
      const weights = Float64Array.from(rewards, (reward) => (reward === 1 ? choiceWeight : 1));
      const examples = { features, baseScores, rewards, propensities, weights };
      const update = verdict.forgets ? head.updateForgetting : head.update;
      return { head: update(start, examples), guard: verdict.state };
    },
  };
}

/** One after the other at a person's pace; when exactly is in none of the logs. */
function clicksOf({ rewards, atMs }: ShownPage): { readonly index: number; readonly atMs: number }[] {
  return [...rewards.keys()]
    .filter((index) => rewards[index] === 1)
    .map((index, at) => ({ index, atMs: atMs + at * CLICK_MS }));
}
