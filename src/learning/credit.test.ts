import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Click, clickBehind, creditOf } from "./credit.ts";

const DAY_MS = 86_400_000;

describe("creditOf", () => {
  test("gives a purchase right after its click in full, and half of it after three days", () => {
    expect([...creditOf([100 * DAY_MS], 100 * DAY_MS)]).toEqual([1]);
    expect([...creditOf([97 * DAY_MS], 100 * DAY_MS)]).toEqual([0.5]);
  });

  test("splits it over several clicks by their age", () => {
    const [older, newer] = creditOf([97 * DAY_MS, 100 * DAY_MS], 100 * DAY_MS);
    expect([older, newer]).toEqual([1 / 3, 2 / 3]);
  });

  test("gives nothing to clicks of more than 30 days ago or from after the action", () => {
    expect([...creditOf([60 * DAY_MS, 101 * DAY_MS], 100 * DAY_MS)]).toEqual([0, 0]);
    expect([...creditOf([70 * DAY_MS], 100 * DAY_MS)]).toEqual([2 ** -10]);
    expect([...creditOf([], 5)]).toEqual([]);
  });

  test("gives shares that sum to what the newest click alone would get", () => {
    const ages = fc.array(fc.double({ min: 0, max: 29, noNaN: true }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(ages, (days) => {
        const credits = creditOf(
          days.map((day) => (100 - day) * DAY_MS),
          100 * DAY_MS,
        );
        const total = credits.reduce((sum, credit) => sum + credit, 0);
        expect(total).toBeCloseTo(2 ** (-Math.min(...days) / 3), 9);
      }),
    );
  });
});

describe("clickBehind", () => {
  const click = (atMs: number, hasDwelt = false): Click => ({
    eventId: "e",
    rankingId: "r",
    itemId: "a",
    atMs,
    hasDwelt,
  });

  test("is the newest click of the last half hour that has no look yet", () => {
    expect(clickBehind([click(20), click(10)], 30)?.atMs).toBe(20);
    expect(clickBehind([click(10), click(20, true)], 30)).toBeNull();
    expect(clickBehind([click(10), click(90)], 30)?.atMs).toBe(10); // of a clock that was ahead
    expect(clickBehind([click(10)], 10 + 31 * 60_000)).toBeNull();
    expect(clickBehind([], 30)).toBeNull();
  });

  test("is none when the clock has gone back", () => {
    expect(clickBehind([click(20)], 15)).toBeNull();
  });
});
