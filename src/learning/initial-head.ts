import { FEATURE_COUNT, featureRange } from "./feature-layout.ts";

/**
 * The global head before anybody has shared anything, [d]: zeros, but for 1 at the static score, which is a score already.
 * So the shop's order stands until the visitor has a history, and the first item of it counts.
 *
 * @param fitted What was fitted with the model stands in its place, with zeros for coordinates that its layout did not have.
 */
export function initialHead(fitted: Float32Array | null = null): Float32Array<ArrayBuffer> {
  const weights = new Float32Array(FEATURE_COUNT);
  if (fitted === null) weights[featureRange("history").start] = 1;
  else weights.set(fitted);
  return weights;
}
