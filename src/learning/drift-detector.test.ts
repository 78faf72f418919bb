import { describe, expect, test } from "vitest";
import { normalFrom, seededRandom, type Random } from "../base/random.ts";
import { initDrift, observeDrift, type DriftState, type DriftVerdict } from "./drift-detector.ts";
import { listwiseLogLikelihood } from "./listwise-likelihood.ts";

const after = (
  gains: readonly number[],
  from = initDrift(),
): { state: DriftState; verdicts: DriftVerdict[] } => {
  const verdicts: DriftVerdict[] = [];
  for (const gain of gains) {
    const { state, verdict } = observeDrift(from, gain);
    from = state;
    verdicts.push(verdict);
  }
  return { state: from, verdicts };
};
const times = (count: number, gain: number): number[] => new Array<number>(count).fill(gain);

/** The gain of one page of 24, ranked by base + personal and clicked by base + `taste` under propensities 1 / j. */
function gainOf(random: Random, taste: "learned" | "another"): number {
  const draw = (spread: number): number[] => Array.from({ length: 24 }, () => spread * normalFrom(random));
  const [base, personal, other] = [draw(1), draw(0.7), draw(0.7)];
  const shown = base.map((score, at) => score + personal[at]);
  const order = [...shown.keys()].sort((a, b) => shown[b] - shown[a]);
  const propensities = new Array<number>(24);
  for (const [place, index] of order.entries()) propensities[index] = 1 / (1 + place);
  const wants = base.map((score, at) => score + (taste === "learned" ? personal : other)[at]);
  const weights = wants.map((score, at) => propensities[at] * Math.exp(score));
  let left = random() * weights.reduce((sum, weight) => sum + weight, 0);
  const clicked = weights.findIndex((weight) => (left -= weight) < 0);
  const rewards = base.map((_, at) => (at === clicked ? 1 : 0));
  return (
    listwiseLogLikelihood(shown, rewards, propensities) - listwiseLogLikelihood(base, rewards, propensities)
  );
}

/** The page on which a verdict first came, of `most` pages after 40 of the learned taste. */
function firstVerdicts(
  seed: number,
  taste: "learned" | "another",
  most: number,
): { forget: number; reset: number } {
  const random = seededRandom(seed);
  let { state } = after(Array.from({ length: 40 }, () => gainOf(random, "learned")));
  let forget = Number.POSITIVE_INFINITY;
  for (let page = 1; page <= most; page++) {
    const next = observeDrift(state, gainOf(random, taste));
    state = next.state;
    if (next.verdict !== "steady") forget = Math.min(forget, page);
    if (next.verdict === "reset") return { forget, reset: page };
  }
  return { forget, reset: Number.POSITIVE_INFINITY };
}

describe("observeDrift", () => {
  test("forgets once a loss of 4 nats has gathered, resets at 7, and then starts anew", () => {
    const { state, verdicts } = after(times(8, -1));
    expect(verdicts).toEqual([
      ...times(3, 0).map(() => "steady"),
      "forget",
      "forget",
      "forget",
      "reset",
      "steady",
    ]);
    expect(state).toEqual({ pages: 1, mean: -1, fall: 0, loss: 1 });
  });

  test("counts a loss from where it began, not from what was gained before", () => {
    expect(after([...times(500, 0.5), ...times(7, -1)]).verdicts.at(-1)).toBe("reset");
  });

  test("forgets, but does not reset, when a gain falls and stays above 0", () => {
    const { verdicts } = after([...times(100, 1), ...times(20, 0.1)]);
    expect(verdicts.slice(0, 100)).not.toContain("forget");
    expect(verdicts).toContain("forget");
    expect(verdicts).not.toContain("reset");
  });

  test("is steady again once the gain is what it was, or the mean has followed it", () => {
    const fallen = after([...times(100, 1), ...times(20, 0)]);
    expect(fallen.verdicts.at(-1)).toBe("forget");
    expect(after(times(10, 1), fallen.state).verdicts.at(-1)).toBe("steady");
    expect(after(times(2000, 0.1), fallen.state).verdicts.at(-1)).toBe("steady");
  });

  test("resets at most 1 of 60 visitors whose taste stays, within 80 pages", () => {
    const verdicts = Array.from({ length: 60 }, (_, seed) => firstVerdicts(seed, "learned", 80));
    expect(verdicts.filter(({ reset }) => Number.isFinite(reset)).length).toBeLessThanOrEqual(1);
    expect(verdicts.filter(({ forget }) => Number.isFinite(forget)).length).toBeLessThan(15);
  });

  test("notices another taste: forgets after about 20 clicks, resets after about 40 (medians)", () => {
    const verdicts = Array.from({ length: 61 }, (_, seed) => firstVerdicts(seed, "another", 150));
    const median = (of: "forget" | "reset"): number => verdicts.map((at) => at[of]).sort((a, b) => a - b)[30];
    expect(median("forget")).toBeLessThan(28);
    expect(median("reset")).toBeLessThan(50);
    expect(median("reset")).toBeGreaterThan(median("forget"));
  });

  test("lets no single page say more than 2 nats, and leaves out what is not finite", () => {
    expect(observeDrift(initDrift(), -1000).state.loss).toBe(2);
    for (const gain of [Number.NaN, Number.NEGATIVE_INFINITY]) {
      const state = after([0.3, -0.5]).state;
      expect(observeDrift(state, gain)).toEqual({ state, verdict: "steady" });
    }
  });
});
