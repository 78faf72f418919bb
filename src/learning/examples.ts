import { areFinite } from "./are-finite.ts";
import { FEATURE_COUNT } from "./feature-layout.ts";

/** What one update learns from: items of one ranking that the visitor examined, with what came of each. */
export interface Examples {
  /** [n, d] row-major, as {@link featuresOf} made them when the ranking was shown. */
  readonly features: Float32Array;
  /** [n]: score without the personal head, i.e. shop prior + global head. */
  readonly baseScores: Float64Array;
  /** [n]: 1 if the visitor wanted it (click, long dwell, cart, purchase), 0 if it was seen and passed over. */
  readonly rewards: Uint8Array;
  /** [n]: P(examined at its position), in (0, 1]. */
  readonly propensities: Float64Array;
  /** [n]: how much the example counts; 1 for a click or a passed-over item. */
  readonly weights: Float64Array;
}

/** True if every number is usable and every array has the same n; an update on anything else is a no-op. */
export function areUsable({ features, baseScores, rewards, propensities, weights }: Examples): boolean {
  const count = rewards.length;
  return (
    count > 0 &&
    features.length === count * FEATURE_COUNT &&
    baseScores.length === count &&
    propensities.length === count &&
    weights.length === count &&
    areFinite(features) &&
    areFinite(baseScores) &&
    propensities.every((propensity) => propensity > 0 && propensity <= 1) &&
    weights.every((weight) => weight >= 0 && Number.isFinite(weight))
  );
}
