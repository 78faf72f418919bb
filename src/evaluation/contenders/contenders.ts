import { createAdamwHead } from "../../learning/adamw-head.ts";
import { createBayesHead } from "../../learning/bayes-head.ts";
import { isotropicPrior } from "../../learning/gaussian-prior.ts";
import type { LikelihoodName } from "../../learning/score-evidence.ts";
import { createPdgdHead, type PdgdOptions } from "../../learning/pdgd-head.ts";
import type { ReplayOptions } from "../../learning/replay-adamw.ts";
import { createSgdHead, type SgdOptions } from "../../learning/sgd-head.ts";
import type { Contender } from "../contender.ts";
import { globalHead } from "./global-head.ts";
import { learnerContender } from "./learner-contender.ts";
import { meanEmbedding } from "./mean-embedding.ts";
import { prototype, type PrototypeOptions } from "./prototype.ts";
import { shopOrder } from "./shop-order.ts";
import { tfidfProfile } from "./tfidf-profile.ts";
import { type VwOptions, vwStyle } from "./vw-style.ts";

/** The numbers that are tuned for each contender on the tuning visitors, so that none loses by a bad step size. */
export interface ContenderSettings {
  readonly isotropicBayes: { readonly variance: number; readonly likelihood: LikelihoodName };
  readonly adamwListwise: Omit<ReplayOptions, "loss">;
  readonly sgd: SgdOptions;
  readonly prototype: PrototypeOptions;
  readonly pdgd: PdgdOptions;
  readonly vwStyle: VwOptions;
}

/** All that the product's head is compared with, in the order of the report. */
export function createContenders(settings: ContenderSettings): readonly Contender[] {
  const { variance, likelihood } = settings.isotropicBayes;
  const contenders = [
    shopOrder,
    globalHead,
    tfidfProfile,
    meanEmbedding,
    learnerContender(
      "isotropic-bayes",
      createBayesHead({ prior: isotropicPrior(variance), likelihood, temper: 1, memory: 1 }),
    ),
    learnerContender("adamw-listwise", createAdamwHead({ ...settings.adamwListwise, loss: "listwise" })),
    learnerContender("sgd", createSgdHead(settings.sgd)),
    prototype(settings.prototype),
    learnerContender("pdgd", createPdgdHead(settings.pdgd)),
    vwStyle(settings.vwStyle),
  ];
  // Whoever runs them hands each contender its own states only, so their types need not be told apart.
  return contenders as readonly Contender[];
}

/** For pages with positions: the constants under which these rules were measured before on simulated visitors. */
export const STARTING_SETTINGS: Omit<ContenderSettings, "vwStyle"> = {
  isotropicBayes: { variance: 0.05, likelihood: "position-based" },
  adamwListwise: {
    learningRate: 0.02,
    warmUpSteps: 0,
    weightDecay: 1,
    bufferPages: 200,
    stepsPerPage: 4,
    pagesPerStep: 16,
    featureDropout: 0,
    positiveWeight: 1,
    maxGradientNorm: Number.POSITIVE_INFINITY,
    patience: 0,
  },
  sgd: { loss: "listwise", learningRate: 0.03 },
  prototype: { towards: 1, away: 0.33, shrinkage: 10 },
  pdgd: { learningRate: 0.1, temperature: 0.1 },
};

type PurchaseSettings = Omit<ContenderSettings, "vwStyle"> & { readonly vwLearningRate: number };

/**
 * For lists of which one item was bought, without positions: the best of grids on about 1,100 tune shoppers of the four shopper
 * sets, by the mean lift over 1, 2, 5, 10 and 20 purchases; each lies inside its grid. Near them lifts are within a few tenths
 * of a point of each other, less than their error: larger steps harm, smaller ones learn nothing.
 */
export const PURCHASE_SETTINGS: PurchaseSettings = {
  isotropicBayes: { variance: 0.05, likelihood: "listwise" },
  adamwListwise: { ...STARTING_SETTINGS.adamwListwise, learningRate: 0.003, weightDecay: 1 },
  sgd: { loss: "listwise", learningRate: 0.03 },
  prototype: { towards: 2, away: 0.66, shrinkage: 20 },
  pdgd: { learningRate: 0.1, temperature: 0.3 },
  vwLearningRate: 0.1,
};

/**
 * The same for invoice lines, from 96 tune shoppers of Online Retail, by the reciprocal rank among time-matched negatives. In a
 * shop with prices that the model has not seen there is more to learn: steps ten times as large are best.
 */
export const INVOICE_SETTINGS: PurchaseSettings = {
  isotropicBayes: { variance: 1.5, likelihood: "position-based" },
  adamwListwise: { ...STARTING_SETTINGS.adamwListwise, learningRate: 0.3, weightDecay: 1 },
  sgd: { loss: "listwise", learningRate: 0.1 },
  prototype: { towards: 8, away: 2.64, shrinkage: 20 },
  pdgd: { learningRate: 0.3, temperature: 0.3 },
  vwLearningRate: 3,
};
