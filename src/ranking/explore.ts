import type { Random } from "../base/random.ts";
import type { FixedPlace } from "./hold-places.ts";
import { orderWithFixed } from "./order-with-fixed.ts";

/** How far exploration may go. */
export interface ExplorationLimits {
  /** The first places of the list, e.g. its first row, hold what the scores say. */
  readonly protectedPlaces: number;
  /** No item is shown more than so many places from where the scores put it; at least 1. */
  readonly maxDisplacement: number;
  /** Where the shop has rules: the order that chance starts from, and what of it they leave to chance. */
  readonly ruled?: RuledHome;
}

/** An order that keeps the shop's rules, and ways from it that keep them too. Each must answer alike whenever it is asked. */
export interface RuledHome {
  readonly order: readonly number[];
  /** Whether the cards at two places may be swapped, the upper first. */
  readonly maySwap: (upper: number, lower: number) => boolean;
  /** As near to best score first as the rules allow, with cards at `places` only, none more than `most` from where it was. */
  readonly near: (scores: ArrayLike<number>, places: readonly number[], most: number) => number[];
}

/** An order, with what off-policy evaluation needs of it. */
export interface LoggedOrder {
  /** A permutation: `order[place]` is the index of the candidate shown there. */
  readonly order: readonly number[];
  /** [n] by place: P(this candidate at this place | policy), in (0, 1]; 1 where chance had no say. */
  readonly propensities: Float64Array;
}

/** Best score first, around the fixed candidates: no chance, so every propensity is 1. */
export function greedy(scores: ArrayLike<number>, fixed: readonly FixedPlace[] = []): LoggedOrder {
  return { order: orderWithFixed(scores, fixed), propensities: new Float64Array(scores.length).fill(1) };
}

/**
 * The greedy order, but with probability `rate` one pair of places is swapped: drawn uniformly from the M pairs of places
 * that chance may touch and that lie at most `maxDisplacement` apart. The propensities are exact: a place that is in c of
 * the pairs keeps its candidate with 1 − rate · c / M, and shows that of another place of a pair with rate / M. Pairs whose swap
 * would break the shop's rules are none of the M: what is shown keeps them, and the propensities stay exact.
 *
 * @param rate In [0, 1].
 * @throws {RangeError} on limits or a rate out of range, and as {@link orderWithFixed} does.
 */
export function epsilon(
  scores: ArrayLike<number>,
  fixed: readonly FixedPlace[],
  limits: ExplorationLimits & { readonly rate: number },
  random: Random,
): LoggedOrder {
  const { rate } = limits;
  if (!(rate >= 0 && rate <= 1)) throw new RangeError(`Wanted a rate of exploration in [0, 1], got ${rate}`);
  const { order, propensities } = homeOf(scores, fixed, limits);
  const places = freePlaces(scores.length, fixed, limits);
  const pairs = places.flatMap((upper, at) =>
    places
      .slice(at + 1)
      .filter(
        (lower) => lower - upper <= limits.maxDisplacement && (limits.ruled?.maySwap(upper, lower) ?? true),
      )
      .map((lower) => [upper, lower] as const),
  );
  if (pairs.length === 0) return { order, propensities };
  for (const pair of pairs) {
    for (const place of pair) propensities[place] -= rate / pairs.length;
  }
  if (random() >= rate) return { order, propensities };
  const [upper, lower] = pairs[Math.floor(random() * pairs.length)];
  const swapped = [...order];
  [swapped[upper], swapped[lower]] = [order[lower], order[upper]];
  for (const place of [upper, lower]) propensities[place] = rate / pairs.length;
  return { order: swapped, propensities };
}

/** How many orders are drawn to estimate the propensities of one. */
const SAMPLED_ORDERS = 100;

/**
 * Thompson's way: the order by scores drawn from the posterior, as near to it as the limits allow. Places are filled from
 * the top; each takes the candidate with the highest drawn score among those at most `maxDisplacement` away from their
 * greedy place, but a candidate that would else come too late goes first. Where the shop has rules, their way of coming near to
 * the drawn scores is taken instead: it is a function of the scores too, and the propensities are estimated alike.
 *
 * The propensities are estimated from 100 further draws, add-one smoothed over the w candidates that can come to the place:
 * (hits + 1) / (100 + w), so that none is 0.
 *
 * @param scores     [n], the posterior mean: the greedy order.
 * @param drawScores Draws [n] scores from the posterior, independently at each call; called 101 times.
 * @throws {RangeError} on limits out of range, and as {@link orderWithFixed} does.
 * @see Chapelle, Li 2011, An empirical evaluation of Thompson sampling
 */
export function thompson(
  scores: ArrayLike<number>,
  fixed: readonly FixedPlace[],
  limits: ExplorationLimits,
  drawScores: () => ArrayLike<number>,
): LoggedOrder {
  const { order: home } = homeOf(scores, fixed, limits);
  const places = freePlaces(scores.length, fixed, limits);
  const { maxDisplacement, ruled } = limits;
  const draw = (): number[] =>
    ruled?.near(drawScores(), places, maxDisplacement) ??
    nearOrder(home, places, drawScores(), maxDisplacement);
  const order = draw();
  const hits = new Float64Array(order.length);
  for (let sample = 0; sample < SAMPLED_ORDERS; sample++) {
    for (const [place, index] of draw().entries()) hits[place] += index === order[place] ? 1 : 0;
  }
  const propensities = new Float64Array(order.length).fill(1);
  for (const place of places) {
    const reach = places.filter((other) => Math.abs(other - place) <= limits.maxDisplacement).length;
    if (reach > 1) propensities[place] = (hits[place] + 1) / (SAMPLED_ORDERS + reach);
  }
  return { order, propensities };
}

function homeOf(
  scores: ArrayLike<number>,
  fixed: readonly FixedPlace[],
  { ruled }: ExplorationLimits,
): LoggedOrder {
  if (ruled === undefined) return greedy(scores, fixed);
  return { order: ruled.order, propensities: new Float64Array(scores.length).fill(1) };
}

/** The candidates at `places` of the order `home` by descending score, none more than `most` places from home. */
function nearOrder(
  home: readonly number[],
  places: readonly number[],
  scores: ArrayLike<number>,
  most: number,
): number[] {
  const order = [...home];
  const left = new Set(places);
  for (const [at, place] of places.entries()) {
    // Who must go now: with k free places up to a deadline and k waiting for them, the first of these may not wait.
    const due = mostUrgent(left, places, at, most);
    let best = -1;
    for (const from of left) {
      if (from - place > most || (due !== -1 && from > due)) continue;
      if (best === -1 || scores[home[from]] > scores[home[best]]) best = from;
    }
    order[place] = home[best];
    left.delete(best);
  }
  return order;
}

/**
 * The earliest home place h such that those still waiting from h or above fill every place up to the last that they can
 * reach: then the next place must take one of them. −1 if there is none.
 */
function mostUrgent(left: ReadonlySet<number>, places: readonly number[], at: number, most: number): number {
  let waiting = 0;
  let end = at;
  for (const home of left) {
    waiting++;
    while (end < places.length && places[end] <= home + most) end++;
    if (end - at <= waiting) return home;
  }
  return -1;
}

/** Places that chance may touch, ascending. */
function freePlaces(
  count: number,
  fixed: readonly FixedPlace[],
  { protectedPlaces, maxDisplacement }: ExplorationLimits,
): number[] {
  if (!(protectedPlaces >= 0) || !(maxDisplacement >= 1)) {
    throw new RangeError(
      `Wanted at least 0 protected places and a displacement of at least 1, got ${protectedPlaces} and ${maxDisplacement}`,
    );
  }
  const held = new Set(fixed.map(({ place }) => place));
  return Array.from({ length: count }, (_, place) => place).filter(
    (place) => place >= protectedPlaces && !held.has(place),
  );
}
