import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bayesHead } from "./bayes-head.ts";
import { FEATURE_COUNT } from "./feature-layout.ts";
import { feedbackFrom, feedbackOfLeaving, type Mark, markSign, type Sign, signWeight } from "./feedback.ts";
import { did } from "./memory-fixtures.test-helper.ts";
import type { ShownRanking } from "./shown-ranking.ts";

const shown: ShownRanking = {
  id: "r1",
  itemIds: ["a", "b", "c", "d"],
  texts: ["A", "B", "C", "D"],
  features: Float32Array.from({ length: 4 * FEATURE_COUNT }, (_, at) => Math.floor(at / FEATURE_COUNT)),
  baseScores: Float64Array.of(0, -1, -2, -3),
  propensities: Float64Array.of(1, 1 / 2, 1 / 3, 1 / 4),
};
const own = (itemId: string, weight: number): Sign => ({ itemId, weight, credit: null });
const later = (itemId: string, weight: number, credit: number): Sign => ({ itemId, weight, credit });
const marked = (...signs: Sign[]): readonly Mark[] => signs.reduce<readonly Mark[]>(markSign, []);
const likedOf = (...signs: Sign[]): number => marked(...signs)[0].liked;

describe("signWeight", () => {
  test("ranks a purchase above a cart, a cart above a long look, a long look above a click", () => {
    const weights = (["purchase", "cart", "dwell", "click", "impression"] as const).map((type) =>
      signWeight(did(type, "a")),
    );
    expect(weights).toEqual(weights.toSorted((a, b) => b - a));
    expect([weights[0], weights[1], weights[3], weights[4]]).toEqual([2, 1.5, 1, 0]);
  });

  test("takes the goal of a page for a purchase, and what comes close to it for a cart", () => {
    expect(signWeight(did("goal", "a"))).toBe(signWeight(did("purchase", "a")));
    expect(signWeight(did("engage", "a"))).toBe(signWeight(did("cart", "a")));
  });

  test("grows with the logarithm of a look, from 10 seconds to three minutes and no further", () => {
    const at = (seconds: number): number => signWeight(did("dwell", "a", { dwellMs: seconds * 1000 }));
    expect([at(9.99), at(-5), at(Number.NaN)]).toEqual([0, 0, 0]);
    expect([at(10), at(180), at(3_600)]).toEqual([1.1, 1.4, 1.4]);
    expect(at(40) - at(20)).toBeCloseTo(at(80) - at(40), 12);
    expect(at(40)).toBeGreaterThan(at(20));
  });
});

describe("markSign", () => {
  test("counts the strongest of several signs, whatever their order", () => {
    const signs = [own("a", 1), own("a", 1.2), own("a", 0)];
    expect(likedOf(...signs)).toBe(1.2);
    expect(likedOf(...signs.toReversed())).toBe(1.2);
  });

  test("adds, by its credit, only what a later action is worth beyond the click", () => {
    expect(likedOf(own("a", 1), later("a", 2, 1))).toBe(2);
    expect(likedOf(own("a", 1), later("a", 2, 0.25))).toBe(1.25);
    expect(likedOf(own("a", 0), later("a", 2, 0.25))).toBe(0.5);
  });

  test("makes a cart and then a purchase worth the purchase, over however many rankings it is split", () => {
    for (const credits of [[1], [0.5, 0.5], [0.2, 0.3, 0.5]]) {
      const total = credits.reduce(
        (sum, credit) => sum + likedOf(own("a", 1), later("a", 1.5, credit), later("a", 2, credit)) - 1,
        0,
      );
      expect(total).toBeCloseTo(1, 12);
    }
  });

  test("never takes back what was counted", () => {
    const sign = fc.record({
      itemId: fc.constantFrom("a", "b"),
      weight: fc.constantFrom(0, 1, 1.5, 2),
      credit: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    });
    fc.assert(
      fc.property(fc.array(sign), sign, (before, next) => {
        const marks = marked(...before);
        const after = markSign(marks, next);
        for (const { itemId, liked } of marks)
          expect(after.find((mark) => mark.itemId === itemId)!.liked).toBeGreaterThanOrEqual(liked);
      }),
    );
  });
});

describe("feedbackFrom", () => {
  test("learns nothing from what was only seen", () => {
    expect(feedbackFrom(shown, [], marked(own("a", 0), own("b", 0))).examples).toBeNull();
  });

  test("holds nothing against items that were chosen on another page, but counts them if they are chosen again", () => {
    const after = marked(own("a", 0), own("c", 0), own("b", 1));
    const { examples } = feedbackFrom(shown, [], after, new Set(["a", "b"]));
    expect([...examples!.rewards]).toEqual([1, 0]);
    expect([...examples!.baseScores]).toEqual([
      ...feedbackFrom(shown, [], marked(own("c", 0), own("b", 1))).examples!.baseScores,
    ]);
  });

  test("takes the chosen item as a positive, what was seen and passed over as negatives, and leaves out the unseen", () => {
    const { examples } = feedbackFrom(shown, [], marked(own("a", 0), own("b", 0), own("b", 1)));
    expect([...examples!.rewards]).toEqual([1, 0]);
    expect([...examples!.baseScores]).toEqual([-1, 0]);
    expect([...examples!.propensities]).toEqual([1 / 2, 1]);
    expect([examples!.features[0], examples!.features[FEATURE_COUNT]]).toEqual([1, 0]);
  });

  test("uses each passed-over item once, and of a stronger sign only the difference", () => {
    const first = feedbackFrom(shown, [], marked(own("a", 0), own("b", 1)));
    const after = [own("d", 0), own("c", 1), later("b", 2, 1)].reduce(markSign, first.marks);
    const second = feedbackFrom(shown, first.marks, after);
    expect([...second.examples!.baseScores]).toEqual([-1, -2, -3]);
    expect([...second.examples!.weights]).toEqual([1, 1, 1]);
    expect([...second.examples!.rewards]).toEqual([1, 1, 0]);
    const third = feedbackFrom(shown, second.marks, markSign(second.marks, own("b", 1)));
    expect(third.examples).toBeNull();
  });

  test("gives the same examples in whichever order the cards came into view", () => {
    const forth = feedbackFrom(shown, [], marked(own("a", 0), own("d", 0), own("b", 1), own("c", 1)));
    const back = feedbackFrom(shown, [], marked(own("c", 1), own("b", 1), own("d", 0), own("a", 0)));
    expect(forth.examples).toEqual(back.examples);
  });

  test("lets an item far below the choice count less than one just below it, by its propensity", () => {
    const moved = (itemId: string): number => {
      const flat = {
        ...shown,
        features: new Float32Array(4 * FEATURE_COUNT),
        baseScores: new Float64Array(4),
      };
      const at = flat.itemIds.indexOf(itemId);
      flat.features[at * FEATURE_COUNT] = 1;
      const { examples } = feedbackFrom(flat, [], marked(own("a", 1), own(itemId, 0)));
      return bayesHead.offset(bayesHead.update(bayesHead.init(), examples!))[0];
    };
    expect(moved("b")).toBeLessThan(moved("d"));
    expect(moved("d")).toBeLessThan(0);
  });
});

describe("feedbackOfLeaving", () => {
  const seen = marked(own("b", 0), own("a", 0));

  test("makes weak negatives of what was seen, once, and only the rest of their weight when a choice follows", () => {
    const left = feedbackOfLeaving(shown, seen, 0.125);
    expect([[...left.examples!.rewards], [...left.examples!.weights]]).toEqual([
      [0, 0],
      [0.125, 0.125],
    ]);
    expect(feedbackOfLeaving(shown, left.marks, 0.125).examples).toBeNull();
    const { examples } = feedbackFrom(shown, left.marks, markSign(left.marks, own("b", 1)));
    expect([...examples!.weights]).toEqual([1, 0.875]);
  });

  test("says nothing of a page with a choice, without anything seen, or when it is off", () => {
    expect(feedbackOfLeaving(shown, markSign(seen, own("a", 1)), 0.125).examples).toBeNull();
    expect(feedbackOfLeaving(shown, [], 0.125).examples).toBeNull();
    expect(feedbackOfLeaving(shown, seen, 0).examples).toBeNull();
  });
});
