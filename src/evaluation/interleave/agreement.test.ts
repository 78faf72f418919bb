import { describe, expect, test } from "vitest";
import { agreementOf } from "./agreement.ts";
import type { InterleavingCase, Side } from "./interleaving-case.ts";

const NONE = { mean: 0, low: -1, high: 1, count: 20 };
type Sides = readonly (readonly [ndcg: Side, preference: Side, verdict: Side])[];
type OfGroup = InterleavingCase & { catalogue: string; group: number };

function cases(group: number, sides: Sides, catalogue = "shop"): OfGroup[] {
  return sides.map(([ndcg, preference, verdict]) => ({
    catalogue,
    group,
    ndcg: NONE,
    preference: NONE,
    drafts: NONE,
    sides: { ndcg, preference, verdict },
  }));
}

const agreeing = (count: number): Sides => Array.from({ length: count }, () => [1, 1, 1] as const);

describe("agreementOf", () => {
  test("asks only where NDCG and drafts are both certain, of the side that is asked for", () => {
    const of = cases(0, [
      [1, 1, 1],
      [-1, -1, 0],
      [-1, 1, 0],
      [1, 0, 0],
      [0, 1, 1],
      [0, 0, 0],
      [1, 1, -1],
    ]);
    expect(agreementOf(of, "preference")).toMatchObject({ cases: 7, ndcg: 5, drafts: 5, both: 4, same: 3 });
    expect(agreementOf(of, "verdict")).toMatchObject({ cases: 7, ndcg: 5, drafts: 3, both: 2, same: 1 });
    expect(agreementOf(of, "preference").personalBetter).toBe(2);
    expect(agreementOf(of, "verdict").personalBetter).toBe(2);
  });

  test("gives the exact interval over groups, however many cases each has, and none of nothing", () => {
    const groups = Array.from({ length: 20 }, (_, group) => cases(group, agreeing(50)));
    const all = agreementOf(groups.flat(), "preference");
    expect(all).toMatchObject({ both: 1000, groups: 20, unopposed: 20 });
    expect(all.interval![0]).toBeCloseTo(0.025 ** (1 / 20), 9); // (share)^20 = 2.5 %
    expect(all.interval![1]).toBe(1);
    expect(agreementOf(cases(0, [[1, 0, 0]]), "preference")).toMatchObject({ groups: 0, interval: null });
  });

  test("counts a group with a contrary case once, and groups of two catalogues as two", () => {
    const contrary = cases(0, [...agreeing(5), [1, -1, 1], [-1, 1, 1]]);
    const of = [...contrary, ...cases(0, agreeing(5), "other"), ...cases(1, [[1, 0, 1]])];
    expect(agreementOf(of, "preference")).toMatchObject({ both: 12, same: 10, groups: 2, unopposed: 1 });
    expect(agreementOf(of, "verdict")).toMatchObject({ both: 13, same: 12, groups: 3, unopposed: 2 });
  });
});
