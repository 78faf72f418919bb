import { describe, expect, test } from "vitest";
import { seededRandom } from "../../base/random.ts";
import { benefitOf } from "../../learning/benefit.ts";
import { initPageViews, sumOfViews } from "../../learning/page-views.ts";
import type { ClickModel } from "../simulate/click-models.ts";
import { type DraftedLists, draftLists, type TwoOrders } from "./draft-lists.ts";

const LISTS = 3000;
const ITEMS = 24;

/** Lists on which the personal order knows the grades as well as `personal` says, and the base as well as `base` does: 0 to 1. */
function lists(personal: number, base: number): TwoOrders {
  const random = seededRandom(3);
  const grades = Array.from({ length: LISTS }, () =>
    // Every list has each grade, and more of those that are not liked.
    Uint8Array.from({ length: ITEMS }, (_, item) => (item < 5 ? item : Math.floor(2 * random() ** 2))),
  );
  const by = (share: number): Float64Array[] =>
    grades.map((own) => Float64Array.from(own, (grade) => share * grade + (1 - share) * 4 * random()));
  return { personal: by(personal), base: by(base), grades };
}

function drafted(of: TwoOrders, type: Exclude<ClickModel["type"], "botburst">, seed = 1): DraftedLists {
  const plan = { clickModel: { type }, views: initPageViews(), shopperId: "one" };
  return draftLists(of, plan, seededRandom(seed));
}

describe("draftLists", () => {
  test.each(["perfect", "pbm_noisy", "cascade", "info"] as const)(
    "prefers the better of two orders, on whichever side it is: %s",
    (type) => {
      const ours = drafted(lists(0.7, 0.4), type);
      const theirs = drafted(lists(0.4, 0.7), type);
      expect(ours.ndcgPoints).toBeGreaterThan(5);
      expect(theirs.ndcgPoints).toBeLessThan(-5);
      // Of 3,000 drafts the standard error is at most 1 / sqrt(3000) = .018.
      expect(ours.preference).toBeGreaterThan(0.08);
      expect(theirs.preference).toBeLessThan(-0.08);
    },
  );

  test.each(["random100", "perfect"] as const)(
    "prefers neither order where clicks go by place alone, or both orders are as good: %s",
    (type) => {
      const of = type === "perfect" ? lists(0.6, 0.6) : lists(0.9, 0.1);
      const preferences = Array.from({ length: 4 }, (_, seed) => drafted(of, type, seed).preference);
      const mean = preferences.reduce((sum, value) => sum + value, 0) / preferences.length;
      expect(Math.abs(mean)).toBeLessThan(3 / Math.sqrt(4 * LISTS));
    },
  );

  test("counts as the product does: each page once, by who got more of its clicks", () => {
    const { views, preference } = drafted(lists(0.9, 0.2), "perfect");
    const { drafts, wins, losses, verdict } = benefitOf(sumOfViews(views));
    expect(wins).toBeGreaterThan(losses);
    expect(wins + losses).toBeLessThanOrEqual(LISTS);
    expect(drafts.mean).toBeCloseTo(preference, 12);
    expect(verdict).toBe("better");
  });

  test("goes on from the views of others", () => {
    const of = lists(0.9, 0.2);
    const first = drafted(of, "perfect");
    const plan = { clickModel: { type: "perfect" }, shopperId: "two" } as const;
    const both = draftLists(of, { ...plan, views: first.views }, seededRandom(2));
    const second = drafted(of, "perfect", 2);
    const winsOf = ({ views }: DraftedLists): number => benefitOf(sumOfViews(views)).wins;
    expect(winsOf(both)).toBe(winsOf(first) + winsOf(second));
  });
});
