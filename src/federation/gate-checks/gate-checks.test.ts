import { describe, expect, test } from "vitest";
import { normalFrom, seededRandom } from "../../base/random.ts";
import { canarySet } from "../canary.test-helper.ts";
import { checkCanaryNdcg } from "./check-canary-ndcg.ts";
import { checkBrandExposure, checkExposureMoved, checkItemExposure } from "./check-exposure.ts";
import { replayCanary, type CanaryReplay } from "./replay-canary.ts";

const replay = (changed: Partial<CanaryReplay>): CanaryReplay => ({
  ndcg: new Float64Array(0),
  items: new Map(),
  brands: new Map(),
  ...changed,
});
const ofItems = (...exposures: number[]): CanaryReplay => {
  const items = new Map(exposures.map((exposure, at) => [`i${at}`, exposure]));
  return replay({ items, brands: items });
};

describe("replayCanary", () => {
  const [page] = canarySet({ seed: 1, pages: 1, items: 3, catalogue: 3, taste: [1] }).pages;
  const set = (changed: object) => ({
    layout: "test-1",
    dimensions: 1,
    pages: [
      {
        ...page,
        features: Float32Array.of(0, 1, 2),
        items: ["a", "b", "c"],
        brands: ["x", null, "x"],
        rewards: Uint8Array.of(1, 0, 1),
        ...changed,
      },
    ],
  });

  test("orders by base score and head, and adds up P(examined) by item and brand", () => {
    const shops = replayCanary(set({}), Float32Array.of(0));
    expect([...shops.items]).toEqual([
      ["a", 1],
      ["b", 1 / 2],
      ["c", 1 / 3],
    ]);
    expect([...shops.brands]).toEqual([["x", 4 / 3]]);
    const turned = replayCanary(set({}), Float32Array.of(5));
    expect(turned.items.get("a")).toBe(1 / 3);
    expect(turned.items.get("c")).toBe(1);
  });

  test("has the NDCG that was worked out by hand", () => {
    const second = 1 / Math.log2(3);
    const third = 1 / 2;
    expect(replayCanary(set({}), Float32Array.of(0)).ndcg[0]).toBeCloseTo((1 + third) / (1 + second), 12);
    const heavy = set({ weights: Float64Array.of(1, 1, 2), propensities: Float64Array.of(1, 1, 0.5) });
    expect(replayCanary(heavy, Float32Array.of(0)).ndcg[0]).toBeCloseTo((1 + 4 * third) / (4 + second), 12);
    expect(replayCanary(heavy, Float32Array.of(5)).ndcg[0]).toBeCloseTo((4 + third) / (4 + second), 12);
    expect(replayCanary(set({ rewards: new Uint8Array(3) }), Float32Array.of(0)).ndcg[0]).toBeNaN();
  });

  test("counts the first ten places only", () => {
    const long = canarySet({ seed: 2, pages: 1, items: 12, catalogue: 12, taste: [1] });
    const rewards = new Uint8Array(12);
    rewards[11] = 1;
    const last = { ...long, pages: [{ ...long.pages[0], rewards, features: new Float32Array(12) }] };
    expect(replayCanary(last, Float32Array.of(1)).ndcg[0]).toBe(0);
  });
});

describe("checkCanaryNdcg", () => {
  /** A NaN is a page on which nothing was wanted. */
  const limitOf = (differences: readonly number[], margin = 0.01): ReturnType<typeof checkCanaryNdcg> =>
    checkCanaryNdcg(
      replay({ ndcg: Float64Array.from(differences, (at) => (Number.isNaN(at) ? at : 0.5)) }),
      replay({ ndcg: Float64Array.from(differences, (difference) => 0.5 + difference) }),
      margin,
    );

  test("is the limit of the self-normalised sum", () => {
    const differences = [0.1, -0.05, 0.02, 0, 0.07, -0.01, 0.03, 0.04, 0, 0.02];
    const limit = limitOf(differences).value * 0.5;
    const shifted = differences.map((difference) => difference - limit);
    const sum = shifted.reduce((total, value) => total + value);
    const length = Math.sqrt(shifted.reduce((total, value) => total + value ** 2, 0));
    expect(sum / length).toBeCloseTo(Math.sqrt(2 * Math.log(20)), 9);
  });

  test("passes six pages that are as before, and not five", () => {
    expect(limitOf([0, 0, 0, 0, 0, 0]).passed).toBe(true);
    expect(limitOf([0, 0, 0, 0, 0]).passed).toBe(false);
    expect(limitOf([]).passed).toBe(false);
    expect(limitOf([0, 0, 0, 0, 0, Number.NaN]).words).toContain("has 5 pages");
  });

  test("asks few pages for more than many", () => {
    const mixed = (pages: number): number[] =>
      Array.from({ length: pages }, (_, page) => (page % 2 ? 0.04 : -0.04));
    expect(limitOf(mixed(20)).passed).toBe(false);
    expect(limitOf(mixed(2_000)).passed).toBe(true);
  });

  test("lets a head that loses twice the margin through in fewer than 5 of 100 cases, on few pages too", () => {
    const random = seededRandom(4);
    for (const pages of [8, 40, 400]) {
      let passed = 0;
      for (let trial = 0; trial < 400; trial++) {
        const differences = Array.from({ length: pages }, () => -0.01 + 0.03 * normalFrom(random));
        if (limitOf(differences, 0.02).passed) passed++;
      }
      expect(passed / 400).toBeLessThan(0.05);
    }
    const better = Array.from({ length: 400 }, () => 0.01 + 0.03 * normalFrom(random));
    expect(limitOf(better).passed).toBe(true);
  });

  test("does not divide by a head that finds nothing", () => {
    const nothing = replay({ ndcg: new Float64Array(9) });
    expect(checkCanaryNdcg(nothing, nothing, 0.01)).toMatchObject({ value: 0, passed: true });
  });
});

describe("exposure", () => {
  test("that moves is counted once, not for who gives and who takes", () => {
    expect(checkExposureMoved(ofItems(6, 4), ofItems(5, 5), 0.03)).toMatchObject({
      value: 0.1,
      passed: false,
    });
    expect(checkExposureMoved(ofItems(6, 4), ofItems(6, 4), 0.03)).toMatchObject({ value: 0, passed: true });
    expect(checkExposureMoved(replay({}), replay({}), 0.03).value).toBe(0);
  });

  test("of an item fails upward only; of a brand both ways", () => {
    expect(checkItemExposure(ofItems(10, 40), ofItems(23, 27), 1.3)).toMatchObject({
      value: 2,
      passed: false,
    });
    expect(checkItemExposure(ofItems(10, 400), ofItems(1, 409), 1.3).passed).toBe(true);
    expect(checkBrandExposure(ofItems(10, 400), ofItems(1, 409), 1.3)).toMatchObject({ passed: false });
    expect(checkBrandExposure(ofItems(10, 400), ofItems(23, 387), 1.3).words).toContain('Brand "i0" gains');
    expect(checkBrandExposure(ofItems(10, 400), ofItems(1, 409), 1.3).words).toContain('Brand "i0" loses');
  });

  test("of an item that stands on one page is no shift, wherever it goes there", () => {
    expect(checkItemExposure(ofItems(1 / 24, 90), ofItems(1, 89), 1.4).passed).toBe(true);
    expect(checkItemExposure(ofItems(0.5, 90), ofItems(5, 86), 1.4).passed).toBe(false);
  });
});
