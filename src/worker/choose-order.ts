import { cholesky } from "../base/cholesky.ts";
import { normalFrom, type Random } from "../base/random.ts";
import type { Arm } from "../learning/page-views.ts";
import type { RulesOfList } from "../ranking/apply-exposure-rules.ts";
import { epsilon, type LoggedOrder, thompson } from "../ranking/explore.ts";
import type { FixedPlace } from "../ranking/hold-places.ts";
import { orderWithFixed } from "../ranking/order-with-fixed.ts";
import { placeScores } from "../ranking/place-scores.ts";
import { shopOrder } from "../ranking/place-bounds.ts";
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

/** A list to be ordered. */
export interface ListToOrder {
  /** [n], in the shop's order. */
  readonly scores: readonly number[];
  readonly fixed: readonly FixedPlace[];
  /** [n, n], the covariance of the scores, or null where no rule knows it: then Thompson's way is epsilon's. */
  readonly spread: () => Float64Array | null;
  /** The shop's rules; null where it has none. */
  readonly rules: RulesOfList | null;
}

/**
 * Orders a list: by the scores, by the scores and chance, as the shop has it, or as a draft of both. The shop's rules hold for all
 * of them but the shop's own order, which is shown to compare with: chance does what they allow, and a draft is made of both orders as
 * the rules have them, and ordered by them as if its places were the scores, each item with who drafted it.
 */
export function chooseOrder(list: ListToOrder, policy: OrderPolicy): ChosenOrder {
  const { scores, fixed, rules } = list;
  const certain = rules?.order(scores) ?? orderWithFixed(scores, fixed);
  const placeOf = new Map(certain.map((index, place) => [index, place]));
  const home = shopOrder(scores.length, fixed);
  const logged = (order: readonly number[]): Pick<ChosenOrder, "order" | "greedyPlaces"> => ({
    order,
    greedyPlaces: order.map((index) => placeOf.get(index)!), // both are orders of the same candidates
  });
  const propensities = new Float64Array(scores.length).fill(1);
  switch (policy.arm) {
    case "held-out":
      return { ...logged(home), propensities, isExplored: false };
    case "interleaved": {
      // Were the shop's order to come as it is, what the rules move would nearly all be the shop's, and mostly go down.
      const base = rules?.homeBeside(certain) ?? home;
      const draft = teamDraft(certain, base, fixed, policy.random);
      const order = rules?.order(placeScores(draft.order)) ?? draft.order;
      const teams = order.map((index) => draft.teams[draft.order.indexOf(index)]);
      return { ...logged(order), propensities, isExplored: false, teams };
    }
    case "personal": {
      if (policy.explore === "none") return { ...logged(certain), propensities, isExplored: false };
      const explored = explore(list, certain, policy);
      return { ...logged(explored.order), propensities: explored.propensities, isExplored: true };
    }
  }
}

function explore(
  { scores, fixed, spread, rules }: ListToOrder,
  certain: readonly number[],
  { explore, protectedPlaces, random }: OrderPolicy,
): LoggedOrder {
  const ruled = rules?.from(certain);
  const limits = { protectedPlaces, maxDisplacement: MAX_DISPLACEMENT, ...(ruled && { ruled }) };
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
