import { describe, expect, test } from "vitest";
import type { SetFigures } from "./replay-set.ts";
import { setReport } from "./set-report.ts";

/** 20 shoppers; of the second column only the first 15 have lists, of the third none. */
function figures(byName: Readonly<Record<string, (shopper: number) => number>>): SetFigures {
  return {
    at: [0, 1, 2],
    shopperIds: Array.from({ length: 20 }, (_, shopper) => String(shopper)),
    values: new Map(
      Object.entries(byName).map(([name, valueOf]) => [
        name,
        Array.from({ length: 20 }, (_, shopper) =>
          Float64Array.of(valueOf(shopper), shopper < 15 ? valueOf(shopper) : NaN, NaN),
        ),
      ]),
    ),
  };
}
const report = setReport(
  "toys",
  "ndcg@10",
  figures({
    "global-head": (shopper) => 0.3 + shopper / 100,
    sgd: (shopper) => 0.3 + shopper / 100 + (shopper < 5 ? -0.05 : -0.01),
    personal: (shopper) => 0.4 + shopper / 100,
  }),
);

describe("setReport", () => {
  test("counts the shoppers, in all and at each number of purchases", () => {
    expect(report).toMatchObject({
      name: "toys",
      metric: "ndcg@10",
      users: 20,
      usersAt: [20, 15, 0],
      at: [0, 1, 2],
    });
  });

  test("means over the shoppers that have lists, and gives null where nobody has", () => {
    const { mean, ci95 } = report.learners["global-head"];
    expect(mean).toEqual([0.395, 0.37, null]);
    expect(ci95[0]![0]).toBeLessThan(0.395);
    expect(ci95[0]![1]).toBeGreaterThan(0.395);
    expect(ci95[2]).toBeNull();
  });

  test("counts as harmed who is more than .02 below the global head on the same lists", () => {
    expect(report.learners["sgd"].harmedShare).toEqual([0.25, 0.33333, null]);
    expect(report.learners["global-head"].harmedShare).toEqual([0, 0, null]);
  });

  test("takes the difference as personal minus the other, pair by pair", () => {
    // The shoppers differ by far more than .1: only paired is the interval this narrow.
    expect(report.learners["global-head"].personalMinus95[0]).toEqual([0.1, 0.1]);
    const [low, high] = report.learners["sgd"].personalMinus95[0]!;
    expect(low).toBeGreaterThan(0.1);
    expect(high).toBeLessThan(0.15);
    expect(report.learners["personal"].personalMinus95[0]).toBeNull();
  });

  test("does without the personal head and without the global one", () => {
    const { learners } = setReport("toys", "mrr", figures({ sgd: () => 0.5 }));
    expect(learners["sgd"]).toEqual({
      mean: [0.5, 0.5, null],
      ci95: [[0.5, 0.5], [0.5, 0.5], null],
      harmedShare: [null, null, null],
      personalMinus95: [null, null, null],
    });
  });

  test("comes to nulls for a split without shoppers", () => {
    const empty = { at: [0, 1], shopperIds: [], values: new Map([["sgd", []]]) };
    expect(setReport("toys", "mrr", empty)).toMatchObject({
      users: 0,
      usersAt: [0, 0],
      learners: { sgd: { mean: [null, null] } },
    });
  });
});
