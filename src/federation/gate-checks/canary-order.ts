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
  // Plain loops: a call for each row takes three times as long. Four sums: one alone would wait for each of its additions.
  const whole = dimensions - (dimensions % 4);
  for (let row = 0; row < scores.length; row++) {
    const start = row * dimensions;
    let [a, b, c, d] = [baseScores[row], 0, 0, 0];
    for (let at = 0; at < whole; at += 4) {
      a += head[at] * features[start + at];
      b += head[at + 1] * features[start + at + 1];
      c += head[at + 2] * features[start + at + 2];
      d += head[at + 3] * features[start + at + 3];
    }
    for (let at = whole; at < dimensions; at++) a += head[at] * features[start + at];
    scores[row] = a + b + (c + d);
  }
  return orderWithFixed(scores);
}
