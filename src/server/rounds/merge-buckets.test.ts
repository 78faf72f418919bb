import { describe, expect, test } from "vitest";
import { mergeBuckets } from "./merge-buckets.ts";

describe("mergeBuckets", () => {
  const sums = BigInt64Array.from({ length: 64 }, (_, at) => BigInt(at % 2 === 0 ? at / 2 : -1));

  test.each([
    [320, 32],
    [319, 16],
    [40, 4],
    [19, 1],
    [1, 1],
    [1e6, 32],
  ])("of %i reports keeps %i buckets", (reports, kept) => {
    expect(mergeBuckets(sums, 32, reports)).toHaveLength(kept * 2);
  });

  test("loses nothing of any coordinate", () => {
    expect([...mergeBuckets(sums, 32, 1)]).toEqual([496n, -32n]);
    const four = mergeBuckets(sums, 32, 40);
    expect([...four].filter((_, at) => at % 2 === 1)).toEqual([-8n, -8n, -8n, -8n]);
    // Buckets 0, 4, 8, … 28.
    expect(four[0]).toBe(112n);
  });
});
