import { truncatePrior } from "../../federation/truncate-prior.ts";
import { createBayesHead } from "../../learning/bayes-head.ts";
import { type GaussianPrior, isotropicPrior } from "../../learning/gaussian-prior.ts";
import { visitorHead } from "../../learning/visitor-head.ts";
import type { Contender } from "../contender.ts";
import { learnerContender } from "../contenders/learner-contender.ts";
import { personal } from "../contenders/personal.ts";

const RANK = 64;
/** Chosen on tuning users among 1/2, 1 and 2: half of it costs a point after 20 clicks. */
export const PRIOR_SCALE = 1;

/** The prior of personal heads from a population's covariance: rank 64 and what is left of each feature. */
export function simulatedPrior(
  covariance: Float64Array,
  scale: number,
  cap: number = Infinity,
): GaussianPrior {
  return truncatePrior(
    covariance.map((value) => scale * value),
    { rank: RANK, cap, remainder: "diagonal" },
  );
}

/**
 * The product's head on the population prior, and what each of its parts is worth: without the guard, and with the guard on a
 * prior that knows nothing of the population.
 *
 * @param covariance [d, d]: how visitors differ from the global head.
 */
export function personalContenders(covariance: Float64Array): readonly Contender[] {
  const prior = simulatedPrior(covariance, PRIOR_SCALE);
  const choice = { learner: "bayes", learns: "last-layer" } as const;
  const fitted = { weights: null, likelihood: "position-based" } as const;
  return [
    personal("personal", visitorHead(choice, { ...fitted, prior })),
    learnerContender(
      "personal-unguarded",
      createBayesHead({ prior, likelihood: "position-based", temper: 1, memory: 1 }),
    ),
    personal("personal-isotropic", visitorHead(choice, { ...fitted, prior: isotropicPrior(0.05) })),
  ] as readonly Contender[];
}
