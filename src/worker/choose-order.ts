import { cholesky } from "../base/cholesky.ts";
import { normalFrom, type Random } from "../base/random.ts";
import type { Arm } from "../learning/page-views.ts";
import { epsilon, greedy, thompson } from "../ranking/explore.ts";
import { type FixedPlace, orderWithFixed } from "../ranking/order-with-fixed.ts";
import { teamDraft } from "../ranking/team-draft.ts";
import type { ExploreName } from "./protocol.ts";

/** How the order of one list comes about. */
export interface OrderPolicy {
  readonly arm: Arm;
  readonly explore: ExploreName;
  /** What of the list's top chance leaves alone. */
  readonly protectedPlaces: number;
  readonly random: Random;
}

/** An order, and all that is to be logged of how it came about. Arrays [n] by place. */
export interface ChosenOrder {
  /** `order[place]` is the index of the candidate shown there. */
  readonly order: readonly number[];
  /** P(this candidate here | policy, arm), in (0, 1]; 1 where chance had no say. Of a draft it is not known, and said to be 1. */
  readonly propensities: Float64Array;
  readonly isExplored: boolean;
  /** Place of each shown candidate by the scores alone. */
  readonly greedyPlaces: readonly number[];
  /** Who drafted each; absent for all but drafts. */
  readonly teams?: readonly ("personal" | "base" | null)[];
}

/** A swap on every tenth page, an item at most so many places from where the scores put it. */
const EXPLORATION_RATE = 0.1;
const MAX_DISPLACEMENT = 3;
/** Items that are alike in all features make the covariance singular. */
const JITTER = 1e-9;

/**
 * Orders a list: by the scores, by the scores and chance, as the shop has it, or as a draft of both.
 *
 * @param list `scores` [n] in the shop's order; `spread` [n, n], the covariance of the scores, or null where no rule knows it:
 *   then Thompson's way is epsilon's.
 */
export function chooseOrder(
  list: {
    readonly scores: readonly number[];
    readonly fixed: readonly FixedPlace[];
    readonly spread: () => Float64Array | null;
  },
  policy: OrderPolicy,
): ChosenOrder {
  const { scores, fixed } = list;
  const certain = greedy(scores, fixed);
  const placeOf = new Map(certain.order.map((index, place) => [index, place]));
  const logged = (order: readonly number[]): Pick<ChosenOrder, "order" | "greedyPlaces"> => ({
    order,
    greedyPlaces: order.map((index) => placeOf.get(index)!), // both are orders of the same candidates
  });
  const shopOrder = [...scores.keys()];
  switch (policy.arm) {
    case "held-out": {
      const order = orderWithFixed(
        shopOrder.map((index) => -index),
        fixed,
      );
      return { ...logged(order), propensities: certain.propensities, isExplored: false };
    }
    case "interleaved": {
      const { order, teams } = teamDraft(orderWithFixed(scores), shopOrder, fixed, policy.random);
      return { ...logged(order), propensities: certain.propensities, isExplored: false, teams };
    }
    case "personal": {
      if (policy.explore === "none") return { ...logged(certain.order), ...certain, isExplored: false };
      const explored = explore(list, policy);
      return { ...logged(explored.order), propensities: explored.propensities, isExplored: true };
    }
  }
}

function explore(
  { scores, fixed, spread }: Parameters<typeof chooseOrder>[0],
  { explore, protectedPlaces, random }: OrderPolicy,
): ReturnType<typeof greedy> {
  const limits = { protectedPlaces, maxDisplacement: MAX_DISPLACEMENT };
  const covariance = explore === "thompson" ? spread() : null;
  if (covariance === null) return epsilon(scores, fixed, { ...limits, rate: EXPLORATION_RATE }, random);
  const count = scores.length;
  for (let at = 0; at < count; at++) covariance[at * count + at] += JITTER;
  const { lower } = cholesky(covariance, count);
  return thompson(scores, fixed, limits, () => {
    const normal = Array.from(scores, () => normalFrom(random));
    return scores.map((score, item) =>
      normal.reduce((sum, value, at) => (at > item ? sum : sum + lower[item * count + at] * value), score),
    );
  });
}
