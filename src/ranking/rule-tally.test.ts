import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ruledList } from "./ruled-list.ts";
import { lettered, ruledCases } from "./ruled-list-fixtures.test-helper.ts";
import { type RuleTally, ruleTally } from "./rule-tally.ts";

function tallyOf(
  cards: string,
  { cap, floor }: { cap?: [most: number, window: number]; floor?: [least: number, window: number] },
): RuleTally {
  const candidates = lettered(cards);
  const rules = {
    maxDisplacement: null,
    brandCap: cap ? { most: cap[0], window: cap[1] } : null,
    exposureFloor: floor ? { least: floor[0], window: floor[1] } : null,
    blocked: [],
  };
  const list = ruledList(candidates, [], { rules, littleShown: new Set() });
  return ruleTally(list, [...candidates.keys()]);
}

describe("ruleTally", () => {
  test("counts each card that is one too many in each window", () => {
    expect(tallyOf("aabb", { cap: [1, 2] }).capExcess()).toBe(2); // aa and bb
    expect(tallyOf("aaab", { cap: [1, 3] }).capExcess()).toBe(2 + 1); // aaa and aab
    expect(tallyOf("abab", { cap: [1, 2] }).broken()).toBe(0);
  });

  test("takes a list that is shorter than the window for one window", () => {
    expect(tallyOf("aaa", { cap: [1, 12] }).capExcess()).toBe(2);
    expect(tallyOf("abA", { floor: [2, 12] }).floorLack()).toBe(0); // there is no other new card
  });

  test("asks for rare cards only as long as there are some further down", () => {
    expect(tallyOf("abcdE", { floor: [1, 2] }).floorLack()).toBe(3); // ab, bc and cd
    expect(tallyOf("aBcdef", { floor: [1, 2] }).floorLack()).toBe(0); // it is spent
    expect(tallyOf("abcDE", { floor: [2, 3] }).floorLack()).toBe(2 + 1); // abc, bcD
    expect(tallyOf("abcd", { floor: [1, 2] }).floorLack()).toBe(0);
  });

  test("counts cards without a brand for none", () => {
    const candidates = ["a", "b", "c"].map((id) => ({ id }));
    const rules = {
      maxDisplacement: null,
      brandCap: { most: 1, window: 2 },
      exposureFloor: null,
      blocked: [],
    };
    const list = ruledList(candidates, [], { rules, littleShown: new Set() });
    expect(ruleTally(list, [0, 1, 2]).broken()).toBe(0);
  });

  test("names the cards that are too many, or missed further up", () => {
    const many = tallyOf("aabc", { cap: [1, 2] });
    expect([0, 1, 2, 3].map((place) => many.isConcerned(place))).toEqual([true, true, false, false]);
    const missed = tallyOf("abcD", { floor: [1, 2] });
    expect([0, 1, 2, 3].map((place) => missed.isConcerned(place))).toEqual([false, false, false, true]);
  });

  test("stays, over any swaps, what a fresh count says", () => {
    const cases = ruledCases({ minLength: 2, maxLength: 14 }).chain((one) =>
      fc.record({
        one: fc.constant(one),
        swaps: fc.array(fc.tuple(fc.nat(one.scores.length - 1), fc.nat(one.scores.length - 1))),
      }),
    );
    fc.assert(
      fc.property(cases, ({ one, swaps }) => {
        const list = ruledList(one.candidates, [], { rules: one.rules, littleShown: new Set() });
        const order = one.candidates.map((_, index) => index);
        const tally = ruleTally(list, order);
        for (const [a, b] of swaps) {
          if (a === b) continue;
          const told = tally.swap(Math.min(a, b), Math.max(a, b));
          const fresh = ruleTally(list, [...order]);
          expect([tally.capExcess(), tally.floorLack(), told]).toEqual([
            fresh.capExcess(),
            fresh.floorLack(),
            fresh.broken(),
          ]);
        }
      }),
    );
  });
});
