import { describe, expect, test } from "vitest";
import { unpredictableBytes } from "./unpredictable-bytes.ts";

describe("unpredictableBytes", () => {
  test("gives as many as are asked for, also none, and more than it has fetched ahead", () => {
    const bytes = unpredictableBytes();
    for (const length of [1, 0, 4_096, 4_095, 2, 10_000, 1]) expect(bytes(length)).toHaveLength(length);
  });

  test("gives no byte twice: what was given stays as it is, and 8 bytes never come again", () => {
    const bytes = unpredictableBytes();
    const given = Array.from({ length: 5_000 }, () => bytes(8));
    const atOnce = given.map((eight) => eight.join());
    expect(new Set(atOnce).size).toBe(5_000);
    bytes(4_096);
    expect(given.map((eight) => eight.join())).toEqual(atOnce);
  });

  test("gives no part of an array once more in the next one", () => {
    const bytes = unpredictableBytes();
    const given = Array.from({ length: 5_000 }, () => bytes(8));
    for (let place = 0; place < 8; place++) {
      const again = given.filter((eight, at) => at > 0 && eight[place] === given[at - 1][7]).length;
      // Of chance 19.5 are, with a standard deviation of 4.4.
      expect(again).toBeLessThan(60);
    }
  });

  test("gives every value of a byte as often as chance has it", () => {
    const bytes = unpredictableBytes();
    const counts = new Float64Array(256);
    const draws = 200_000;
    for (let draw = 0; draw < draws; draw += 5) for (const byte of bytes(5)) counts[byte]++;
    const expected = draws / 256;
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // 255 degrees of freedom: exceeded once in ten million times.
    expect(chiSquare).toBeLessThan(390);
  });
});
