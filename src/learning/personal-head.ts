import type { HeadMaths } from "../base/head-maths.ts";
import type { AdamWState } from "./adamw-head.ts";
import { type BayesOptions, type BayesState, createBayesHead } from "./bayes-head.ts";
import { withoutRemainder } from "./gaussian-prior.ts";
import type { Learner } from "./learner.ts";
import { createLowRankHead, type LowRankState } from "./low-rank-head.ts";
import { createMlpHead, type MlpOptions, type MlpState } from "./mlp-head.ts";
import { plainMaths } from "./plain-maths.ts";
import type { SgdState } from "./sgd-head.ts";

/** The state of a personal head, tagged with the rule that made it. */
export type HeadState = BayesState | LowRankState | SgdState | AdamWState | MlpState;

/** What of a head may learn: the coordinates in the prior's basis, one weight a feature, or a network of two layers. */
export type HeadSetting =
  | ({ readonly learns: "personal-vector" } & BayesOptions)
  | ({ readonly learns: "last-layer" } & BayesOptions)
  | ({ readonly learns: "all-layers" } & MlpOptions);

/** A learner for the part of the head that may learn. Throws a RangeError if the prior does not fit what learns. */
export function createHead(
  setting: Extract<HeadSetting, { learns: "personal-vector" }>,
  maths?: HeadMaths,
): Learner<LowRankState>;
export function createHead(
  setting: Extract<HeadSetting, { learns: "last-layer" }>,
  maths?: HeadMaths,
): Learner<BayesState>;
export function createHead(
  setting: Extract<HeadSetting, { learns: "all-layers" }>,
  maths?: HeadMaths,
): Learner<MlpState>;
export function createHead(
  setting: HeadSetting,
  maths: HeadMaths = plainMaths,
): Learner<LowRankState> | Learner<BayesState> | Learner<MlpState> {
  switch (setting.learns) {
    case "personal-vector":
      return createLowRankHead({ ...setting, prior: withoutRemainder(setting.prior) }, maths);
    case "last-layer":
      return createBayesHead(setting, maths);
    case "all-layers":
      return createMlpHead(setting, maths);
  }
}
