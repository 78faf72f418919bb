import { describe, expect, test } from "vitest";
import { seededRandom } from "../../base/random.ts";
import { FEATURE_COUNT } from "../../learning/feature-layout.ts";
import { featuresOf } from "../../learning/features.ts";
import { createFeatureRows } from "./feature-rows.ts";
import { shuffle } from "./shuffle.ts";
import type { SimulatedCatalogue } from "./simulated-catalogue.ts";
import { syntheticCatalogue } from "./synthetic-catalogue.test-helper.ts";

/** The largest difference to featuresOf over lists of the given sizes. */
function largestDifference(catalogue: SimulatedCatalogue, sizes: readonly number[]): number {
  const writeFeatures = createFeatureRows(catalogue);
  const random = seededRandom(2);
  let largest = 0;
  for (const size of sizes) {
    const items = shuffle([...catalogue.candidates.keys()], random).slice(0, size);
    const match = Float32Array.from(items, () => 4 * random() - 2);
    const target = new Float32Array((size + 1) * FEATURE_COUNT);
    writeFeatures({ items, match, target, firstRow: 1 });
    const wanted = featuresOf(
      items.map((item) => catalogue.candidates[item]),
      {
        projected: Float32Array.from(
          items.flatMap((item) => [...catalogue.projected.subarray(item * 64, (item + 1) * 64)]),
        ),
        match,
        history: new Float32Array(size),
      },
    );
    expect(target.subarray(0, FEATURE_COUNT).every((value) => value === 0)).toBe(true);
    for (const [at, value] of wanted.entries()) {
      largest = Math.max(largest, Math.abs(target[FEATURE_COUNT + at] - value));
    }
  }
  return largest;
}

describe("createFeatureRows", () => {
  test("writes what featuresOf returns, for lists of any size, one after another", () => {
    expect(largestDifference(syntheticCatalogue(4, 60), [24, 24, 1, 2, 3, 48, 24])).toBeLessThan(1e-6);
  });

  test("writes what featuresOf returns for odd brands, words and prices", () => {
    const catalogue = syntheticCatalogue(1, 8);
    const odd = [
      { id: "0", title: "", brand: "" },
      { id: "1", title: "ﬁne Öl lamp lamp", brand: " OAKLINE ", price: -1 },
      { id: "2", title: "fine öl Lamp Oakline", brand: "oakline", price: 3 },
      { id: "3", title: "oakline lamp of", price: 3 },
      { id: "4", title: "two words", brand: "Two Words", price: 0 },
      { id: "5", title: "two words", attributes: ["brass lamp", "brass"], price: 1e9 },
      { id: "6", title: "constructor __proto__ brass", brand: "constructor" },
      { id: "7", title: "constructor toString", price: 3 },
    ];
    expect(largestDifference({ ...catalogue, candidates: odd }, [8, 8, 5, 6, 7])).toBeLessThan(1e-6);
  });
});
