import type { RuledHome } from "./explore.ts";
import { placeScores } from "./place-scores.ts";
import { type ExposureRules, hasRules, type RuleName } from "./exposure-rules.ts";
import { type ExposureSums, ruleUseBy } from "./exposure-sums.ts";
import { improveOrder } from "./improve-order.ts";
import type { FixedPlace } from "./hold-places.ts";
import { orderWithFixed } from "./order-with-fixed.ts";
import { orderWithin } from "./order-within.ts";
import { isWithin, shopOrder } from "./place-bounds.ts";
import { type RuledCandidate, type RuledList, ruledList } from "./ruled-list.ts";
import { ruleTally } from "./rule-tally.ts";

/** The shop's rules for one list. */
export interface RulesOfList {
  /**
   * Best score first, subject to the rules: a permutation in which fixed candidates hold their places.
   *
   * - No card is further from the shop's place, and no blocked one higher, than the rules say, unless cards that are held
   *   elsewhere leave no other way (see placeBounds).
   * - No order breaks the rules about windows more than the shop's own does; fewer where that is found.
   * - Where the scores leave the shop's order, that is the order, whatever it breaks: the rules are for what we move.
   * - Without rules it is exactly {@link orderWithFixed}'s.
   *
   * @param scores [n], finite.
   * @throws {RangeError} as {@link orderWithFixed} does.
   */
  order(scores: ArrayLike<number>): number[];
  /**
   * The shop's order as it would be under the rules, as far as they can be kept: what an order of ours is fairly compared with. Where that is
   * the shop's own, so is this.
   */
  homeBeside(order: readonly number[]): number[];
  /**
   * What of an order may be left to chance: swaps, and ways to other scores by moving single cards, that break no rule about
   * windows more than the order does, and move no card out of its bounds.
   */
  from(order: readonly number[]): RuledHome;
  /**
   * What the rules had to do with an order of these scores, in numbers of lists, 0 or 1. A rule is broken to the letter, whether
   * or not that can be helped; held cards do not break it. An order that is the shop's own is bound by nothing and breaks nothing.
   */
  useOf(scores: ArrayLike<number>, shown: readonly number[]): ExposureSums["ruleUse"];
}

/**
 * Makes the shop's rules hold for the orders of one list.
 *
 * @param candidates  [n], in the shop's order.
 * @param fixed       Each index and each place at most once, both in [0, n).
 * @param littleShown Names of sellers whose cards count like new ones.
 * @returns Null without rules.
 */
export function rulesOfList(
  candidates: readonly RuledCandidate[],
  fixed: readonly FixedPlace[],
  given: { readonly rules: ExposureRules; readonly littleShown: ReadonlySet<string> },
): RulesOfList | null {
  if (!hasRules(given.rules)) return null;
  const list = ruledList(candidates, fixed, given);
  const home = shopOrder(list.count, fixed);
  const orderBy = (scores: ArrayLike<number>): number[] => {
    const wanted = orderWithFixed(scores, fixed);
    const isHome = isSame(wanted, home) && isWithin(wanted, list.bounds);
    return isHome ? wanted : boundOrder(list, home, { wanted, scores });
  };
  return {
    order: orderBy,
    homeBeside: (order) => {
      const scores = placeScores(home);
      return isSame(order, home) ? orderBy(scores) : boundOrder(list, home, { wanted: home, scores });
    },
    from: (order) => ({
      order,
      maySwap: swapsOf(list, order),
      near: (scores, places, most) =>
        improveOrder(scores, nearTo(list, order, { places, most }), order).order,
    }),
    useOf: (scores, shown) => {
      const broken = (order: readonly number[]): Readonly<Record<RuleName, boolean>> =>
        brokenBy(list, order, { candidates, rules: given.rules });
      const brokenByUs = (order: readonly number[]): ReturnType<typeof broken> | null =>
        isSame(order, home) ? null : broken(order);
      const isShown = brokenByUs(shown);
      // A list that is shown as the shop has it was not ordered by its scores.
      const isWanted = isShown && brokenByUs(orderWithFixed(scores, fixed));
      const isShops = broken(home);
      return ruleUseBy((name) => ({
        bound: Number(isWanted?.[name] ?? false),
        broken: Number(isShown?.[name] ?? false),
        shop: Number(isShops[name]),
      }));
    },
  };
}

/** @param options `wanted` is what the scores alone would have. */
function boundOrder(
  list: RuledList,
  home: readonly number[],
  { wanted, scores }: { readonly wanted: readonly number[]; readonly scores: ArrayLike<number> },
): number[] {
  if (isWithin(wanted, list.bounds) && ruleTally(list, [...wanted]).broken() === 0) return [...wanted];
  const found = improveOrder(scores, list, orderWithin(scores, list));
  // From the shop's order it may come to fewer, but hardly moves: that is for where the visitor's breaks more than the shop's own.
  if (found.broken === 0 || found.broken < ruleTally(list, [...home]).broken()) return found.order;
  const other = improveOrder(scores, list, list.bounds.start);
  return other.broken < found.broken ? other.order : found.order;
}

function isSame(order: readonly number[], other: readonly number[]): boolean {
  return order.every((index, place) => index === other[place]);
}

/** The list, in which only cards at some places may move, and only so far. */
function nearTo(
  list: RuledList,
  home: readonly number[],
  { places, most }: { readonly places: readonly number[]; readonly most: number },
): RuledList {
  const isHeld = new Uint8Array(list.count).fill(1);
  for (const place of places) isHeld[place] = 0;
  const earliest = list.bounds.earliest.slice();
  const latest = list.bounds.latest.slice();
  for (const [place, index] of home.entries()) {
    earliest[index] = Math.max(earliest[index], place - most);
    latest[index] = Math.min(latest[index], place + most);
  }
  return { ...list, isHeld, bounds: { earliest, latest, start: home } };
}

function swapsOf(list: RuledList, from: readonly number[]): (upper: number, lower: number) => boolean {
  const { earliest, latest } = list.bounds;
  const order = [...from];
  const tally = ruleTally(list, order);
  const allowed = tally.broken();
  return (upper, lower) => {
    if (latest[order[upper]] < lower || earliest[order[lower]] > upper) return false;
    const broken = tally.swap(upper, lower);
    tally.swap(upper, lower);
    return broken <= allowed;
  };
}

function brokenBy(
  list: RuledList,
  shown: readonly number[],
  { candidates, rules }: { readonly candidates: readonly RuledCandidate[]; readonly rules: ExposureRules },
): Readonly<Record<RuleName, boolean>> {
  const tally = ruleTally(list, [...shown]);
  const blocked = new Set(rules.blocked);
  const most = rules.maxDisplacement ?? Number.POSITIVE_INFINITY;
  const isAny = (does: (index: number, place: number) => boolean): boolean =>
    shown.some((index, place) => list.isHeld[place] === 0 && does(index, place));
  return {
    displacement: isAny((index, place) => Math.abs(place - index) > most),
    block: isAny((index, place) => place < index && blocked.has(candidates[index].id)),
    brandCap: tally.capExcess() > 0,
    exposureFloor: tally.floorLack() > 0,
  };
}
