import { expect, test } from "vitest";
import { BUCKETS, bucketedSums } from "./bucketed-sums.ts";

test("adds each report to one bucket, the same for one network and for no other seed", () => {
  const { sums, add } = bucketedSums(2, 5);
  add(Int32Array.of(3, -4), 17);
  add(Int32Array.of(1, 1), 17);
  const nonzero = [...sums.entries()].filter(([, value]) => value !== 0);
  expect(nonzero.map(([, value]) => value)).toEqual([4, -3]);
  expect(Math.floor(nonzero[0][0] / 2)).toBe(Math.floor(nonzero[1][0] / 2));
  const bucketOf = (seed: number): number => {
    const round = bucketedSums(1, seed);
    round.add(Int32Array.of(1), 17);
    return round.sums.indexOf(1);
  };
  expect(new Set(Array.from({ length: 50 }, (_, seed) => bucketOf(seed))).size).toBeGreaterThan(BUCKETS / 2);
});

test("draws large networks more often than small ones, and small ones too", () => {
  const { drawNetwork } = bucketedSums(1, 1);
  const counts = new Map<number, number>();
  for (let draw = 0; draw < 40_000; draw++) {
    const network = drawNetwork();
    counts.set(network, (counts.get(network) ?? 0) + 1);
  }
  expect(counts.size).toBe(400);
  expect(counts.get(0)! / 40_000).toBeCloseTo(0.0266, 2);
  expect(counts.get(0)!).toBeGreaterThan(10 * counts.get(399)!);
});
