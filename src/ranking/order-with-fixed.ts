import { type FixedPlace, holdPlaces } from "./hold-places.ts";

/**
 * Orders candidates by descending score around those that must stay where they are.
 * Equal scores keep the shop's order, so that a visitor nothing is known of sees the shop's order exactly.
 *
 * @param scores [n], finite; higher is better.
 * @param fixed  Each index and each place at most once, both in [0, n).
 * @returns A permutation: `order[place]` is the index of the candidate shown there.
 * @throws {RangeError} if a score is not finite, or if a fixed place is out of range or taken twice.
 */
export function orderWithFixed(scores: ArrayLike<number>, fixed: readonly FixedPlace[] = []): number[] {
  const count = scores.length;
  const { order, isHeld } = holdPlaces(count, fixed);
  const free: number[] = [];
  for (let index = 0; index < count; index++) {
    if (!Number.isFinite(scores[index])) {
      throw new RangeError(`Cannot order candidates: score ${index} must be finite, got ${scores[index]}`);
    }
    if (!isHeld[index]) free.push(index);
  }
  free.sort((a, b) => scores[b] - scores[a] || a - b);
  let next = 0;
  return order.map((index) => (index === -1 ? free[next++] : index));
}
