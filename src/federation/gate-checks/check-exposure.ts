import type { GateCheck } from "./gate-check.ts";
import { boundWords } from "./no-bound.ts";
import type { CanaryReplay } from "./replay-canary.ts";

/**
 * Added to what is compared, in top places of a page: what changes on one page alone, or concerns an item that is hardly ever
 * listed, is no shift.
 */
const PSEUDO_EXPOSURE = 3;

/**
 * How much of all exposure the candidate takes from some items and gives to others, as a share of 1. Learning moves a little
 * everywhere; a poisoned head, or one that is mostly noise, moves much.
 */
export function checkExposureMoved(current: CanaryReplay, candidate: CanaryReplay, bound: number): GateCheck {
  let [all, moved] = [0, 0];
  for (const [id, exposure] of current.items) {
    all += exposure;
    moved += Math.abs((candidate.items.get(id) ?? 0) - exposure) / 2;
  }
  const value = all > 0 ? moved / all : 0;
  return {
    name: "exposure-moved",
    value,
    bound,
    passed: value <= bound,
    words: `${(100 * value).toFixed(1)} % of the exposure goes to other items; ${boundWords(bound, `at most ${(100 * bound).toFixed(1)} % may`)}`,
  };
}

/**
 * The item that gains most: whoever poisons a shop's head wants one item up. Losing is not looked at, since what one item gains the others
 * of its lists lose in small parts.
 */
export function checkItemExposure(current: CanaryReplay, candidate: CanaryReplay, bound: number): GateCheck {
  const { name, ratio } = largest(current.items, candidate.items, (ratio) => ratio);
  const words = `Item ${name} gains most: ${ratio.toFixed(2)} times its exposure; ${boundWords(bound, `at most ${bound} times is allowed`)}`;
  return { name: "exposure-items", value: ratio, bound, passed: ratio <= bound, words };
}

/** The brand that gains or loses most: shops answer to their suppliers for both. */
export function checkBrandExposure(current: CanaryReplay, candidate: CanaryReplay, bound: number): GateCheck {
  const { name, ratio } = largest(current.brands, candidate.brands, (ratio) => Math.max(ratio, 1 / ratio));
  const value = Math.max(ratio, 1 / ratio);
  const change = ratio < 1 ? "loses" : "gains";
  const words = `Brand ${name} ${change} most: ${ratio.toFixed(2)} times its exposure; ${boundWords(bound, `at most ${bound} times is allowed, and at least 1 / ${bound}`)}`;
  return { name: "exposure-brands", value, bound, passed: value <= bound, words };
}

function largest(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
  sizeOf: (ratio: number) => number,
): { readonly name: string; readonly ratio: number } {
  let found = { name: "none", ratio: 1 };
  for (const [name, exposure] of before) {
    const ratio = ((after.get(name) ?? 0) + PSEUDO_EXPOSURE) / (exposure + PSEUDO_EXPOSURE);
    if (sizeOf(ratio) > sizeOf(found.ratio)) found = { name: JSON.stringify(name), ratio };
  }
  return found;
}
