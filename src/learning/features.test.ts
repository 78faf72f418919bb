import { describe, expect, test } from "vitest";
import type { Candidate } from "../ranking/candidate.ts";
import { FEATURE_COUNT, FEATURE_RANGES, FEATURE_WIDTHS, featureRange } from "./feature-layout.ts";
import { featuresOf } from "./features.ts";
import { rowOf } from "./vectors.ts";

function candidates(...facts: Partial<Candidate>[]): Candidate[] {
  return facts.map((fact, at) => ({ id: String(at), title: `item ${at}`, ...fact }));
}

function describeItems(items: Candidate[], match: number[] = []): Float32Array {
  const projected = Float32Array.from({ length: items.length * 64 }, (_, at) => Math.sin(at * 7));
  return featuresOf(items, {
    projected,
    match: Float32Array.from(items, (_, at) => match[at] ?? 0),
    history: Float32Array.from(items, (_, at) => at * at),
  });
}

const group = (features: Float32Array, item: number, name: Parameters<typeof featureRange>[0]): number[] => {
  const { start, end } = featureRange(name);
  return [...rowOf(features, item).subarray(start, end)];
};

describe("FEATURE_RANGES", () => {
  test("cover every coordinate once", () => {
    expect(FEATURE_RANGES[0].start).toBe(0);
    for (let at = 1; at < FEATURE_RANGES.length; at++)
      expect(FEATURE_RANGES[at].start).toBe(FEATURE_RANGES[at - 1].end);
    expect(FEATURE_COUNT).toBe(257);
    expect(FEATURE_WIDTHS).toEqual([185, 233, 257]);
  });
});

describe("featuresOf", () => {
  test("centres every group but the intercept over the list", () => {
    const items = candidates(
      { brand: "A", price: 5, title: "oak chair" },
      { brand: "B", price: 20, title: "oak table" },
      { brand: "A", price: 9, title: "steel chair" },
    );
    const features = describeItems(items, [0.2, 0.4, 0.9]);
    for (let at = 0; at < FEATURE_COUNT; at++) {
      if (at === featureRange("intercept").start) continue;
      let sum = 0;
      for (let item = 0; item < 3; item++) sum += features[item * FEATURE_COUNT + at];
      expect(Math.abs(sum)).toBeLessThan(1e-5);
    }
    expect(group(features, 1, "intercept")).toEqual([1]);
  });

  test("takes the static score as it is, minus the list's mean", () => {
    const features = describeItems(candidates({}, {}, {}));
    const scores = [0, 1, 2].map((item) => group(features, item, "history")[0]);
    for (const [item, score] of [0, 1, 4].entries()) expect(scores[item]).toBeCloseTo(score - 5 / 3, 5);
  });

  test("gives items of one brand the same brand coordinates, whatever the case", () => {
    const features = describeItems(
      candidates({ brand: "Oakline" }, { brand: "Other" }, { brand: " OAKLINE " }),
    );
    expect(group(features, 0, "brand")).toEqual(group(features, 2, "brand"));
    expect(group(features, 0, "brand")).not.toEqual(group(features, 1, "brand"));
  });

  test("says nothing about the price of an item that has none", () => {
    const features = describeItems(candidates({ price: 1 }, {}, { price: 100 }, { price: 10 }));
    expect(group(features, 1, "price")).toEqual([0, 0, 0, 0, 0, 0]);
    expect(group(features, 0, "price")[0]).toBeLessThan(0);
    expect(group(features, 2, "price")[0]).toBeGreaterThan(0);
  });

  test("gives the same price features when every price is quoted in a currency a hundred times smaller, nearly", () => {
    const dear = describeItems(candidates({ price: 1000 }, { price: 2000 }, { price: 9000 }));
    const cents = describeItems(candidates({ price: 100_000 }, { price: 200_000 }, { price: 900_000 }));
    for (let item = 0; item < 3; item++) {
      for (const [at, value] of group(dear, item, "price").entries()) {
        expect(group(cents, item, "price")[at]).toBeCloseTo(value, 2);
      }
    }
  });

  test("leaves out words of a single card and words of nearly all", () => {
    const shared = describeItems(
      candidates(
        { title: "lamp brass" },
        { title: "lamp brass" },
        { title: "lamp blue" },
        { title: "lamp red" },
      ),
    );
    expect(group(shared, 0, "attributes")).toEqual(group(shared, 1, "attributes"));
    expect(group(shared, 2, "attributes")).toEqual(group(shared, 3, "attributes"));
    expect(group(shared, 0, "attributes")).not.toEqual(group(shared, 2, "attributes"));
  });

  test("is finite for one card, for equal prices and for odd text", () => {
    for (const items of [
      candidates({ price: 3 }),
      candidates({ price: 3 }, { price: 3 }),
      candidates({ title: "", brand: "" }, { title: "🧵 \u0000", brand: "é" }),
    ]) {
      expect(describeItems(items).every(Number.isFinite)).toBe(true);
    }
  });

  test("is empty for an empty list", () => {
    expect(describeItems([])).toHaveLength(0);
  });
});
