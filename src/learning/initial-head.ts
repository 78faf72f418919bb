import { FEATURE_COUNT, featureRange } from "./feature-layout.ts";

/**
 * The global head before anybody has shared anything, [d]: zeros, but for 1 at the static score, which is a score already.
 * So the shop's order stands until the visitor has a history, and the first item of it counts.
 */
export function initialHead(): Float32Array<ArrayBuffer> {
  const weights = new Float32Array(FEATURE_COUNT);
  weights[featureRange("history").start] = 1;
  return weights;
}
