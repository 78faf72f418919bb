import type { FixedPlace } from "./hold-places.ts";
import { orderWithFixed } from "./order-with-fixed.ts";

/** Where each candidate may stand. */
export interface PlaceBounds {
  /** [n] by candidate: first and last 0-based place, inclusive; of a fixed candidate both are its own. */
  readonly earliest: Int32Array;
  readonly latest: Int32Array;
  /** An order within them: the shop's own around the fixed candidates wherever that is one. */
  readonly start: readonly number[];
}

interface Limits {
  /** No free candidate further than so many places from its index; whole, at least 0. Infinity: any way. */
  readonly maxDisplacement: number;
  /** Indices of candidates that may not stand above their index. */
  readonly blocked: ReadonlySet<number>;
}

/**
 * The places that displacement and blocklist leave to each candidate, and an order within them.
 *
 * With every card free, or held at the shop's place, the shop's own order is one. Cards that are held elsewhere may leave none:
 * then the limit of displacement is raised for all by as few places as make one possible, and after it that of the blocked
 * candidates, and of all that only what this one order needs is allowed: who is not concerned keeps the limit as it is.
 * An order is looked for as jobs of one unit with release times and deadlines are scheduled: earliest deadline first, which finds
 * one if there is any. Costs O(n log n), O(n log² n) if limits are raised.
 *
 * @param fixed As in {@link orderWithFixed}.
 * @see Glover 1967, Maximum matching in a convex bipartite graph
 */
export function placeBounds(count: number, fixed: readonly FixedPlace[], limits: Limits): PlaceBounds {
  const strict = boundsOf(count, fixed, limits, [0, 0]);
  const home = shopOrder(count, fixed);
  if (isWithin(home, strict)) return { ...strict, start: home };
  const found = earliestDeadlineFirst(fixed, strict);
  if (found !== null) return { ...strict, start: found };
  const raised = (places: number, blockedPlaces: number): number[] | null =>
    earliestDeadlineFirst(fixed, boundsOf(count, fixed, limits, [places, blockedPlaces]));
  const blockedPlaces = least(count, (places) => raised(count, places) !== null);
  const places = least(count, (places) => raised(places, blockedPlaces) !== null);
  const start = raised(places, blockedPlaces)!; // `least` has found it
  for (const [place, index] of start.entries()) {
    strict.earliest[index] = Math.min(strict.earliest[index], place);
    strict.latest[index] = Math.max(strict.latest[index], place);
  }
  return { ...strict, start };
}

/** The shop's order around the fixed candidates. */
export function shopOrder(count: number, fixed: readonly FixedPlace[]): number[] {
  return orderWithFixed(new Float64Array(count), fixed);
}

/** Whether every candidate stands where it may. */
export function isWithin(
  order: readonly number[],
  { earliest, latest }: Pick<PlaceBounds, "earliest" | "latest">,
): boolean {
  return order.every((index, place) => earliest[index] <= place && place <= latest[index]);
}

function boundsOf(
  count: number,
  fixed: readonly FixedPlace[],
  { maxDisplacement, blocked }: Limits,
  [places, blockedPlaces]: readonly [number, number],
): Pick<PlaceBounds, "earliest" | "latest"> {
  const earliest = new Int32Array(count);
  const latest = new Int32Array(count);
  for (let index = 0; index < count; index++) {
    const reach = blocked.has(index) ? blockedPlaces : count;
    earliest[index] = Math.max(0, index - Math.min(maxDisplacement + places, reach));
    latest[index] = Math.min(count - 1, index + maxDisplacement + places);
  }
  for (const { index, place } of fixed) earliest[index] = latest[index] = place;
  return { earliest, latest };
}

/** Null if there is none. */
function earliestDeadlineFirst(
  fixed: readonly FixedPlace[],
  { earliest, latest }: Pick<PlaceBounds, "earliest" | "latest">,
): number[] | null {
  const order = new Array<number>(earliest.length).fill(-1);
  for (const { index, place } of fixed) order[place] = index;
  const held = new Set(fixed.map(({ index }) => index));
  const coming = [...order.keys()]
    .filter((index) => !held.has(index))
    .sort((a, b) => earliest[b] - earliest[a] || b - a); // the next is the last
  const waiting: number[] = []; // by falling deadline: the most urgent is the last
  for (let place = 0; place < order.length; place++) {
    while (coming.length > 0 && earliest[coming[coming.length - 1]] <= place) {
      const index = coming.pop()!;
      const at = waiting.findLastIndex((other) => latest[other] > latest[index]) + 1;
      waiting.splice(at, 0, index);
    }
    if (order[place] !== -1) continue;
    const next = waiting.pop();
    if (next === undefined || latest[next] < place) return null;
    order[place] = next;
  }
  return order;
}

/** The least whole number in [0, most] that does; `most` does, and so does all that is above one that does. */
function least(most: number, does: (value: number) => boolean): number {
  let [low, high] = [0, most];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (does(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
