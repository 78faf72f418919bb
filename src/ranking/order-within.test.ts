import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ExposureRules } from "./exposure-rules.ts";
import { orderWithin } from "./order-within.ts";
import { isWithin } from "./place-bounds.ts";
import { type RuledCandidate, type RuledList, ruledList } from "./ruled-list.ts";
import { lettered, ruledCases } from "./ruled-list-fixtures.test-helper.ts";
import { allOrders } from "./rules-oracle.test-helper.ts";
import { ruleTally } from "./rule-tally.ts";

const free: ExposureRules = { maxDisplacement: null, brandCap: null, exposureFloor: null, blocked: [] };
function listOf(candidates: readonly RuledCandidate[], rules: Partial<ExposureRules>): RuledList {
  return ruledList(candidates, [], { rules: { ...free, ...rules }, littleShown: new Set() });
}

describe("orderWithin", () => {
  test("is the best from the top of all orders that only bounds concern", () => {
    fc.assert(
      fc.property(ruledCases({ minLength: 1, maxLength: 6 }), ({ candidates, fixed, scores, rules }) => {
        const bounded = { ...rules, brandCap: null, exposureFloor: null };
        const list = ruledList(candidates, fixed, { rules: bounded, littleShown: new Set() });
        const order = orderWithin(scores, list);
        expect(isWithin(order, list.bounds)).toBe(true);
        const scoresOf = (one: readonly number[]): number[] => one.map((index) => scores[index]);
        const best = allOrders(scores.length)
          .filter((one) => isWithin(one, list.bounds))
          .map(scoresOf)
          .reduce((a, b) => (firstHigher(a, b) ? a : b));
        expect(scoresOf(order)).toEqual(best);
      }),
    );
  });

  test("pushes others down by as many steps as they may go", () => {
    // For the last to come to place 2, who stood there goes to 3 and 3 to 4.
    const list = listOf(lettered("abcde"), { maxDisplacement: 2 });
    expect(orderWithin([0, 0, 0, 0, 9], list)).toEqual([0, 1, 4, 2, 3]);
    // The first must stand at place 2 by now, so that the last cannot.
    expect(orderWithin([0, 1, 9, 0, 9], list)).toEqual([2, 1, 0, 4, 3]);
  });

  test("leaves a place to each brand before it is too late", () => {
    const list = listOf(lettered("aaabbb"), { brandCap: { most: 1, window: 2 } });
    const order = orderWithin([0, 0, 0, 9, 9, 9], list);
    expect(order).toEqual([3, 0, 4, 1, 5, 2]);
  });

  test("takes a rare card when the window has no more places than it lacks", () => {
    const list = listOf(lettered("abcdefGH"), { exposureFloor: { least: 1, window: 3 } });
    const order = orderWithin([8, 7, 6, 5, 4, 3, 1, 2], list);
    expect(order).toEqual([0, 1, 7, 2, 3, 6, 4, 5]);
    expect(ruleTally(list, order).broken()).toBe(0);
  });

  test("counts what is held further down", () => {
    const candidates = lettered("abcDefg");
    const rules = { ...free, exposureFloor: { least: 1, window: 4 } };
    const list = ruledList(candidates, [{ index: 3, place: 3 }], { rules, littleShown: new Set() });
    expect(orderWithin([7, 6, 5, 0, 4, 3, 2], list)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });
});

function firstHigher(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((score, place) => score !== b[place]);
  return at !== -1 && a[at] > b[at];
}
