import { describe, expect, test } from "vitest";
import { padded, roomFor } from "./padded-batch.ts";

describe("padded", () => {
  test("rounds steps up to a multiple of 8 and fills with 0", () => {
    const { sequences, steps, ids, lengths } = padded([Int32Array.of(5, 6), new Int32Array(9).fill(7)]);
    expect([sequences, steps, ids.length]).toEqual([2, 16, 32]);
    expect([...lengths]).toEqual([2, 9]);
    expect([...ids]).toEqual([5, 6, ...Array(14).fill(0), ...Array(9).fill(7), ...Array(7).fill(0)]);
  });

  test("keeps a length of exactly 8", () => {
    expect(padded([new Int32Array(8)]).steps).toBe(8);
  });

  test("has room by powers of two, so that few sizes occur", () => {
    const sizes = Array.from({ length: 16 }, (_, i) =>
      padded(Array.from({ length: i + 1 }, () => new Int32Array(24))),
    );
    expect(new Set(sizes.map(({ ids }) => ids.length))).toEqual(new Set([32, 64, 128, 256, 512]));
    expect([1, 2, 3, 16, 17].map(roomFor)).toEqual([1, 2, 4, 16, 32]);
  });
});
