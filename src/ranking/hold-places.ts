/** A candidate that must hold a certain place, whatever its score. */
export interface FixedPlace {
  /** 0-based index of the candidate. */
  readonly index: number;
  /** 0-based place it holds. */
  readonly place: number;
}

/** A list of which some places are held and the others are still to fill. */
export interface HeldPlaces {
  /** [n] by place: the index of the candidate that holds it, or −1. */
  readonly order: number[];
  /** [n] by candidate: whether it stands somewhere. */
  readonly isHeld: boolean[];
}

/**
 * Puts candidates at the places that they must hold.
 *
 * @param count Of candidates, and of places.
 * @param fixed Each index and each place at most once, both in [0, count).
 * @throws {RangeError} if a fixed place is out of range or taken twice.
 */
export function holdPlaces(count: number, fixed: readonly FixedPlace[]): HeldPlaces {
  const order = new Array<number>(count).fill(-1);
  const isHeld = new Array<boolean>(count).fill(false);
  for (const { index, place } of fixed) {
    // What lies outside of either list, or between its numbers, is undefined there.
    if (order[place] !== -1 || (isHeld[index] ?? true)) {
      throw new RangeError(
        `Cannot hold candidate ${index} at place ${place}: both must be in [0, ${count}) and used once`,
      );
    }
    order[place] = index;
    isHeld[index] = true;
  }
  return { order, isHeld };
}
