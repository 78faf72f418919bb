import { describe, expect, test } from "vitest";
import { seededRandom } from "../base/random.ts";
import { CORE_COUNT, FEATURE_COUNT, featureRange } from "./feature-layout.ts";
import {
  checkPrior,
  type GaussianPrior,
  isotropicPrior,
  priorCovariance,
  priorWidth,
  SHIPPED_VARIANCE,
  solvePrior,
  wholePrior,
  withoutRemainder,
} from "./gaussian-prior.ts";

const random = seededRandom(2);
const prior: GaussianPrior = {
  basis: Float32Array.from({ length: FEATURE_COUNT * 3 }, () => random() - 0.5),
  rank: 3,
  remainder: Float64Array.from({ length: FEATURE_COUNT }, () => 0.1 + random()),
};
const times = (matrix: Float64Array, vector: Float64Array): Float64Array =>
  vector.map((_, a) => vector.reduce((sum, value, b) => sum + matrix[a * FEATURE_COUNT + b] * value, 0));
const vector = Float64Array.from({ length: FEATURE_COUNT }, (_, at) => Math.cos(at));

describe("priorCovariance", () => {
  test("is B B′ + diag(remainder)", () => {
    const covariance = priorCovariance(prior);
    const rowOf = (at: number): Float32Array => prior.basis!.subarray(at * 3, at * 3 + 3);
    const inner = (a: number, b: number): number =>
      rowOf(a).reduce((sum, value, k) => sum + value * rowOf(b)[k], 0);
    expect(covariance[5 * FEATURE_COUNT + 9]).toBeCloseTo(inner(5, 9), 12);
    expect(covariance[9 * FEATURE_COUNT + 5]).toBe(covariance[5 * FEATURE_COUNT + 9]);
    expect(covariance[7 * FEATURE_COUNT + 7]).toBeCloseTo(inner(7, 7) + prior.remainder[7], 12);
  });

  test("of an isotropic prior is v I", () => {
    const covariance = priorCovariance(isotropicPrior(0.3));
    expect(covariance[0]).toBe(0.3);
    expect(covariance[1]).toBe(0);
    expect(covariance.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0.3 * FEATURE_COUNT, 10);
  });
});

describe("solvePrior", () => {
  test("inverts Σ₀", () => {
    const again = times(priorCovariance(prior), solvePrior(prior, vector));
    for (const [at, value] of again.entries()) expect(value).toBeCloseTo(vector[at], 6);
  });

  test("inverts it within the basis where there is no remainder", () => {
    const low = withoutRemainder(prior);
    const covariance = priorCovariance(low);
    const inside = times(covariance, vector);
    const again = times(covariance, solvePrior(low, inside));
    for (const [at, value] of again.entries()) expect(value).toBeCloseTo(inside[at], 5);
  });
});

/** As a model file of the layout before has it. */
const old: GaussianPrior = {
  basis: prior.basis!.slice(0, CORE_COUNT * 3),
  rank: 3,
  remainder: prior.remainder.slice(0, CORE_COUNT),
};

describe("wholePrior", () => {
  test("keeps what was fitted under the layout before, and has the variance that ships beyond it, alone", () => {
    const covariance = priorCovariance(wholePrior(old));
    const expected = priorCovariance(prior);
    for (let a = 0; a < FEATURE_COUNT; a++) {
      for (let b = 0; b < FEATURE_COUNT; b++) {
        const isFitted = a < CORE_COUNT && b < CORE_COUNT;
        const alone = a === b ? SHIPPED_VARIANCE : 0;
        const value = covariance[a * FEATURE_COUNT + b];
        if (value !== (isFitted ? expected[a * FEATURE_COUNT + b] : alone)) expect([a, b, value]).toBeNull();
      }
    }
  });

  test("is solved as the old one was", () => {
    const solution = solvePrior(wholePrior(old), vector);
    const again = times(priorCovariance(wholePrior(old)), solution);
    for (const [at, value] of again.entries()) expect(value).toBeCloseTo(vector[at], 6);
    expect(solution.at(-1)).toBe(vector.at(-1) / SHIPPED_VARIANCE);
  });

  test("lets z move in what the basis knows nothing of, also without the remainder", () => {
    const { remainder } = withoutRemainder(old);
    expect([...new Set(remainder.subarray(0, CORE_COUNT))]).toEqual([0]);
    expect([...new Set(remainder.subarray(CORE_COUNT))]).toEqual([SHIPPED_VARIANCE]);
    expect(withoutRemainder(prior).remainder.every((variance) => variance === 0)).toBe(true);
  });
});

describe("priorWidth", () => {
  test("holds all that is correlated, and no group more", () => {
    expect([priorWidth(isotropicPrior(1)), priorWidth(wholePrior(old)), priorWidth(prior)]).toEqual([
      CORE_COUNT,
      CORE_COUNT,
      FEATURE_COUNT,
    ]);
    const { start, end } = featureRange("facts");
    const basis = new Float32Array(FEATURE_COUNT * 3);
    basis[start * 3 + 2] = 1;
    expect(priorWidth({ ...prior, basis })).toBe(end);
  });
});

describe("checkPrior", () => {
  test.each([
    ["a basis of another length", { ...prior, basis: new Float32Array(5) }],
    ["a basis that is not finite", { ...prior, basis: prior.basis!.map(() => Number.NaN) }],
    ["a rank without a basis", { ...prior, basis: null }],
    ["a negative variance", { ...prior, remainder: prior.remainder.map(() => -1) }],
    ["a remainder of another length", { ...prior, remainder: new Float64Array(3) }],
  ])("refuses %s", (_, bad) => {
    expect(() => checkPrior(bad)).toThrow(RangeError);
  });
});
