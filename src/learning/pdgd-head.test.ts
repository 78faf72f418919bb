import { describe, expect, test } from "vitest";
import { axis, examplesFrom } from "./example-fixtures.test-helper.ts";
import { createPdgdHead, swappedShare } from "./pdgd-head.ts";

/** Plackett–Luce by its definition: one choice after the other among what is left. */
function probability(logits: readonly number[]): number {
  return logits.reduce(
    (product, logit, place) =>
      (product * Math.exp(logit)) / logits.slice(place).reduce((sum, other) => sum + Math.exp(other), 0),
    1,
  );
}

describe("swappedShare", () => {
  test.each([
    [0, 1],
    [1, 4],
    [0, 5],
    [4, 5],
  ])("is the probability of the swapped page among the two, places %i and %i", (upper, lower) => {
    const logits = [0.4, -1, 2.1, 0, 0.9, -0.3];
    const swapped = [...logits];
    [swapped[upper], swapped[lower]] = [swapped[lower], swapped[upper]];
    const expected = probability(swapped) / (probability(logits) + probability(swapped));
    expect(swappedShare(Float64Array.from(logits), upper, lower)).toBeCloseTo(expected, 12);
  });

  test("is between 0 and 1 for logits far apart", () => {
    expect(swappedShare(Float64Array.of(1e30, 0, -1e30), 0, 2)).toBeGreaterThanOrEqual(0);
    expect(swappedShare(Float64Array.of(-1e30, 0, 1e30), 0, 2)).toBeLessThanOrEqual(1);
  });
});

describe("createPdgdHead", () => {
  const head = createPdgdHead({ learningRate: 0.5, temperature: 0.25 });

  test("takes the published step for one choice", () => {
    const page = examplesFrom([axis(3), axis(4)], {
      rewards: [0, 1],
      baseScores: [0.5, 0.2],
      propensities: [1, 0.5],
    });
    const p = 1 / (1 + Math.exp((0.5 - 0.2) / 0.25));
    const logits = [0.5 / 0.25, 0.2 / 0.25];
    const weight =
      probability([logits[1], logits[0]]) / (probability(logits) + probability([logits[1], logits[0]]));
    const { offset } = head.update(head.init(), page);
    expect(offset[4]).toBeCloseTo(0.5 * weight * p * (1 - p), 8);
    expect(offset[3]).toBeCloseTo(-offset[4], 12);
  });

  test("prefers a choice to what lies above it and to one item below, and to no more", () => {
    const page = examplesFrom([axis(0), axis(1), axis(2), axis(3)], {
      rewards: [0, 1, 0, 0],
      propensities: [1, 1 / 2, 1 / 3, 1 / 4],
    });
    const { offset } = head.update(head.init(), page);
    expect(offset[0]).toBeLessThan(0);
    expect(offset[2]).toBeLessThan(0);
    expect(offset[3]).toBe(0);
  });

  test("does not care in which order the examples come, as long as the propensities tell it", () => {
    const inOrder = examplesFrom([axis(0), axis(1), axis(2)], {
      rewards: [0, 1, 0],
      propensities: [1, 0.5, 0.3],
    });
    const chosenFirst = examplesFrom([axis(1), axis(0), axis(2)], {
      rewards: [1, 0, 0],
      propensities: [0.5, 1, 0.3],
    });
    const [a, b] = [head.update(head.init(), inOrder), head.update(head.init(), chosenFirst)];
    for (const at of [0, 1, 2]) expect(a.offset[at]).toBeCloseTo(b.offset[at], 14);
  });

  test("learns nothing from a page of which nothing, or everything, was chosen", () => {
    const rows = [axis(0), axis(1)];
    const state = head.init();
    expect(head.update(state, examplesFrom(rows, { rewards: [0, 0] }))).toBe(state);
    expect(head.update(state, examplesFrom(rows, { rewards: [1, 1] })).offset).toEqual(state.offset);
  });
});
