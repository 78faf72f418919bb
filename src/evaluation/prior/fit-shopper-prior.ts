import { seededRandom } from "../../base/random.ts";
import { choosePrior, type ChosenPrior } from "../../federation/choose-prior.ts";
import type { ObservedPage } from "../../federation/observed-page.ts";
import { positionLikelihood } from "../../federation/page-likelihood.ts";
import { type FitRound, fitPopulationPrior, isotropicPopulation } from "../../federation/population-prior.ts";
import { progressiveLogLikelihood } from "../../federation/progressive-likelihood.ts";
import { createBayesHead } from "../../learning/bayes-head.ts";
import { clickEvidence } from "../../learning/click-likelihood.ts";
import { CORE_COUNT, FEATURE_RANGES } from "../../learning/feature-layout.ts";
import { overAll } from "../../learning/feature-width.ts";
import { type GaussianPrior, isotropicPrior, wholePrior } from "../../learning/gaussian-prior.ts";
import { linearScores } from "../../learning/linear-scores.ts";
import { createShopperTasks, type TaskMaker } from "../replay/shopper-tasks.ts";
import type { Shopper } from "../replay/shop-log.ts";
import { corePage } from "../catalogue/core-page.ts";

/** Pages of several sets' shoppers, one list a purchase. */
export type ShopperPages = readonly (readonly ObservedPage[])[];

/** What was fitted, and how well it foresees shoppers that it was not fitted on. */
export interface FittedShopperPrior extends Omit<ChosenPrior, "prior"> {
  /** Over all d coordinates. */
  readonly prior: GaussianPrior;
  /** [d]: mean offset of shoppers, which the global head takes over; its intercept only says how rare a purchase is. */
  readonly mean: Float64Array;
  /** Mean of ln P(page) over the held-out half, of the best isotropic prior under the same global head. */
  readonly isotropicScore: number;
}

const MAX_PAGES = 12;
const RANK = 64;
const ROUNDS = 10;
const START_VARIANCE = 0.05;
const VARIANCES = [0.02, 0.05, 0.15, 0.5];
const GRID = {
  scales: [1, 0.25, 0.5, 2, 4, 8],
  caps: [Infinity, 0.5, 0.2, 0.08],
  remainders: ["diagonal", "isotropic", "none"],
} as const;
/** Likelihood of the product's clicks; here everything was examined. */
const LIKELIHOOD = positionLikelihood(clickEvidence);

/** Pages of each shopper, one a purchase that is followed by another day with purchases; at most 12. */
export function shopperPages(maker: TaskMaker, shoppers: readonly Shopper[]): ShopperPages {
  const tasksOf = createShopperTasks(
    maker,
    Array.from({ length: MAX_PAGES }, (_, at) => at + 1),
  );
  return shoppers
    .map((shopper, number) =>
      tasksOf(shopper, seededRandom(number)).pages.map(({ features, baseScores, rewards, propensities }) => ({
        features,
        baseScores,
        rewards,
        propensities,
        weights: new Float64Array(rewards.length).fill(1),
      })),
    )
    .filter((pages) => pages.length > 0);
}

/**
 * The prior of personal heads from shoppers whose purchases the encoder has not learned from: EM on one half, then scale, cap
 * and remainder by how well a head that starts from it foresees the other half, page by page.
 *
 * @param fitting  Half of the shoppers.
 * @param choosing The other half.
 * @param onRound  Told after each round of EM.
 */
export function fitShopperPrior(
  fitting: ShopperPages,
  choosing: ShopperPages,
  onRound: (round: FitRound, rounds: number) => void,
): FittedShopperPrior {
  const pages = fitting.map((shopper) => shopper.map(corePage));
  const { covariance, mean } = fitPopulationPrior(() => pages, {
    start: isotropicPopulation(CORE_COUNT, START_VARIANCE),
    likelihood: LIKELIHOOD,
    rounds: ROUNDS,
    groups: FEATURE_RANGES.filter(({ end }) => end <= CORE_COUNT),
    pseudoCount: 100,
    relaxation: 1.7,
    floor: 0.002,
    onRound: (round) => onRound(round, ROUNDS),
  });
  const scoreOn = (shoppers: ShopperPages, prior: GaussianPrior): number =>
    progressiveLogLikelihood(
      shoppers,
      createBayesHead({ prior, likelihood: "position-based", temper: 1, memory: 1 }),
      LIKELIHOOD,
    );
  // The covariance is that about the mean: without it the intercept alone would decide what is best.
  const wholeMean = overAll(mean);
  const moved = choosing.map((shopper) => shopper.map((page) => shifted(page, wholeMean)));
  const chosen = choosePrior(covariance, { rank: RANK, grid: GRID }, (prior) => scoreOn(moved, prior));
  const isotropicScore = Math.max(...VARIANCES.map((variance) => scoreOn(moved, isotropicPrior(variance))));
  return { ...chosen, prior: wholePrior(chosen.prior), mean: wholeMean, isotropicScore };
}

/** The page under a global head that has moved by `mean`. */
function shifted(page: ObservedPage, mean: Float64Array): ObservedPage {
  const moved = linearScores(page.features, mean);
  return { ...page, baseScores: Float64Array.from(page.baseScores, (score, at) => score + moved[at]) };
}
