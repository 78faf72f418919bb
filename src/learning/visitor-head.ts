import type { HeadMaths } from "../base/head-maths.ts";
import { ADAMW, type AdamWState, createAdamwHead } from "./adamw-head.ts";
import { type BayesState, createBayesHead, widenedTo } from "./bayes-head.ts";
import { symmetricProduct, timesTransposed } from "./dense-products.ts";
import type { Examples } from "./examples.ts";
import { firstColumns, widthOf } from "./feature-width.ts";
import type { FittedHead } from "./fitted-head.ts";
import { isotropicPrior, SHIPPED_VARIANCE, wholePrior, withoutRemainder } from "./gaussian-prior.ts";
import type { Learner } from "./learner.ts";
import { createLowRankHead, type LowRankState } from "./low-rank-head.ts";
import type { MlpOptions, MlpState } from "./mlp-head.ts";
import { createHead, type HeadState } from "./personal-head.ts";
import { plainMaths } from "./plain-maths.ts";
import { sgdHead, type SgdState } from "./sgd-head.ts";

/** What a page asks for; which head comes of it, the model has a say in too. */
export interface HeadChoice {
  /** Which rule updates the head, where one weight a feature is learned. */
  readonly learner: "bayes" | "sgd" | "adamw";
  /** One weight a feature, the coordinates in the prior's basis (Bayesian), or a network of two layers (AdamW). */
  readonly learns: "last-layer" | "personal-vector" | "all-layers";
}

/** The one head of a visitor: a learner, with what the product asks of it beyond learning. */
export interface VisitorHead extends Learner<HeadState> {
  /** Of its states; it takes no others. */
  readonly type: HeadState["type"];
  /** An update that first takes a step back from what was learned: the taste seems to move. */
  readonly updateForgetting: (state: HeadState, examples: Examples) => HeadState;
  /** [n, n]: covariance of the personal part of the scores; null for a rule that does not know how sure it is. */
  readonly spread: (state: HeadState, features: Float32Array) => Float64Array | null;
}

/** γ at an update while the taste moves: half of what was learned is left after 7 of them. */
const MOVING_MEMORY = 0.9;
/** Not tuned on shoppers: two layers need far more clicks than most visitors give. */
const MLP: MlpOptions = {
  loss: "listwise",
  learningRate: 0.01,
  warmUpSteps: 10,
  weightDecay: 0.3,
  bufferPages: 8,
  stepsPerPage: 2,
  pagesPerStep: 4,
  featureDropout: 0.1,
  positiveWeight: 1,
  maxGradientNorm: 5,
  patience: 5,
  hiddenCount: 16,
  startSeed: 1,
};

/** The type of the head that {@link visitorHead} makes. */
export function headTypeOf({ learner, learns }: HeadChoice, fitted: FittedHead | null): HeadState["type"] {
  if (learner === "bayes" && learns === "personal-vector")
    return (fitted?.prior?.rank ?? 0) > 0 ? "low-rank" : "bayes";
  return learner !== "sgd" && learns === "all-layers" ? "mlp" : learner;
}

/**
 * The head of a page's choice on a model's prior. What does not go together falls back to one weight a feature by the
 * learner named: a personal vector without a basis, or by a rule that knows no prior; two layers by plain gradient descent.
 *
 * @param fitted Of the model; null for one without: then Bayesian heads start from N(0, 0.5 I).
 * @param maths  The arithmetic of updates; to the last bit the same, whichever it is.
 */
export function visitorHead(
  choice: HeadChoice,
  fitted: FittedHead | null,
  maths: HeadMaths = plainMaths,
): VisitorHead {
  const prior = wholePrior(fitted?.prior ?? isotropicPrior(SHIPPED_VARIANCE));
  const belief = { prior, likelihood: fitted?.likelihood ?? "position-based", temper: 1 } as const;
  const type = headTypeOf(choice, fitted);
  switch (type) {
    case "bayes": {
      const moving = createBayesHead({ ...belief, memory: MOVING_MEMORY }, maths);
      const head = createHead({ learns: "last-layer", ...belief, memory: 1 }, maths);
      return tagged<BayesState>(type, head, moving.update, (state, features) => {
        const width = Math.max(state.mean.length, widthOf(features));
        const { covariance } = widenedTo(width, state, prior);
        const rows = firstColumns(features, width);
        return symmetricProduct(timesTransposed(rows, covariance, width), rows, width);
      });
    }
    case "low-rank": {
      const moving = createHead({ learns: "personal-vector", ...belief, memory: MOVING_MEMORY }, maths);
      const head = createHead({ learns: "personal-vector", ...belief, memory: 1 }, maths);
      const { spread } = createLowRankHead({ ...belief, prior: withoutRemainder(prior), memory: 1 }, maths);
      return tagged<LowRankState>(type, head, moving.update, spread);
    }
    case "sgd":
      return tagged<SgdState>(type, sgdHead, ({ offset }, examples) =>
        sgdHead.update({ type, offset: shrunk(offset) }, examples),
      );
    case "adamw": {
      const head = createAdamwHead(ADAMW, maths);
      return tagged<AdamWState>(type, head, (state, examples) => head.update(withoutReplay(state), examples));
    }
    case "mlp": {
      const head = createHead({ learns: "all-layers", ...MLP }, maths);
      return tagged<MlpState>(type, head, (state, examples) => head.update(withoutReplay(state), examples));
    }
  }
}

/** A head is only ever given states of its own type: what comes out of the store is checked for it. */
function tagged<State extends HeadState>(
  type: State["type"],
  learner: Learner<State>,
  updateForgetting: Learner<State>["update"],
  spread: (state: State, features: Float32Array) => Float64Array | null = () => null,
): VisitorHead {
  const { init, update, scores, offset, rebase } = learner;
  return { type, init, update, scores, offset, rebase, updateForgetting, spread } as unknown as VisitorHead;
}

/** Pages of a taste that has moved would teach it again. */
function withoutReplay<State extends AdamWState | MlpState>(state: State): State {
  const parameters = shrunk(state.parameters);
  return { ...state, parameters, best: parameters, worseFor: 0, replay: [] };
}

function shrunk(values: Float64Array): Float64Array {
  return values.map((value) => MOVING_MEMORY * value);
}
