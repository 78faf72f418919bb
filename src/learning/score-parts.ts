import type { FeatureGroup, ScoreParts } from "../ranking/ranking.ts";
import { FEATURE_RANGES } from "./feature-layout.ts";
import { dot } from "./vectors.ts";

/**
 * Splits one item's score into what the shop, the global head and the personal head say. The total is
 * `shop + global + personal`; `personal` is the sum of the groups.
 *
 * @param row       φ, [d].
 * @param shopPrior See shopPriorAt.
 * @param weights   Global head, [d].
 * @param offset    z, [d].
 */
export function scorePartsOf(
  row: Float32Array,
  heads: { readonly shopPrior: number; readonly weights: Float32Array; readonly offset: Float64Array },
): ScoreParts {
  const groups = {} as Record<FeatureGroup, number>; // every group is filled below
  let personal = 0;
  for (const { group, start, end } of FEATURE_RANGES) {
    groups[group] = dot(row.subarray(start, end), heads.offset.subarray(start, end));
    personal += groups[group];
  }
  return { shop: heads.shopPrior, global: dot(row, heads.weights), personal, groups };
}
