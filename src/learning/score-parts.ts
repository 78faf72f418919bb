import type { FeatureGroup, ScoreParts } from "../ranking/ranking.ts";
import { FEATURE_RANGES } from "./feature-layout.ts";
import { dot } from "./vectors.ts";

/**
 * Splits one item's score into what the shop, the global head and the visitor say. The total is
 * `shop + global + personal`; `personal` is the sum of the groups. The static score counts as the visitor's in full: the
 * global head only weighs it.
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
  let [global, personal] = [0, 0];
  for (const { group, start, end } of FEATURE_RANGES) {
    const part = row.subarray(start, end);
    const byAll = dot(part, heads.weights.subarray(start, end));
    const byVisitor = dot(part, heads.offset.subarray(start, end));
    groups[group] = group === "history" ? byAll + byVisitor : byVisitor;
    if (group !== "history") global += byAll;
    personal += groups[group];
  }
  return { shop: heads.shopPrior, global, personal, groups };
}
