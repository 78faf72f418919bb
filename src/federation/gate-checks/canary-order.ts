import { orderWithFixed } from "../../ranking/order-with-fixed.ts";
import type { CanaryPage } from "../canary-set.ts";

/**
 * The order of a canary page by base score + head · φ, as a visitor of whom nothing is known would see it.
 *
 * @param head [d], finite.
 * @returns [n]: rows, best first.
 */
export function canaryOrder({ features, baseScores }: CanaryPage, head: Float64Array): readonly number[] {
  const dimensions = head.length;
  const scores = new Float64Array(baseScores.length);
  // Plain loops: a call for each row takes three times as long.
  for (let row = 0; row < scores.length; row++) {
    const start = row * dimensions;
    let sum = baseScores[row];
    for (let at = 0; at < dimensions; at++) sum += head[at] * features[start + at];
    scores[row] = sum;
  }
  return orderWithFixed(scores);
}
