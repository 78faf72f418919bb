import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normalFrom, seededRandom } from "../base/random.ts";
import { rulesOfList } from "./apply-exposure-rules.ts";
import { epsilon, greedy, thompson, type LoggedOrder, type RuledHome } from "./explore.ts";
import { type ExposureRules, NO_RULES } from "./exposure-rules.ts";
import { orderWithFixed } from "./order-with-fixed.ts";
import { lettered } from "./ruled-list-fixtures.test-helper.ts";

const falling = (count: number): number[] => Array.from({ length: count }, (_, index) => -index);
const limits = { protectedPlaces: 2, maxDisplacement: 3 };

/** How often each candidate (column) came to each place (row), of `draws` orders. */
function frequencies(count: number, draws: number, draw: () => LoggedOrder): number[][] {
  const table = Array.from({ length: count }, () => new Array<number>(count).fill(0));
  for (let turn = 0; turn < draws; turn++) {
    for (const [place, index] of draw().order.entries()) table[place][index] += 1 / draws;
  }
  return table;
}

/** Lists with fixed candidates and limits. */
const lists = fc
  .array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 16 })
  .chain((scores) =>
    fc.record({
      scores: fc.constant(scores),
      pinned: fc.subarray([...scores.keys()]),
      protectedPlaces: fc.integer({ min: 0, max: 6 }),
      maxDisplacement: fc.integer({ min: 1, max: 6 }),
      seed: fc.integer(),
    }),
  )
  .map((list) => ({ ...list, fixed: list.pinned.map((index) => ({ index, place: index })) }));

/** That `shown` moved only what it may, and no further than it may. */
function expectWithin(
  { order, propensities }: LoggedOrder,
  list: { scores: number[]; pinned: number[]; protectedPlaces: number; maxDisplacement: number },
): void {
  const home = orderWithFixed(
    list.scores,
    list.pinned.map((index) => ({ index, place: index })),
  );
  expect([...order].sort((a, b) => a - b)).toEqual([...home.keys()]);
  for (const [place, index] of order.entries()) {
    expect(Math.abs(home.indexOf(index) - place)).toBeLessThanOrEqual(list.maxDisplacement);
    expect(propensities[place]).toBeGreaterThan(0);
    expect(propensities[place]).toBeLessThanOrEqual(1 + 1e-12);
    if (place < list.protectedPlaces || list.pinned.includes(home[place])) {
      expect(index).toBe(home[place]);
      expect(propensities[place]).toBe(1);
    }
  }
}

const noOne = new Set<string>();
/** What rules leave to chance of the shop's order. */
function ruledHome(brands: string, rules: Partial<ExposureRules>): RuledHome {
  const candidates = lettered(brands);
  const made = rulesOfList(candidates, [], { rules: { ...NO_RULES, ...rules }, littleShown: noOne })!;
  return made.from([...candidates.keys()]);
}
/** The most of one brand among four places in a row. */
function brandRun(order: string, brands: string): number {
  const shown = order.split(",").map((index) => brands[Number(index)]);
  const runs = shown.slice(3).map((_, at) => shown.slice(at, at + 4));
  return Math.max(
    ...runs.flatMap((run) => run.map((brand) => run.filter((other) => other === brand).length)),
  );
}

describe("greedy", () => {
  test("leaves nothing to chance", () => {
    expect(greedy([1, 3, 2], [{ index: 0, place: 0 }])).toEqual({
      order: [0, 1, 2],
      propensities: Float64Array.of(1, 1, 1),
    });
  });
});

describe("epsilon", () => {
  test("logs for every place how often the shown candidate comes there", () => {
    const random = seededRandom(4);
    const fixed = [{ index: 4, place: 4 }];
    const draw = (): LoggedOrder => epsilon(falling(7), fixed, { ...limits, rate: 0.6 }, random);
    const table = frequencies(7, 30_000, draw);
    const seen = new Set<string>();
    for (let turn = 0; turn < 500; turn++) {
      const { order, propensities } = draw();
      for (const [place, index] of order.entries()) {
        seen.add(`${place} ${index}`);
        expect(Math.abs(propensities[place] - table[place][index])).toBeLessThan(0.012);
      }
    }
    // Places 2, 3, 5, 6 may move, at most 3 apart: 5 pairs, not 2–6. Five pairs both ways, and seven at home.
    expect(seen.size).toBe(17);
  });

  test("gives a swapped pair rate / M, and a place that keeps its candidate 1 − rate · c / M", () => {
    const open = { protectedPlaces: 0, maxDisplacement: 1, rate: 0.3 };
    const draws = [0.1, 0.99]; // explore; the last of the pairs 0–1, 1–2
    const { order, propensities } = epsilon(falling(3), [], open, () => draws.shift() ?? 0);
    expect(order).toEqual([0, 2, 1]);
    expect(propensities[0]).toBeCloseTo(1 - 0.3 / 2, 12);
    expect(propensities[1]).toBeCloseTo(0.3 / 2, 12);
    expect(propensities[2]).toBeCloseTo(0.3 / 2, 12);
    const kept = epsilon(falling(3), [], open, () => 0.5);
    expect(kept.order).toEqual([0, 1, 2]);
    expect(kept.propensities[1]).toBeCloseTo(1 - 0.3, 12);
  });

  test("moves nothing at rate 0 or where no pair is free, and says so", () => {
    expect(epsilon(falling(9), [], { ...limits, rate: 0 }, seededRandom(1))).toEqual(greedy(falling(9)));
    expect(epsilon(falling(3), [], { ...limits, rate: 1 }, seededRandom(1))).toEqual(greedy(falling(3)));
    expect(epsilon([], [], { ...limits, rate: 1 }, seededRandom(1))).toEqual(greedy([]));
  });

  test("repeats with the seed, stays within its limits and leaves fixed and protected places alone", () => {
    fc.assert(
      fc.property(lists, (list) => {
        const draw = (): LoggedOrder =>
          epsilon(list.scores, list.fixed, { ...list, rate: 0.9 }, seededRandom(list.seed));
        expect(draw()).toEqual(draw());
        expectWithin(draw(), list);
      }),
    );
  });

  test("swaps only what the shop's rules let swap, with propensities that are exact for these", () => {
    const ruled = ruledHome("aabbaabb", { brandCap: { most: 2, window: 4 } });
    const random = seededRandom(9);
    const draw = (): LoggedOrder =>
      epsilon(falling(8), [], { protectedPlaces: 0, maxDisplacement: 3, rate: 0.8, ruled }, random);
    const table = frequencies(8, 30_000, draw);
    const orders = new Set<string>();
    for (let turn = 0; turn < 300; turn++) {
      const { order, propensities } = draw();
      orders.add(order.join());
      for (const [place, index] of order.entries())
        expect(Math.abs(propensities[place] - table[place][index])).toBeLessThan(0.012);
    }
    expect(orders).toContain("0,1,2,3,4,5,6,7");
    for (const order of orders) expect(brandRun(order, "aabbaabb")).toBeLessThanOrEqual(2);
    expect(orders.size).toBeGreaterThan(4);
    expect(orders.size).toBeLessThan(19); // without rules 18 pairs and none
  });

  test("refuses a rate or limits out of range", () => {
    expect(() => epsilon([1], [], { ...limits, rate: 1.1 }, seededRandom(1))).toThrow("got 1.1");
    expect(() => epsilon([1], [], { ...limits, rate: Number.NaN }, seededRandom(1))).toThrow(RangeError);
    expect(() =>
      epsilon([1], [], { protectedPlaces: 0, maxDisplacement: 0, rate: 1 }, seededRandom(1)),
    ).toThrow("displacement of at least 1");
  });
});

describe("thompson", () => {
  const noisy = (scores: readonly number[], spread: number, seed: number): (() => Float64Array) => {
    const random = seededRandom(seed);
    return () => Float64Array.from(scores, (score) => score + spread * normalFrom(random));
  };

  test("estimates how often the shown candidate comes to its place", () => {
    const scores = [2, 1, 0.6, 0.3, 0, -0.2];
    const open = { protectedPlaces: 1, maxDisplacement: 2 };
    const draw = noisy(scores, 0.5, 3);
    const table = frequencies(6, 1500, () => thompson(scores, [], open, draw));
    const errors: number[] = [];
    for (let turn = 0; turn < 40; turn++) {
      const { order, propensities } = thompson(scores, [], open, draw);
      for (const [place, index] of order.entries()) errors.push(propensities[place] - table[place][index]);
    }
    // 100 draws: a standard error of at most 0.05 each; add-one smoothing pulls by less than 0.03.
    expect(Math.max(...errors.map(Math.abs))).toBeLessThan(0.2);
    expect(Math.abs(errors.reduce((sum, error) => sum + error, 0) / errors.length)).toBeLessThan(0.03);
  });

  test("ranks by the drawn scores where the limits allow, with add-one smoothed propensities", () => {
    const { order, propensities } = thompson(
      falling(4),
      [],
      { protectedPlaces: 0, maxDisplacement: 9 },
      () => [0, 1, 2, 3],
    );
    expect(order).toEqual([3, 2, 1, 0]);
    for (const propensity of propensities) expect(propensity).toBeCloseTo(101 / 104, 12);
  });

  test("holds a candidate that sinks at its last place, and lets none rise too far", () => {
    const { order } = thompson(falling(6), [], { protectedPlaces: 0, maxDisplacement: 2 }, () => [
      0, 1, 2, 3, 4, 5,
    ]);
    // 0 may wait until place 2, 1 until place 3: both do, as late as they can.
    expect(order).toEqual([2, 3, 0, 1, 5, 4]);
  });

  test("repeats with the seed, stays within its limits and leaves fixed and protected places alone", () => {
    fc.assert(
      fc.property(lists, (list) => {
        const draw = (): LoggedOrder =>
          thompson(list.scores, list.fixed, list, noisy(list.scores, 3, list.seed));
        expect(draw()).toEqual(draw());
        expectWithin(draw(), list);
      }),
      { numRuns: 60 },
    );
  });

  test("goes as far towards the drawn scores as the shop's rules let it, and estimates how often", () => {
    const ruled = ruledHome("aabbaabb", { brandCap: { most: 2, window: 4 } });
    const open = { protectedPlaces: 1, maxDisplacement: 2, ruled };
    const scores = falling(8);
    const draw = noisy(scores, 2, 11);
    const table = frequencies(8, 300, () => thompson(scores, [], open, draw));
    const orders = new Set<string>();
    const errors: number[] = [];
    for (let turn = 0; turn < 20; turn++) {
      const { order, propensities } = thompson(scores, [], open, draw);
      orders.add(order.join());
      expect(order[0]).toBe(0);
      expect(brandRun(order.join(), "aabbaabb")).toBeLessThanOrEqual(2);
      for (const [place, index] of order.entries()) {
        expect(Math.abs(place - index)).toBeLessThanOrEqual(2);
        errors.push(propensities[place] - table[place][index]);
      }
    }
    expect(orders.size).toBeGreaterThan(3);
    expect(Math.max(...errors.map(Math.abs))).toBeLessThan(0.25);
    expect(Math.abs(errors.reduce((sum, error) => sum + error, 0) / errors.length)).toBeLessThan(0.04);
  });
});
