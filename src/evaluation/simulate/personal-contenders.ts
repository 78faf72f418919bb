import { truncatePrior } from "../../federation/truncate-prior.ts";
import { createBayesHead } from "../../learning/bayes-head.ts";
import type { FittedHead } from "../../learning/fitted-head.ts";
import { visitorHead } from "../../learning/visitor-head.ts";
import type { Contender } from "../contender.ts";
import { learnerContender } from "../contenders/learner-contender.ts";
import { personal } from "../contenders/personal.ts";

const RANK = 64;

/**
 * The product's head as it ships; on the prior of this population, as a shop would have it that fits its own; and that without
 * the guard, to see what the guard is worth. On tuning users half of the prior's scale cost a point after 20 clicks, and twice
 * of it was no better.
 *
 * @param covariance [185, 185]: how visitors differ from the global head.
 * @param shipped    What was fitted with the model; null for nothing.
 * @param globalWeights [185].
 */
export function personalContenders(
  covariance: Float64Array,
  shipped: FittedHead | null,
  globalWeights: Float64Array,
): readonly Contender[] {
  const prior = truncatePrior(covariance, { rank: RANK, cap: Infinity, remainder: "diagonal" });
  const choice = { learner: "bayes", learns: "last-layer" } as const;
  const fitted = { weights: null, prior, likelihood: "position-based" } as const;
  return [
    personal("personal", visitorHead(choice, shipped), globalWeights),
    personal("personal-population", visitorHead(choice, fitted), globalWeights),
    learnerContender(
      "population-unguarded",
      createBayesHead({ prior, likelihood: "position-based", temper: 1, memory: 1 }),
    ),
  ] as readonly Contender[];
}
