import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isWithin, placeBounds, shopOrder } from "./place-bounds.ts";
import { allOrders } from "./rules-oracle.test-helper.ts";

const anyWay = { maxDisplacement: Number.POSITIVE_INFINITY, blocked: new Set<number>() };
const boundsOf = (...args: Parameters<typeof placeBounds>): [number, number][] => {
  const { earliest, latest } = placeBounds(...args);
  return [...earliest].map((first, index) => [first, latest[index]]);
};

describe("placeBounds", () => {
  test("leaves every place without rules", () => {
    expect(boundsOf(3, [], anyWay)).toEqual([
      [0, 2],
      [0, 2],
      [0, 2],
    ]);
  });

  test("bounds both ways by displacement, and blocked candidates upwards", () => {
    expect(boundsOf(5, [{ index: 1, place: 1 }], { maxDisplacement: 2, blocked: new Set([3]) })).toEqual([
      [0, 2],
      [1, 1],
      [0, 4],
      [3, 4],
      [2, 4],
    ]);
  });

  test("finds an order in which no blocked candidate gains where the shop's order around held cards is none", () => {
    // Card 0 is held at the end: as the shop has it, both others would gain a place.
    const held = [{ index: 0, place: 2 }];
    const { start, earliest } = placeBounds(3, held, { ...anyWay, blocked: new Set([1]) });
    expect(shopOrder(3, held)).toEqual([1, 2, 0]);
    expect([start, earliest[1]]).toEqual([[2, 1, 0], 1]);
  });

  test("raises limits that cannot be kept by as little as can be, displacement before the blocklist", () => {
    const held = [{ index: 0, place: 3 }];
    // Cards 1 to 3 have places 0 to 2: one place each, or one of them more.
    expect(placeBounds(4, held, { ...anyWay, maxDisplacement: 0 }).start).toEqual([1, 2, 3, 0]);
    const blocked = new Set([1]);
    const bounds = placeBounds(4, held, { maxDisplacement: 0, blocked });
    expect([bounds.start, bounds.earliest[1]]).toEqual([[2, 1, 3, 0], 1]);
    // All are blocked: each gains one place, and there is no other way.
    const all = placeBounds(4, held, { maxDisplacement: 9, blocked: new Set([1, 2, 3]) });
    expect([...all.earliest.subarray(1)]).toEqual([0, 1, 2]);
  });

  test("leaves the limit to those whom the held cards do not concern", () => {
    const { earliest, latest } = placeBounds(9, [{ index: 0, place: 3 }], { ...anyWay, maxDisplacement: 0 });
    for (const index of [4, 5, 6, 7, 8]) expect([earliest[index], latest[index]]).toEqual([index, index]);
  });

  test("finds an order whenever there is one within the limits, and keeps them then", () => {
    const lists = fc.integer({ min: 1, max: 6 }).chain((count) => {
      const indices = Array.from({ length: count }, (_, index) => index);
      return fc.record({
        count: fc.constant(count),
        maxDisplacement: fc.constantFrom(0, 1, 2, 3, Number.POSITIVE_INFINITY),
        blocked: fc.subarray(indices),
        held: fc.subarray(indices),
        places: fc.shuffledSubarray(indices, { minLength: count }),
      });
    });
    fc.assert(
      fc.property(lists, ({ count, maxDisplacement, blocked, held, places }) => {
        const fixed = held.map((index) => ({ index, place: places[index] }));
        const limits = { maxDisplacement, blocked: new Set(blocked) };
        const isAllowed = (index: number, place: number): boolean => {
          const own = fixed.find((one) => one.index === index || one.place === place);
          if (own !== undefined) return own.index === index && own.place === place;
          return Math.abs(place - index) <= maxDisplacement && (!limits.blocked.has(index) || place >= index);
        };
        const keeps = (order: readonly number[]): boolean => order.every(isAllowed);
        const bounds = placeBounds(count, fixed, limits);
        expect(isWithin(bounds.start, bounds)).toBe(true);
        expect([...bounds.start].sort((a, b) => a - b)).toEqual([...bounds.start.keys()]);
        const allowed = allOrders(count).filter(keeps);
        if (allowed.length === 0) return;
        expect(keeps(bounds.start)).toBe(true);
        expect(allOrders(count).filter((order) => isWithin(order, bounds))).toEqual(allowed);
      }),
    );
  });
});
