import type { FeatureGroup, ScoreParts } from "../ranking/ranking.ts";
import { FEATURE_RANGES } from "./feature-layout.ts";
import { linearScores } from "./linear-scores.ts";

/**
 * Splits one item's score into what the shop, the global head and the visitor say. The total is
 * `shop + global + personal`; `personal` is the sum of the groups. The static score is the visitor's: the global head only weighs
 * it. It counts by the guard's share as what was learned does; what of that no single feature explains, as with a head of two
 * layers, goes to the intercept.
 *
 * @param row   φ, [d].
 * @param heads `shopPrior`: see shopPriorAt. `weights`: global head, [d]. `offset`: z, [d]. `learned`: the personal part of the
 *   score, of which z · φ is the part that is linear. `share`: of the personal part that counts, see
 *   personalShare; `ofHistory`: of the static score in it, see historyShare.
 */
export function scorePartsOf(
  row: Float32Array,
  heads: {
    readonly shopPrior: number;
    readonly weights: Float32Array;
    readonly offset: Float64Array;
    readonly learned: number;
    readonly share: number;
    readonly ofHistory: number;
  },
): ScoreParts {
  const groups = {} as Record<FeatureGroup, number>; // every group is filled below
  let [global, personal] = [0, 0];
  const rest = heads.learned - linearScores(row, heads.offset)[0];
  for (const { group, start, end } of FEATURE_RANGES) {
    let [byAll, learned] = [0, 0];
    for (let at = start; at < end; at++) {
      byAll += row[at] * heads.weights[at];
      learned += row[at] * heads.offset[at];
    }
    let byVisitor = heads.share * learned;
    if (group === "intercept") byVisitor += heads.share * rest;
    groups[group] = group === "history" ? heads.share * heads.ofHistory * byAll + byVisitor : byVisitor;
    if (group !== "history") global += byAll;
    personal += groups[group];
  }
  return { shop: heads.shopPrior, global, personal, groups };
}
