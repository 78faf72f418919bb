import { describe, expect, test } from "vitest";
import { agreementOf } from "./agreement.ts";
import type { InterleavingCase, Side } from "./interleaving-case.ts";

const NONE = { mean: 0, low: -1, high: 1 };

function cases(
  group: number,
  ...sides: readonly (readonly [ndcg: Side, preference: Side, verdict: Side])[]
): (InterleavingCase & { group: number })[] {
  return sides.map(([ndcg, preference, verdict]) => ({
    group,
    ndcg: NONE,
    preference: NONE,
    drafts: NONE,
    sides: { ndcg, preference, verdict },
  }));
}

describe("agreementOf", () => {
  test("asks only where NDCG and drafts are both certain, of the side that is asked for", () => {
    const of = cases(0, [1, 1, 1], [-1, -1, 0], [-1, 1, 0], [1, 0, 0], [0, 1, 1], [0, 0, 0], [1, 1, -1]);
    expect(agreementOf(of, "preference")).toMatchObject({ cases: 7, ndcg: 5, drafts: 5, both: 4, same: 3 });
    expect(agreementOf(of, "verdict")).toMatchObject({ cases: 7, ndcg: 5, drafts: 3, both: 2, same: 1 });
  });

  test("gives the exact interval of the share, and none of nothing", () => {
    const all = agreementOf(cases(0, ...Array.from({ length: 100 }, () => [1, 1, 1] as const)), "preference");
    expect(all.share!.mean).toBe(1);
    expect(all.share!.low).toBeCloseTo(0.025 ** (1 / 100), 9); // (share)^100 = 2.5 %
    expect(agreementOf(cases(0, [1, 0, 0]), "preference").share).toBeNull();
  });

  test("takes the interval over groups where contrary cases come together", () => {
    const good = [0, 1, 2].flatMap((group) =>
      cases(group, ...Array.from({ length: 50 }, () => [1, 1, 1] as const)),
    );
    const bad = cases(3, ...Array.from({ length: 50 }, (_, at) => [1, at < 20 ? 1 : -1, 1] as const));
    const { share, byGroup } = agreementOf([...good, ...bad], "preference");
    expect(share!.mean).toBeCloseTo(0.85, 12);
    expect(byGroup!.mean).toBeCloseTo(0.85, 12);
    expect(byGroup!.low).toBeLessThan(share!.low);
    expect(agreementOf(good.slice(0, 100), "preference").byGroup).toBeNull(); // two groups
  });
});
