import { adamwHead, type AdamWState } from "./adamw-head.ts";
import { bayesHead, type BayesOptions, type BayesState, createBayesHead } from "./bayes-head.ts";
import type { Examples } from "./examples.ts";
import { withoutRemainder } from "./gaussian-prior.ts";
import type { Learner } from "./learner.ts";
import { createLowRankHead, type LowRankState } from "./low-rank-head.ts";
import { createMlpHead, type MlpOptions, type MlpState } from "./mlp-head.ts";
import { sgdHead, type SgdState } from "./sgd-head.ts";

/** The state of a personal head, tagged with the rule that made it. */
export type HeadState = BayesState | SgdState | AdamWState;

/** What of a head may learn: the coordinates in the prior's basis, one weight a feature, or a network of two layers. */
export type HeadSetting =
  | ({ readonly learns: "personal-vector" } & BayesOptions)
  | ({ readonly learns: "last-layer" } & BayesOptions)
  | ({ readonly learns: "all-layers" } & MlpOptions);

/** A learner for the part of the head that may learn. Throws a RangeError if the prior does not fit what learns. */
export function createHead(
  setting: Extract<HeadSetting, { learns: "personal-vector" }>,
): Learner<LowRankState>;
export function createHead(setting: Extract<HeadSetting, { learns: "last-layer" }>): Learner<BayesState>;
export function createHead(setting: Extract<HeadSetting, { learns: "all-layers" }>): Learner<MlpState>;
export function createHead(
  setting: HeadSetting,
): Learner<LowRankState> | Learner<BayesState> | Learner<MlpState> {
  switch (setting.learns) {
    case "personal-vector":
      return createLowRankHead({ ...setting, prior: withoutRemainder(setting.prior) });
    case "last-layer":
      return createBayesHead(setting);
    case "all-layers":
      return createMlpHead(setting);
  }
}

/** A fresh personal head of one rule: z = 0. */
export function initHead(type: HeadState["type"]): HeadState {
  switch (type) {
    case "bayes":
      return bayesHead.init();
    case "sgd":
      return sgdHead.init();
    case "adamw":
      return adamwHead.init();
  }
}

/** One update by the rule that made the state. */
export function updateHead(state: HeadState, examples: Examples): HeadState {
  switch (state.type) {
    case "bayes":
      return bayesHead.update(state, examples);
    case "sgd":
      return sgdHead.update(state, examples);
    case "adamw":
      return adamwHead.update(state, examples);
  }
}

/** z, [d]: personal head − global head. */
export function offsetOf(state: HeadState): Float64Array {
  switch (state.type) {
    case "bayes":
      return bayesHead.offset(state);
    case "sgd":
      return sgdHead.offset(state);
    case "adamw":
      return adamwHead.offset(state);
  }
}

/** The personal head on top of a global head that has moved by `shift`, [d]. */
export function rebaseHead(state: HeadState, shift: Float64Array): HeadState {
  switch (state.type) {
    case "bayes":
      return bayesHead.rebase(state, shift);
    case "sgd":
      return sgdHead.rebase(state, shift);
    case "adamw":
      return adamwHead.rebase(state, shift);
  }
}
