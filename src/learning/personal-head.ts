import { adamwHead, type AdamWState } from "./adamw-head.ts";
import { bayesHead, type BayesState } from "./bayes-head.ts";
import type { Examples } from "./examples.ts";
import { sgdHead, type SgdState } from "./sgd-head.ts";

/** The state of a personal head, tagged with the rule that made it. */
export type HeadState = BayesState | SgdState | AdamWState;

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
