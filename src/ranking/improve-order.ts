import type { RuledList } from "./ruled-list.ts";
import { ruleTally } from "./rule-tally.ts";

/** An order, and how often it breaks the rules about windows. */
export interface RuledOrder {
  readonly order: number[];
  readonly broken: number;
}

/** How far cards are tried that break no rule: most gains are near. */
const NEAR_PLACES = 24;
/** Swaps tried to keep rules, and as many to gain: what bounds the time where rules cannot be kept. */
const MAX_SWAPS = 5_000;
/** Sums of the same numbers in another order differ by less. */
const NOISE = 1e-9;

/**
 * Makes an order better by moving single cards up and down, as far as bounds allow, for as long as that breaks fewer rules, or as
 * few with a higher Σ score · 1 / log2(1 + position). It never breaks more than before. Held cards stay. Costs at most 10,000
 * swaps, a few milliseconds.
 *
 * @param scores [n], finite.
 * @param from   A permutation; cards outside their bounds stay where they are or come back.
 */
export function improveOrder(
  scores: ArrayLike<number>,
  list: RuledList,
  from: readonly number[],
): RuledOrder {
  const order = [...from];
  const { earliest, latest } = list.bounds;
  const tally = ruleTally(list, order);
  const places = [...order.keys()].filter((place) => list.isHeld[place] === 0);
  const discounts = places.map((place) => 1 / Math.log2(2 + place));
  const budget = { swaps: 0 };

  /** Moves the card at `places[at]` by steps of `step`; keeps the best stop on its way, which may be the start. */
  const move = (at: number, step: 1 | -1, isRepair: boolean): boolean => {
    if (isRepair ? !tally.isConcerned(places[at]) : !canGain(at, step)) return false;
    const card = order[places[at]];
    const reach = isRepair ? places.length : NEAR_PLACES;
    const [before, excess] = [tally.broken(), tally.capExcess()];
    let [here, gain] = [at, 0];
    let [bestAt, bestGain, fewest] = [at, NOISE, before];
    while (budget.swaps > 0 && Math.abs(here - at) < reach) {
      const next = here + step;
      if (next < 0 || next >= places.length) break;
      const other = order[places[next]];
      const [upper, lower] = step === 1 ? [here, next] : [next, here];
      const [goesDown, goesUp] = step === 1 ? [card, other] : [other, card];
      if (latest[goesDown] < places[lower] || earliest[goesUp] > places[upper]) break;
      budget.swaps--;
      const broken = tally.swap(places[upper], places[lower]);
      gain += (scores[goesUp] - scores[goesDown]) * (discounts[upper] - discounts[lower]);
      here = next;
      if ((broken < fewest || (broken === fewest && gain > bestGain)) && tally.capExcess() <= excess)
        [bestAt, bestGain, fewest] = [here, gain, broken];
      else if (fewest < before) break; // as near as can be
    }
    while (here !== bestAt) {
      const [upper, lower] = step === 1 ? [here - 1, here] : [here, here + 1];
      tally.swap(places[upper], places[lower]);
      here -= step;
    }
    return bestAt !== at;
  };
  /** Nothing is gained on a way on which every card has its right score. */
  const canGain = (at: number, step: 1 | -1): boolean => {
    const score = scores[order[places[at]]];
    for (let other = at + step; Math.abs(other - at) <= NEAR_PLACES && other in places; other += step) {
      if ((scores[order[places[other]]] - score) * step > 0) return true;
    }
    return false;
  };

  /** Swaps the card with a better one below, which one card's move may not do: two of a brand, say. */
  const exchange = (at: number): boolean => {
    for (let other = at + 1; other < places.length && other - at <= NEAR_PLACES; other++) {
      const [upper, lower] = [places[at], places[other]];
      const [goesDown, goesUp] = [order[upper], order[lower]];
      if (scores[goesUp] - scores[goesDown] <= NOISE || latest[goesDown] < lower || earliest[goesUp] > upper)
        continue;
      budget.swaps--;
      const [before, excess] = [tally.broken(), tally.capExcess()];
      if (tally.swap(upper, lower) <= before && tally.capExcess() <= excess) return true;
      tally.swap(upper, lower);
    }
    return false;
  };

  /**
   * Swaps a card that breaks a rule with any other, where that breaks fewer: a new card often has to change places with one of its
   * brand. A floor is not kept by breaking a cap.
   */
  const repairBySwap = (at: number): boolean => {
    if (!tally.isConcerned(places[at])) return false;
    for (let other = 0; other < places.length && budget.swaps > 0; other++) {
      if (other === at) continue;
      const [upper, lower] = other < at ? [places[other], places[at]] : [places[at], places[other]];
      if (latest[order[upper]] < lower || earliest[order[lower]] > upper) continue;
      budget.swaps--;
      const [before, excess] = [tally.broken(), tally.capExcess()];
      if (tally.swap(upper, lower) < before && tally.capExcess() <= excess) return true;
      tally.swap(upper, lower);
    }
    return false;
  };

  const untilNoneIsBetter = (improve: (at: number) => boolean): void => {
    budget.swaps = MAX_SWAPS;
    let isBetter = true;
    while (isBetter && budget.swaps > 0) {
      isBetter = false;
      for (let at = 0; at < places.length && budget.swaps > 0; at++) if (improve(at)) isBetter = true;
    }
  };
  // What breaks rules is moved first; then what stands too low.
  untilNoneIsBetter((at) => move(at, -1, true) || move(at, 1, true));
  if (tally.broken() > 0) untilNoneIsBetter(repairBySwap);
  untilNoneIsBetter((at) => move(at, -1, false) || move(at, 1, false) || exchange(at));
  return { order, broken: tally.broken() };
}
