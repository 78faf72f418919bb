import { describe, expect, test } from "vitest";
import { seededRandom } from "../base/random.ts";
import {
  benefitOf,
  confidenceRadius,
  initBenefit,
  observeDraft,
  observePage,
  type BenefitState,
} from "./benefit.ts";

const WIN = { personal: 1, base: 0 };
const LOSS = { personal: 0, base: 1 };

/** Pages until a verdict fell, and which; every page is looked at. */
function watch(
  seed: number,
  most: number,
  observe: (state: BenefitState, random: () => number) => BenefitState,
) {
  const random = seededRandom(seed);
  let state = initBenefit();
  for (let page = 1; page <= most; page++) {
    state = observe(state, random);
    const { verdict } = benefitOf(state);
    if (verdict !== "not yet known") return { page, verdict, state };
  }
  return { page: Number.POSITIVE_INFINITY, verdict: "not yet known", state };
}
const drafts =
  (chance: number) =>
  (state: BenefitState, random: () => number): BenefitState =>
    observeDraft(state, random() < chance ? WIN : LOSS);
const pages =
  (ours: number, theirs: number) =>
  (state: BenefitState, random: () => number): BenefitState => {
    const isHeldOut = random() < 0.2;
    return observePage(state, { isHeldOut, reward: random() < (isHeldOut ? theirs : ours) ? 1 : 0 });
  };

describe("confidenceRadius", () => {
  test("is where the mixture martingale sqrt(ρ / (V + ρ)) exp(S² / 2 (V + ρ)) reaches 1 / α", () => {
    for (const count of [1, 30, 1000]) {
      const [width, error] = [2, 0.025];
      const variance = count; // (2 / 2)² each
      const rho = 100 / (2 * Math.log(40) + Math.log(1 + 2 * Math.log(40)));
      const sum = count * confidenceRadius(count, width, error);
      const martingale = Math.sqrt(rho / (variance + rho)) * Math.exp(sum ** 2 / (2 * (variance + rho)));
      expect(martingale).toBeCloseTo(40, 8);
    }
  });

  test("goes with the width of the range, narrows with every page, and is endless before the first", () => {
    expect(confidenceRadius(50, 2, 0.05)).toBeCloseTo(2 * confidenceRadius(50, 1, 0.05), 12);
    expect(confidenceRadius(0, 1, 0.05)).toBe(Number.POSITIVE_INFINITY);
    for (let count = 1; count < 200; count++) {
      expect(confidenceRadius(count + 1, 1, 0.05)).toBeLessThan(confidenceRadius(count, 1, 0.05));
    }
  });

  test("is wider than an interval for one look, and at 100 pages less than twice as wide", () => {
    const once = (1.96 * 1) / Math.sqrt(100);
    expect(confidenceRadius(100, 2, 0.05)).toBeGreaterThan(1.3 * once);
    expect(confidenceRadius(100, 2, 0.05)).toBeLessThan(2 * once);
  });
});

describe("benefitOf", () => {
  test("knows nothing before the first page", () => {
    const none = { mean: 0, low: -1, high: 1 };
    expect(benefitOf(initBenefit())).toEqual({
      wins: 0,
      losses: 0,
      drafts: none,
      pages: none,
      verdict: "not yet known",
    });
  });

  test("is wrong in at most 5 of 100 cases though it looks after each of 1,000 drafts, where 1.96 errors are not", () => {
    const verdicts = Array.from({ length: 200 }, (_, seed) => watch(seed, 1000, drafts(0.5)).verdict);
    expect(verdicts.filter((verdict) => verdict !== "not yet known").length / 200).toBeLessThanOrEqual(0.05);
    // The same streams, with an interval that is meant for one look.
    const naive = Array.from({ length: 200 }, (_, seed) => {
      const random = seededRandom(seed);
      let sum = 0;
      for (let page = 1; page <= 1000; page++) {
        sum += random() < 0.5 ? 1 : -1;
        if (page >= 20 && Math.abs(sum) > 1.96 * Math.sqrt(page)) return true;
      }
      return false;
    }).filter(Boolean);
    expect(naive.length / 200).toBeGreaterThan(0.2);
  });

  test("is wrong in at most 5 of 100 cases with pages held out, though these are few", () => {
    const verdicts = Array.from({ length: 150 }, (_, seed) => watch(seed, 1000, pages(0.5, 0.5)).verdict);
    expect(verdicts.filter((verdict) => verdict !== "not yet known").length / 150).toBeLessThanOrEqual(0.05);
  });

  test("finds out by drafts, within some hundred pages, which order wins 7 of 10", () => {
    for (const [chance, verdict] of [
      [0.7, "better"],
      [0.3, "worse"],
    ] as const) {
      const ends = Array.from({ length: 60 }, (_, seed) => watch(seed, 500, drafts(chance)));
      expect(ends.every((end) => end.verdict === verdict)).toBe(true);
      expect(ends.map(({ page }) => page).sort((a, b) => a - b)[30]).toBeLessThan(120);
    }
  });

  test("finds out by held-out pages which order earns more", () => {
    expect(watch(1, 5000, pages(0.6, 0.3)).verdict).toBe("better");
    expect(watch(1, 5000, pages(0.3, 0.6)).verdict).toBe("worse");
  });

  test("gives the mean difference, wins and losses, and clips the intervals to what is possible", () => {
    let state = initBenefit();
    for (const credit of [WIN, WIN, LOSS, { personal: 2, base: 2 }, { personal: 3, base: 1 }]) {
      state = observeDraft(state, credit);
    }
    const report = benefitOf(state);
    expect(report).toMatchObject({ wins: 3, losses: 1, verdict: "not yet known" });
    expect(report.drafts.mean).toBeCloseTo((1 + 1 - 1 + 0 + 0.5) / 5, 12);
    expect(report.drafts).toMatchObject({ low: -1, high: 1 });
    state = observePage(observePage(state, { reward: 0.9, isHeldOut: false }), {
      reward: 0.4,
      isHeldOut: true,
    });
    expect(benefitOf(state).pages.mean).toBeCloseTo(0.5, 12);
  });

  test("does not know while the two kinds of evidence disagree", () => {
    let state = initBenefit();
    for (let page = 0; page < 300; page++) {
      state = observePage(observeDraft(state, WIN), { reward: 0, isHeldOut: false });
      state = observePage(state, { reward: 1, isHeldOut: true });
    }
    const report = benefitOf(state);
    expect(report.drafts.low).toBeGreaterThan(0);
    expect(report.pages.high).toBeLessThan(0);
    expect(report.verdict).toBe("not yet known");
  });

  test("leaves out pages without clicks from drafts, and what is out of range", () => {
    const state = initBenefit();
    expect(observeDraft(state, { personal: 0, base: 0 })).toBe(state);
    expect(observeDraft(state, { personal: -1, base: 2 })).toBe(state);
    expect(observeDraft(state, { personal: Number.POSITIVE_INFINITY, base: 1 })).toBe(state);
    expect(observePage(state, { reward: Number.NaN, isHeldOut: false })).toBe(state);
    expect(observePage(state, { reward: 2, isHeldOut: true })).toBe(state);
  });
});
