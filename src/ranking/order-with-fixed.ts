/** A candidate that must hold a certain place, whatever its score. */
export interface FixedPlace {
  /** 0-based index of the candidate. */
  readonly index: number;
  /** 0-based place it holds. */
  readonly place: number;
}

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
  const order: number[] = new Array<number>(count).fill(-1);
  const isFixed: boolean[] = new Array<boolean>(count).fill(false);
  for (const { index, place } of fixed) {
    if (!isPlace(index, count) || !isPlace(place, count) || isFixed[index] || order[place] !== -1) {
      throw new RangeError(
        `Cannot hold candidate ${index} at place ${place}: both must be in [0, ${count}) and used once`,
      );
    }
    order[place] = index;
    isFixed[index] = true;
  }
  const free: number[] = [];
  for (let index = 0; index < count; index++) {
    if (!Number.isFinite(scores[index])) {
      throw new RangeError(`Cannot order candidates: score ${index} must be finite, got ${scores[index]}`);
    }
    if (!isFixed[index]) free.push(index);
  }
  free.sort((a, b) => scores[b] - scores[a] || a - b);
  let next = 0;
  return order.map((index) => (index === -1 ? free[next++] : index));
}

function isPlace(value: number, count: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < count;
}
