import { describe, expect, test } from "vitest";
import { seededRandom } from "../../base/random.ts";
import { clusterCatalogue } from "./cluster-catalogue.ts";
import type { SimulatedCatalogue } from "./simulated-catalogue.ts";
import { syntheticCatalogue } from "./synthetic-catalogue.test-helper.ts";

describe("clusterCatalogue", () => {
  test("holds out a quarter of the categories and 40 % of each one's items", () => {
    // Two of the 16 groups are found as one cluster, which the k-means may do.
    const categories = clusterCatalogue(syntheticCatalogue(16, 130), 16, seededRandom(5));
    expect(categories.length).toBeGreaterThanOrEqual(12);
    expect(categories.filter(({ isUnseen }) => isUnseen)).toHaveLength(Math.round(categories.length / 4));
    for (const { members, shown, heldOut } of categories) {
      expect(heldOut).toHaveLength(Math.round(0.4 * members.length));
      expect([...shown, ...heldOut].sort((a, b) => a - b)).toEqual([...members]);
    }
  });

  test("leaves out clusters of fewer than 120 items", () => {
    expect(clusterCatalogue(syntheticCatalogue(4, 119), 4, seededRandom(5))).toHaveLength(0);
    expect(clusterCatalogue(syntheticCatalogue(4, 120), 4, seededRandom(5))).toHaveLength(4);
  });

  test("leaves out clusters with fewer than 4 brands of 5 items", () => {
    const catalogue = syntheticCatalogue(1, 130);
    const withBrands = (brandOf: (item: number) => string): SimulatedCatalogue => ({
      ...catalogue,
      candidates: catalogue.candidates.map((candidate, item) => ({ ...candidate, brand: brandOf(item) })),
    });
    const count = (brandOf: (item: number) => string): number =>
      clusterCatalogue(withBrands(brandOf), 1, seededRandom(5)).length;
    expect(count((item) => ["A", "B", "C"][item % 3])).toBe(0);
    expect(count((item) => (item < 4 ? "D" : ["A", "B", "C"][item % 3]))).toBe(0);
    expect(count((item) => (item < 5 ? "D" : ["A", "B", "C"][item % 3]))).toBe(1);
  });
});
