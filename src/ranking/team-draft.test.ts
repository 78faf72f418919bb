import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seededRandom } from "../base/random.ts";
import { type Draft, teamDraft } from "./team-draft.ts";

const coins =
  (...values: number[]) =>
  (): number =>
    values.shift() ?? 0;
const [PERSONAL_FIRST, BASE_FIRST] = [0.1, 0.9];

/** How many of the items at some places each side has put there. */
const creditOf = ({ teams }: Draft, places: readonly number[]): { personal: number; base: number } => {
  const of = (team: string): number => places.filter((place) => teams[place] === team).length;
  return { personal: of("personal"), base: of("base") };
};

describe("teamDraft", () => {
  test("lets each side place its best free candidate, one round after another", () => {
    const draft = teamDraft([3, 2, 1, 0], [0, 3, 1, 2], [], coins(PERSONAL_FIRST, BASE_FIRST));
    expect(draft).toEqual({ order: [3, 0, 1, 2], teams: ["personal", "base", "base", "personal"] });
  });

  test("leaves fixed candidates at their places, on nobody's team", () => {
    const draft = teamDraft(
      [3, 2, 1, 0],
      [0, 1, 2, 3],
      [{ index: 3, place: 1 }],
      coins(BASE_FIRST, PERSONAL_FIRST),
    );
    expect(draft).toEqual({ order: [0, 3, 2, 1], teams: ["base", null, "personal", "personal"] });
  });

  test("gives each side the first place in half of the lists", () => {
    const random = seededRandom(2);
    let first = 0;
    for (let turn = 0; turn < 4000; turn++)
      first += teamDraft([1, 0], [0, 1], [], random).teams[0] === "base" ? 1 : 0;
    expect(Math.abs(first / 4000 - 0.5)).toBeLessThan(0.03);
  });

  test("credits neither side more under clicks that look at places alone, however the orders differ", () => {
    const random = seededRandom(3);
    let difference = 0;
    let clicks = 0;
    for (let turn = 0; turn < 6000; turn++) {
      const draft = teamDraft([5, 3, 4, 0, 1, 2], [0, 1, 2, 3, 4, 5], [], random);
      const { personal, base } = creditOf(
        draft,
        [0, 1, 2, 3, 4, 5].filter((place) => random() < 1 / (1 + place)),
      );
      difference += personal - base;
      clicks += personal + base;
    }
    expect(Math.abs(difference / clicks)).toBeLessThan(0.03);
  });

  test("credits the side whose order the visitor prefers", () => {
    const random = seededRandom(4);
    let difference = 0;
    for (let turn = 0; turn < 500; turn++) {
      const draft = teamDraft([5, 4, 3, 2, 1, 0], [0, 1, 2, 3, 4, 5], [], random);
      // Likes item 5 alone, and finds it wherever it is.
      const { personal, base } = creditOf(draft, [draft.order.indexOf(5)]);
      difference += personal - base;
    }
    expect(difference).toBeGreaterThan(400);
  });

  test("is always a permutation with teams of equal size to within one, and repeats with the seed", () => {
    const orders = fc.integer({ min: 0, max: 20 }).chain((count) => {
      const all = [...new Array<number>(count).keys()];
      const shuffled = fc.shuffledSubarray(all, { minLength: count });
      return fc.record({ personal: shuffled, base: shuffled, pinned: fc.subarray(all), seed: fc.integer() });
    });
    fc.assert(
      fc.property(orders, ({ personal, base, pinned, seed }) => {
        const fixed = pinned.map((index) => ({ index, place: index }));
        const draft = teamDraft(personal, base, fixed, seededRandom(seed));
        expect(teamDraft(personal, base, fixed, seededRandom(seed))).toEqual(draft);
        expect([...draft.order].sort((a, b) => a - b)).toEqual([...base.keys()]);
        for (const { index, place } of fixed) expect(draft.order[place]).toBe(index);
        const { personal: ours, base: theirs } = creditOf(draft, [...draft.order.keys()]);
        expect(Math.abs(ours - theirs)).toBeLessThanOrEqual(1);
        expect(ours + theirs).toBe(base.length - fixed.length);
      }),
    );
  });

  test("refuses what is not two orders of one list, and places that are taken or none", () => {
    const random = seededRandom(1);
    expect(() => teamDraft([0, 1], [0], [], random)).toThrow("two orders of the same 1 candidates");
    expect(() => teamDraft([0, 0], [0, 1], [], random)).toThrow(RangeError);
    expect(() => teamDraft([0, 2], [0, 1], [], random)).toThrow(RangeError);
    expect(() => teamDraft([0, 1], [0, 1], [{ index: 0, place: 2 }], random)).toThrow("at place 2");
    const twice = [0, 1].map((index) => ({ index, place: 0 }));
    expect(() => teamDraft([0, 1], [0, 1], twice, random)).toThrow(RangeError);
  });
});
