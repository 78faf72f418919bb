import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeSafetensors, encodeSafetensors, type Tensor } from "../base/safetensors.ts";
import { canarySet } from "./canary.test-helper.ts";
import { decodeCanarySet, encodeCanarySet, type CanaryPage } from "./canary-set.ts";
import { WireError } from "./wire-error.ts";

const terms = { layout: "test-1", dimensions: 3 };
const set = canarySet({ seed: 1, pages: 5, items: 4, catalogue: 12, taste: [1, 0, -1] });
const bytes = encodeCanarySet(set);

/** The file with one tensor's values changed. */
function withTensor(name: string, change: (data: number[]) => number[]): Uint8Array {
  const { tensors, metadata } = decodeSafetensors(bytes, "test");
  const { dtype, data } = tensors.get(name)!;
  const values = change([...data]);
  const shape = name === "features" ? [values.length / 3, 3] : [values.length];
  const tensor: Tensor =
    dtype === "F32"
      ? { dtype, shape, data: Float32Array.from(values) }
      : { dtype, shape, data: Int8Array.from(values) };
  return encodeSafetensors({ metadata, tensors: new Map([...tensors, [name, tensor]]) });
}

function withMetadata(changed: Record<string, string>): Uint8Array {
  const { tensors, metadata } = decodeSafetensors(bytes, "test");
  return encodeSafetensors({ tensors, metadata: { ...metadata, ...changed } });
}

describe("decodeCanarySet", () => {
  test("gives back what was written", () => {
    fc.assert(
      fc.property(
        fc.nat(999),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 6 }),
        (seed, pages, items) => {
          const made = canarySet({ seed, pages, items, catalogue: 8, taste: [1, 0, -1] });
          expect(decodeCanarySet(encodeCanarySet(made), terms)).toEqual(made);
        },
      ),
    );
  });

  test("takes pages of different lengths, items without a brand, and ids in any script", () => {
    const [first, second] = set.pages;
    const short: CanaryPage = {
      features: second.features.slice(0, 3),
      baseScores: second.baseScores.slice(0, 1),
      rewards: Uint8Array.of(1),
      propensities: Float64Array.of(0.25),
      weights: Float64Array.of(2),
      items: ['Ø-1 "棚"'],
      brands: [null],
      titles: ["棚, wide"],
    };
    const made = { ...set, pages: [first, short] };
    expect(decodeCanarySet(encodeCanarySet(made), terms)).toEqual(made);
  });

  test("refuses another layout and another number of features", () => {
    expect(() => decodeCanarySet(bytes, { ...terms, layout: "test-2" })).toThrow(
      'must be "test-2": got "test-1"',
    );
    expect(() => decodeCanarySet(bytes, { ...terms, dimensions: 4 })).toThrow(
      "must have shape [20,4]: got [20,3]",
    );
  });

  test.each<[string, string, (data: number[]) => number[]]>([
    ["a NaN among the features", "features", (data) => data.with(7, Number.NaN)],
    ["an infinite base score", "base_scores", (data) => data.with(0, Infinity)],
    ["a propensity of 0", "propensities", (data) => data.with(3, 0)],
    ["a propensity above 1", "propensities", (data) => data.with(3, 1.5)],
    ["a negative weight", "weights", (data) => data.with(3, -1)],
    ["a reward of 2", "rewards", (data) => data.with(3, 2)],
    ["a reward below 0", "rewards", (data) => data.with(3, -1)],
    ["half a page", "page_lengths", (data) => data.with(4, 3)],
    ["more rows than there are", "page_lengths", (data) => data.with(4, 5)],
    ["a page without items", "page_lengths", (data) => [...data, 0]],
    ["half an item", "page_lengths", (data) => data.with(0, 3.5)],
    ["no pages", "page_lengths", () => []],
    ["an item that is not listed", "item_numbers", (data) => data.with(2, 99)],
    ["an item twice on a page", "item_numbers", (data) => data.with(1, data[0])],
    ["a brand that is not listed", "brand_numbers", (data) => data.with(0, 3)],
    ["a brand below none", "brand_numbers", (data) => data.with(0, -2)],
    ["fewer rewards than items", "rewards", (data) => data.slice(1)],
    ["fewer features than items", "features", (data) => data.slice(3)],
  ])("refuses %s", (_, name, change) => {
    expect(() => decodeCanarySet(withTensor(name, change), terms)).toThrow(WireError);
  });

  test("refuses lists of ids that are none", () => {
    for (const text of ["", "{}", "[1]", '[""]', '["a","a"]'])
      for (const key of ["item_ids", "item_titles"])
        expect(() => decodeCanarySet(withMetadata({ [key]: text }), terms)).toThrow(WireError);
    expect(() => decodeCanarySet(withMetadata({ more: "x" }), terms)).toThrow(/metadata/);
  });

  test("refuses what is damaged, or reads a set that is whole, wherever a byte is changed or the file is cut", () => {
    fc.assert(
      fc.property(
        fc.nat(bytes.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        (at, flip, isCut) => {
          const damaged = isCut ? bytes.slice(0, at) : bytes.slice();
          if (!isCut) damaged[at] ^= flip;
          try {
            expect(decodeCanarySet(damaged, terms).pages).toHaveLength(5);
          } catch (error) {
            expect(error).toBeInstanceOf(WireError);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe("encodeCanarySet", () => {
  test("refuses an item with two brands, or two titles", () => {
    const [first, ...others] = set.pages;
    for (const changed of [
      { ...first, brands: first.brands.map(() => "Yew") },
      { ...first, titles: first.titles.map(() => "Another thing") },
    ])
      expect(() => encodeCanarySet({ ...set, pages: [first, changed, ...others] })).toThrow("has two");
  });
});
