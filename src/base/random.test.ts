import { describe, expect, test } from "vitest";
import { normalFrom, randomBytes, seededRandom } from "./random.ts";

describe("seededRandom", () => {
  test("repeats itself for one seed and differs for the next", () => {
    const draw = (seed: number): number[] => Array.from({ length: 5 }, seededRandom(seed));
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  // By sfc32 as PractRand has it, written anew in Python with whole numbers: the words 13 to 15 from this state.
  test.each([
    [0, [2_266_749_544, 3_859_721_991, 3_128_767_472]],
    [1, [3_359_835_970, 1_182_520_828, 4_267_878_529]],
    [-1, [3_808_816_175, 4_158_527_780, 3_722_100_240]],
    [2 ** 32 + 7, [888_617_221, 1_677_882_914, 1_993_636_295]],
  ])("gives, of seed %i, the numbers that what was simulated before was made of", (seed, words) => {
    const random = seededRandom(seed);
    expect(words.map(() => random() * 2 ** 32)).toEqual(words);
  });

  test("is uniform over [0, 1) by a chi-square test of 16 bins", () => {
    const random = seededRandom(42);
    const bins = new Array<number>(16).fill(0);
    for (let at = 0; at < 16_000; at++) bins[Math.floor(random() * 16)]++;
    const chiSquare = bins.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(chiSquare).toBeLessThan(37.7); // 99.9 % of 15 degrees of freedom
  });
});

describe("randomBytes", () => {
  test("gives as many as are asked for, each of all 256 values, new ones at each call", () => {
    const bytes = randomBytes(seededRandom(3));
    expect(bytes(0)).toEqual(new Uint8Array(0));
    expect(bytes(16)).not.toEqual(bytes(16));
    expect(new Set(bytes(5_000)).size).toBe(256);
  });

  test("gives each value the same share of what is drawn", () => {
    const ends = Array.from({ length: 256 }, (_, value) => [value / 256, (value + 1) / 256 - 2 ** -32]);
    for (const [value, lots] of ends.entries())
      for (const lot of lots) expect(randomBytes(() => lot)(1)[0]).toBe(value);
  });
});

describe("normalFrom", () => {
  test("is finite at both ends of what is drawn", () => {
    for (const end of [0, 1 - 2 ** -32]) expect(Math.abs(normalFrom(() => end))).toBeLessThan(7);
  });

  test("has mean 0 and variance 1", () => {
    const random = seededRandom(7);
    const values = Array.from({ length: 20_000 }, () => normalFrom(random));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(variance).toBeGreaterThan(0.96);
    expect(variance).toBeLessThan(1.04);
  });
});
