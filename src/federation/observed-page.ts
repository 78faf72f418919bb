/** What one page of a visitor taught: items that were seen, with what came of each. The examples of a learner fit. */
export interface ObservedPage {
  /** [n, d] row-major. */
  readonly features: Float32Array;
  /** [n]: score without the personal head. */
  readonly baseScores: Float64Array;
  /** [n]: 1 if the visitor wanted it, else 0. */
  readonly rewards: Uint8Array;
  /** [n]: P(examined at its position), in (0, 1]. */
  readonly propensities: Float64Array;
  /** [n]: how much each counts, at least 0. */
  readonly weights: Float64Array;
}

/** True if the page has items, every array fits n and d, and every number is usable; others are left out. */
export function isUsablePage(page: ObservedPage, dimensions: number): boolean {
  const { features, baseScores, rewards, propensities, weights } = page;
  const count = rewards.length;
  const fits =
    count > 0 &&
    features.length === count * dimensions &&
    [baseScores, propensities, weights].every((values) => values.length === count);
  if (!fits) return false;
  // A loop: a fit looks at hundreds of millions of values, and a call each would take longer than the fit.
  for (let at = 0; at < features.length; at++) if (!Number.isFinite(features[at])) return false;
  return (
    baseScores.every(Number.isFinite) &&
    propensities.every((propensity) => propensity > 0 && propensity <= 1) &&
    weights.every((weight) => weight >= 0 && Number.isFinite(weight))
  );
}
