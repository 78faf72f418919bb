import type { RuledList } from "./ruled-list.ts";

/**
 * Orders candidates from the top: each place takes the best score among those that may stand there, that leave a place to every
 * other one, and that break no rule with what stands already.
 *
 * That everyone keeps a place is exact: an order of all is kept, and a candidate may go to a place if the one that stands there
 * can move down, pushing others down, until the gap is filled. Where only places are bounded the order is therefore the best from
 * the top that there is: no other has a higher score at the first place at which they differ. The rules about windows look ahead
 * by counting: a rare card is taken when the window has just as many free places as it lacks, one of a brand when what is left
 * of it would else no longer fit below. (Caps are capacity constraints as in car sequencing, which is NP-complete in general:
 * nothing exact is tried.)
 *
 * @param scores [n], finite.
 * @returns A permutation within the bounds; it may break rules about windows where they could be kept. Costs O(n²) at most.
 * @see CSPLib problem 1, Car sequencing, https://www.csplib.org/Problems/prob001/
 */
export function orderWithin(scores: ArrayLike<number>, list: RuledList): number[] {
  const { count, isHeld, brands, isRare, bounds } = list;
  const { earliest } = bounds;
  const order = [...bounds.start];
  const placeOf = new Int32Array(count);
  for (const [place, index] of order.entries()) placeOf[index] = place;
  const windows = windowsAhead(list);
  const waiting = order
    .filter((_, place) => isHeld[place] === 0)
    .sort((a, b) => scores[b] - scores[a] || a - b);
  for (let place = 0; place < count; place++) {
    if (isHeld[place] === 1) continue;
    const wantsRare = windows.wantsRare(place);
    const urgent = windows.urgentBrands(place);
    const reach = reachOf(order, place, list);
    let best = -1;
    let fewest = Number.POSITIVE_INFINITY;
    for (let at = 0; at < waiting.length && fewest > 0; at++) {
      const index = waiting[at];
      if (placeOf[index] > reach || earliest[index] > place) continue;
      const brand = brands[index];
      const breaks =
        (brand >= 0 && windows.isFull(place, brand) ? 4 : 0) +
        (wantsRare && isRare[index] === 0 ? 2 : 0) +
        (urgent !== null && !urgent.has(brand) ? 1 : 0);
      if (breaks < fewest) [best, fewest] = [at, breaks];
    }
    const [index] = waiting.splice(best, 1);
    fill(order, { place, from: placeOf[index], list, placeOf });
    windows.put(place, index);
  }
  return order;
}

/** How far down a card may stand to come to a place: as far as the card there, or one that it pushes, can go. */
function reachOf(order: readonly number[], place: number, { count, isHeld, bounds }: RuledList): number {
  let reach = place;
  for (let at = place; at <= reach && reach < count - 1; at++) {
    if (isHeld[at] === 0) reach = Math.max(reach, bounds.latest[order[at]]);
  }
  return reach;
}

/** Brings the card at `from` to `place`; who stood there goes down, by as many steps as deadlines ask for. */
function fill(
  order: number[],
  step: {
    readonly place: number;
    readonly from: number;
    readonly list: RuledList;
    readonly placeOf: Int32Array;
  },
): void {
  const { place, from, placeOf } = step;
  const { isHeld, bounds } = step.list;
  const { latest } = bounds;
  const put = (index: number, at: number): void => {
    order[at] = index;
    placeOf[index] = at;
  };
  let pushed = order[place];
  put(order[from], place);
  if (from === place) return;
  let at = place;
  while (latest[pushed] < from) {
    // The one within its reach that can go furthest down.
    let next = -1;
    for (let other = at + 1; other <= latest[pushed]; other++) {
      if (isHeld[other] === 0 && (next === -1 || latest[order[other]] > latest[order[next]])) next = other;
    }
    const displaced = order[next];
    put(pushed, next);
    [pushed, at] = [displaced, next];
  }
  put(pushed, from);
}

/** What the cards that are placed say of those to come. */
interface WindowsAhead {
  isFull(place: number, brand: number): boolean;
  wantsRare(place: number): boolean;
  /** Those of which more cards are left than the cap has room for from the next place on; null if there are none. */
  urgentBrands(place: number): ReadonlySet<number> | null;
  put(place: number, index: number): void;
}

function windowsAhead(list: RuledList): WindowsAhead {
  const { count, fixed, isHeld, brands, brandCount, cap, isRare, floor } = list;
  const capLast = cap === null ? -1 : count - cap.window;
  const capCounts = new Uint16Array((capLast + 1) * brandCount);
  const left = new Int32Array(brandCount);
  const floorLast = floor === null ? -1 : count - floor.window;
  const floorCounts = new Int32Array(floorLast + 1);
  /** Free places above each place. */
  const freeAbove = new Int32Array(count + 1);
  for (let place = 0; place < count; place++) freeAbove[place + 1] = freeAbove[place] + 1 - isHeld[place];
  let rareLeft = 0;
  for (let index = 0; index < count; index++) {
    if (brands[index] >= 0) left[brands[index]]++;
    rareLeft += isRare[index];
  }
  const put = (place: number, index: number): void => {
    const brand = brands[index];
    rareLeft -= isRare[index];
    if (brand >= 0) left[brand]--;
    if (cap !== null && brand >= 0) {
      for (let at = Math.max(0, place - cap.window + 1); at <= Math.min(place, capLast); at++)
        capCounts[at * brandCount + brand]++;
    }
    if (floor !== null && isRare[index] === 1) {
      for (let at = Math.max(0, place - floor.window + 1); at <= Math.min(place, floorLast); at++)
        floorCounts[at]++;
    }
  };
  for (const { index, place } of fixed) put(place, index);
  // Candidates of one brand ask the same: the answer is kept for the place.
  const fullAt = new Int32Array(brandCount).fill(-1);
  const freeAt = new Int32Array(brandCount).fill(-1);
  return {
    put,
    isFull: (place, brand) => {
      if (cap === null || freeAt[brand] === place) return false;
      if (fullAt[brand] === place) return true;
      for (let at = Math.max(0, place - cap.window + 1); at <= Math.min(place, capLast); at++) {
        if (capCounts[at * brandCount + brand] < cap.most) continue;
        fullAt[brand] = place;
        return true;
      }
      freeAt[brand] = place;
      return false;
    },
    wantsRare: (place) => {
      if (floor === null || rareLeft === 0) return false;
      for (let at = Math.max(0, place - floor.window + 1); at <= Math.min(place, floorLast); at++) {
        const lack = floor.least - floorCounts[at];
        if (lack > 0 && lack > freeAbove[at + floor.window] - freeAbove[place + 1]) return true;
      }
      return false;
    },
    urgentBrands: (place) => {
      if (cap === null) return null;
      const room = roomFor(cap, count - place - 1);
      let urgent: Set<number> | null = null;
      for (let brand = 0; brand < brandCount; brand++) {
        if (left[brand] > room) (urgent ??= new Set()).add(brand);
      }
      return urgent;
    },
  };
}

/**
 * How many of one brand fit among so many places. Far ahead as many as the cap lets through in the mean, and some less: other
 * brands need places too.
 */
function roomFor(
  { most, window }: { readonly most: number; readonly window: number },
  places: number,
): number {
  return places < 4 * window
    ? Math.floor(places / window) * most + Math.min(most, places % window)
    : Math.floor((places * most) / window) - most;
}
