import { globalStep } from "../../federation/global-step.ts";
import type { Examples } from "../../learning/examples.ts";
import { FEATURE_COUNT } from "../../learning/feature-layout.ts";
import { listwiseEvidence } from "../../learning/listwise-evidence.ts";
import { stepScale } from "../../learning/step-scale.ts";
import type { VisitorHead } from "../../learning/visitor-head.ts";
import { propensityAt, shopPriorAt } from "../../ranking/position-model.ts";
import { drawClicks } from "../simulate/click-models.ts";
import { LIST_SIZE } from "../simulate/draw-lists.ts";
import { orderOf } from "../simulate/ndcg.ts";
import { drawShopperLists, rowsOf } from "./shopper-lists.ts";
import type { ShopperWorld } from "../simulate/shopper-world.ts";

/** Whose delta, and how much they have seen. */
export interface VisitorPlan {
  readonly head: VisitorHead;
  /** The global head that the visitor has, [d]. */
  readonly globalWeights: Float32Array;
  readonly pages: number;
  readonly seed: number;
}

/**
 * What an honest visitor would share after some pages: their step of the global head, not clipped, [d]; zeros if nothing was clicked. As in
 * the product the base is the shop's order and the global head; pages are ordered by base and personal head, clicked as `pbm_noisy` has
 * it, and learned from. Guard and history are left out.
 */
export function visitorDelta(world: ShopperWorld, plan: VisitorPlan): Float32Array<ArrayBuffer> {
  const { head, globalWeights, pages, seed } = plan;
  const lists = drawShopperLists(world, pages, seed);
  const seen: Examples[] = [];
  let state = head.init();
  for (let page = 0; page < pages; page++) {
    const rows = rowsOf(lists, page);
    const base = baseScoresOf(rows, globalWeights);
    const personal = head.scores(state, rows);
    const order = orderOf(base.map((score, row) => score + personal[row]));
    const grades = lists.grades.subarray(page * LIST_SIZE, (page + 1) * LIST_SIZE);
    const rewards = drawClicks(
      { type: "pbm_noisy" },
      { grades: Uint8Array.from(order, (row) => grades[row]), clicksBefore: 0 },
      lists.random,
    );
    const features = new Float32Array(rows.length);
    for (const [place, row] of order.entries())
      features.set(rows.subarray(row * FEATURE_COUNT, (row + 1) * FEATURE_COUNT), place * FEATURE_COUNT);
    const examples = {
      features,
      baseScores: Float64Array.from(order, (row) => base[row]),
      rewards,
      propensities: Float64Array.from(order, (_, place) => propensityAt(place + 1)),
      weights: new Float64Array(LIST_SIZE).fill(1),
    };
    seen.push(examples);
    state = head.update(state, examples);
  }
  const likelihood = { evidence: listwiseEvidence };
  return globalStep(seen, { likelihood, scale: stepScale() }) ?? new Float32Array(FEATURE_COUNT);
}

/** [24]: the shop's order and a head. */
export function baseScoresOf(rows: Float32Array, weights: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: LIST_SIZE }, (_, row) => {
    let sum = shopPriorAt(row);
    for (let at = 0; at < FEATURE_COUNT; at++) sum += weights[at] * rows[row * FEATURE_COUNT + at];
    return sum;
  });
}
