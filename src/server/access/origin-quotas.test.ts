import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { originQuotas, requireRoom } from "./origin-quotas.ts";

const [A, B, C] = ["https://a.example", "https://b.example", "https://c.example"];

describe("originQuotas", () => {
  test("gives equal parts of what is not set apart, and never nothing", () => {
    expect([...originQuotas({ origins: [A, B, C], dailyQuota: 101, setApart: new Map([[B, 20]]) })]).toEqual([
      [A, 40],
      [B, 20],
      [C, 40],
    ]);
    expect([...originQuotas({ origins: [A], dailyQuota: 7, setApart: new Map() }).values()]).toEqual([7]);
    // A site of before origins had parts.
    expect([...originQuotas({ origins: [A, B, C], dailyQuota: 2, setApart: new Map() }).values()]).toEqual([
      1, 1, 1,
    ]);
  });

  test("gives no more than the quota together, if there is room", () => {
    const quota = fc.integer({ min: 1, max: 50 });
    fc.assert(
      fc.property(quota, fc.option(quota), fc.option(quota), (dailyQuota, a, b) => {
        const setApart = new Map<string, number>();
        if (a !== null) setApart.set(A, a);
        if (b !== null) setApart.set(B, b);
        const site = { name: "shop", origins: [A, B, C], dailyQuota, setApart };
        const parts = [...originQuotas(site).values()];
        const together = parts.reduce((sum, part) => sum + part, 0);
        expect(Math.min(...parts)).toBeGreaterThanOrEqual(1);
        if (together > dailyQuota) expect(() => requireRoom(site)).toThrow(`${dailyQuota} reports a day`);
        else requireRoom(site);
        if (together <= dailyQuota) expect(dailyQuota - together).toBeLessThan(parts.length);
      }),
    );
  });
});
