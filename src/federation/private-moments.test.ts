import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normalFrom, seededRandom } from "../base/random.ts";
import { symmetricEigen } from "../base/symmetric-eigen.ts";
import { packSymmetric, unpackSymmetric } from "./packed-symmetric.ts";
import { sumMoments } from "./population-prior.ts";
import { privateRound } from "./private-moments.ts";

interface Moment {
  readonly shift: Float64Array;
  readonly increment: Float64Array;
}

function randomMoments(count: number, size: number, seed: number): Moment[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const increment = new Float64Array(size * size);
    for (let row = 0; row < size; row++) {
      for (let column = 0; column <= row; column++) {
        increment[row * size + column] = normalFrom(random);
        increment[column * size + row] = increment[row * size + column];
      }
    }
    return { shift: Float64Array.from({ length: size }, () => normalFrom(random)), increment };
  });
}

const norm = (values: Iterable<number>): number => Math.hypot(...values);
const silent = { meanClip: 100, covarianceClip: 100, sigma: 0, normal: () => Number.NaN };

describe("packSymmetric", () => {
  test("comes back from unpacking, and is as long as the matrix", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.nat(999), (size, seed) => {
        const [{ increment }] = randomMoments(1, size, seed);
        const packed = packSymmetric(increment, size);
        expect(packed).toHaveLength((size * (size + 1)) / 2);
        expect(norm(packed)).toBeCloseTo(norm(increment), 5);
        unpackSymmetric(packed, size).forEach((value, at) => expect(value).toBeCloseTo(increment[at], 6));
      }),
    );
  });

  test("lays out the upper triangle row by row", () => {
    const packed = packSymmetric(Float64Array.of(1, 2, 3, 2, 4, 5, 3, 5, 6), 3);
    const root = Math.SQRT2;
    [1, 2 * root, 3 * root, 4, 5 * root, 6].forEach((value, at) => expect(packed[at]).toBeCloseTo(value, 6));
    expect(() => unpackSymmetric(packed, 4)).toThrow("takes 10 values: got 6");
  });
});

describe("privateRound", () => {
  test("equals the exact sums with sigma 0 and clips that nobody reaches", () => {
    const moments = randomMoments(20, 5, 1);
    // A noise of NaN times 0 would show.
    const round = privateRound(moments, 5, { ...silent, normal: () => 1 });
    const exact = sumMoments(moments, 5);
    expect(round.count).toBe(20);
    round.shift.forEach((value, at) => expect(value).toBeCloseTo(exact.shift[at], 5));
    round.increment.forEach((value, at) => expect(value).toBeCloseTo(exact.increment[at], 5));
  });

  test("bounds what one visitor can add, in L2 and in Frobenius norm", () => {
    fc.assert(
      fc.property(fc.nat(999), fc.double({ min: 0.1, max: 3, noNaN: true }), (seed, clip) => {
        const [{ shift, increment }] = randomMoments(1, 6, seed);
        const loud = { shift: shift.map((x) => 50 * x), increment: increment.map((x) => 50 * x) };
        const round = privateRound([loud], 6, {
          ...silent,
          meanClip: clip,
          covarianceClip: 2 * clip,
          normal: () => 0,
        });
        expect(norm(round.shift)).toBeCloseTo(clip, 5);
        expect(norm(round.increment)).toBeCloseTo(2 * clip, 5);
        expect(round.increment[7] * increment[7]).toBeGreaterThan(0);
      }),
    );
  });

  test("adds noise of sigma · clip to the mean and the diagonal, and of sigma · clip / √2 off it", () => {
    const random = seededRandom(4);
    const terms = { meanClip: 0.5, covarianceClip: 3, sigma: 2, normal: () => normalFrom(random) };
    const rounds = Array.from({ length: 1_500 }, () => privateRound([], 4, terms));
    const deviation = (values: number[]): number =>
      Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
    for (let row = 0; row < 4; row++) {
      expect(Math.abs(deviation(rounds.map(({ shift }) => shift[row])) - 1)).toBeLessThan(0.08);
      for (let column = 0; column <= row; column++) {
        const found = deviation(rounds.map(({ increment }) => increment[row * 4 + column]));
        const expected = row === column ? 6 : 6 / Math.SQRT2;
        expect(Math.abs(found / expected - 1)).toBeLessThan(0.08); // four standard errors
      }
    }
    expect(rounds[0].increment[1]).toBe(rounds[0].increment[4]);
  });

  test("does not add more noise for more visitors: once a sum", () => {
    const moments = randomMoments(50, 3, 2);
    const ones = { ...silent, sigma: 2, meanClip: 10, normal: () => 1 };
    const quiet = privateRound(moments, 3, { ...ones, sigma: 0 });
    privateRound(moments, 3, ones).shift.forEach((value, at) =>
      expect(value - quiet.shift[at]).toBeCloseTo(20, 9),
    );
  });

  test("sends only the part among the directions, and puts it back where it was", () => {
    const moments = randomMoments(3, 6, 3);
    const { increment } = sumMoments(moments, 6);
    const { vectors } = symmetricEigen(increment, 6);
    const all = privateRound(moments, 6, { ...silent, directions: vectors, normal: () => 0 });
    all.increment.forEach((value, at) => expect(value).toBeCloseTo(increment[at], 5));

    const directions = vectors.slice(0, 12);
    const some = privateRound(moments, 6, { ...silent, directions, normal: () => 0 });
    const [kept, original] = [symmetricEigen(some.increment, 6).values, symmetricEigen(increment, 6).values];
    for (const value of original.subarray(0, 2))
      expect(Math.min(...kept.map((other) => Math.abs(other - value)))).toBeLessThan(1e-5);
    expect(kept.filter((value) => Math.abs(value) > 1e-6)).toHaveLength(2);

    let draws = 0;
    privateRound([], 6, { ...silent, sigma: 1, directions, normal: () => ++draws });
    expect(draws).toBe(6 + 3);
  });

  test("clips what is sent, not what was left at home", () => {
    const directions = Float64Array.of(1, 0, 0);
    const increment = Float64Array.of(1, 0, 0, 0, 100, 0, 0, 0, 100);
    const moment = { shift: new Float64Array(3), increment };
    const round = privateRound([moment], 3, { ...silent, covarianceClip: 1, directions, normal: () => 0 });
    expect(round.increment[0]).toBeCloseTo(1, 6);
  });

  test("refuses moments that are not finite, a negative sigma, and directions that are not orthonormal", () => {
    const moment = { shift: Float64Array.of(Number.NaN), increment: Float64Array.of(1) };
    expect(() => privateRound([moment], 1, silent)).toThrow(/must be finite/);
    expect(() => privateRound([], 1, { ...silent, sigma: -1 })).toThrow(/sigma .* got -1/);
    expect(() => privateRound([], 2, { ...silent, directions: Float64Array.of(2, 0) })).toThrow(
      /orthonormal/,
    );
    expect(() => privateRound([], 2, { ...silent, directions: Float64Array.of(1, 0, 0) })).toThrow(
      /got 3 values/,
    );
  });
});
