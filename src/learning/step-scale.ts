import { FEATURE_COUNT, featureRange } from "./feature-layout.ts";

/** A text coordinate has a spread of .1 inside a list; those of other groups have more, or are hashed and mostly 0. */
const OTHERS = 0.4;

/**
 * By how much a round's mean moves the head, η of `x ← x + η κ ∘ mean`: steps are clipped to length 1, and most are longer. The figures of
 * `npm run eval:federated` are with this one.
 */
export const STEP_RATE = 3;

/**
 * κ, [d]: how loud each coordinate of a step of the global head is (federation/global-step.ts), on the device and on the server:
 * 1 for text, .4 for all others, 0 for the intercept, which orders nothing. It is part of the feature layout, and the same for all
 * shops: a scale that came from the visitors would tell of them.
 *
 * Chosen for text, history and attributes on tune shoppers, see docs/federated.md; from .2 to .7 little changes. The other groups are
 * in none of those logs.
 */
export function stepScale(): Float64Array<ArrayBuffer> {
  const scale = new Float64Array(FEATURE_COUNT).fill(OTHERS);
  const [text, intercept] = [featureRange("text"), featureRange("intercept")];
  scale.fill(1, text.start, text.end);
  scale.fill(0, intercept.start, intercept.end);
  return scale;
}
