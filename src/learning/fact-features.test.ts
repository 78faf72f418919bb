import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Candidate } from "../ranking/candidate.ts";
import { addFacts, factTraits } from "./fact-features.ts";
import { FEATURE_COUNT, featureRange } from "./feature-layout.ts";

const { start, end } = featureRange("facts");
const HALF = (end - start) / 2;

function factsOf(...cards: Partial<Candidate>[]): number[][] {
  const features = new Float32Array(cards.length * FEATURE_COUNT);
  addFacts(
    features,
    cards.map((card, at) => factTraits({ id: String(at), title: "", ...card })),
  );
  expect(features.every((value, at) => value === 0 || inGroup(at % FEATURE_COUNT))).toBe(true);
  return cards.map((_, item) => [
    ...features.subarray(item * FEATURE_COUNT + start, item * FEATURE_COUNT + end),
  ]);
}

const inGroup = (at: number): boolean => at >= start && at < end;
const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, at) => sum + value * b[at], 0);
const rated = (...ratings: number[]): Partial<Candidate>[] =>
  ratings.map((rating) => ({ facts: { rating } }));
const isSilent = (row: readonly number[]): boolean => row.every((value) => Object.is(value, 0));

describe("addFacts", () => {
  test("lets a head learn 'the higher the better' on one list and use it on another", () => {
    const shown = factsOf(...rated(4.8, 4.1, 3, 4.5, 4.6, 2.2));
    const taste = shown[0].map((value, at) => value - shown[5][at]); // best chosen, worst passed over
    const other = factsOf(...rated(3.3, 4.9, 4.2, 4.4, 1.5)).map((row) => dot(row, taste));
    expect([...other.keys()].sort((a, b) => other[b] - other[a])).toEqual([1, 3, 2, 0, 4]);
  });

  test("lets it learn 'in the middle' too", () => {
    const shown = factsOf(...rated(1, 2, 3, 4, 5));
    const taste = shown[2].map((value, at) => 2 * value - shown[0][at] - shown[4][at]);
    const other = factsOf(...rated(10, 20, 30, 40, 50, 60, 70)).map((row) => dot(row, taste));
    expect(other.indexOf(Math.max(...other))).toBe(3);
  });

  test("says exactly nothing of a name that does not tell the cards apart", () => {
    const same = { facts: { rating: 4.7, season: "winter" }, seller: "Ann", isNew: true };
    for (const row of factsOf(same, same, same, same, same, same)) expect(isSilent(row)).toBe(true);
    expect(isSilent(factsOf({ facts: { rating: 4 } })[0])).toBe(true);
    expect(isSilent(factsOf({ facts: { rating: 4 } }, {})[0])).toBe(true);
  });

  test("says nothing of a card without the fact, and centres over those that have it", () => {
    const rows = factsOf(
      ...rated(4.8, 3.1, 4.4, 4),
      {},
      { facts: { rating: Number.NaN } },
      { facts: { rating: 1e200 } },
    );
    for (const silent of rows.slice(4)) expect(isSilent(silent)).toBe(true);
    const words = factsOf(
      { facts: { season: "winter" } },
      { facts: { season: " WINTER" } },
      { facts: { season: "summer" } },
      {},
    );
    expect([words[1], isSilent(words[3])]).toEqual([words[0], true]);
    for (const sums of [rows, words].map((all) =>
      all[0].map((_, at) => all.reduce((sum, row) => sum + row[at], 0)),
    ))
      for (const sum of sums) expect(Math.abs(sum)).toBeLessThan(1e-5);
  });

  test("keeps numbers and words apart: each has half of the group", () => {
    const numbers = factsOf(...rated(1, 2, 3));
    const words = factsOf({ seller: "Ann" }, { seller: "Ann" }, { seller: "Bo" });
    expect(isSilent(numbers[0].slice(HALF))).toBe(true);
    expect(isSilent(words[0].slice(0, HALF))).toBe(true);
    expect(isSilent(words[0])).toBe(false);
  });

  test("tells a seller from a fact that is called so, and 4 from the word 4", () => {
    const cards = ["Ann", "Ann", "Bo"];
    const sellers = factsOf(...cards.map((seller) => ({ seller })));
    expect(factsOf(...cards.map((seller) => ({ facts: { seller } })))).not.toEqual(sellers);
    const worded = factsOf(...["4", "4", "5"].map((rating) => ({ facts: { rating } })));
    expect(worded).not.toEqual(factsOf(...rated(4, 4, 5)));
  });

  test("hears of novelty only where some are new and others are not", () => {
    const [fresh, old] = factsOf({ isNew: true }, {}, { isNew: false }, {});
    expect([isSilent(fresh), isSilent(old)]).toEqual([false, false]);
    expect(isSilent(factsOf({ isNew: false }, {})[0])).toBe(true);
  });

  test("leaves out words that number the items", () => {
    const numbered = factsOf(...["a1", "a2", "a3", "a4"].map((sku) => ({ facts: { sku } })));
    for (const row of numbered) expect(isSilent(row)).toBe(true);
  });

  test("does not count for more because a shop lists more facts", () => {
    const lengthWith = (names: number): number => {
      let sum = 0;
      // Over many shops' names, as codes of two names may meet at one coordinate.
      for (let shop = 0; shop < 12; shop++) {
        const cards = Array.from({ length: 24 }, (_, card) => ({
          facts: Object.fromEntries(
            Array.from({ length: names }, (__, name) => [`${shop} ${name}`, Math.sin(card * 31 + name * 17)]),
          ),
        }));
        for (const row of factsOf(...cards)) sum += dot(row, row);
      }
      return sum;
    };
    for (const names of [2, 5, 12]) {
      expect(lengthWith(names) / lengthWith(1)).toBeGreaterThan(0.6);
      expect(lengthWith(names) / lengthWith(1)).toBeLessThan(1.6);
    }
  });

  test("reads at most 16 facts of a card", () => {
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`n${at}`, at]));
    expect(factTraits({ id: "a", title: "", facts: many }).numbers).toHaveLength(16);
  });

  test("is finite whatever a page says", () => {
    const value = fc.oneof(fc.double(), fc.string(), fc.integer());
    const card = fc.record(
      {
        facts: fc.dictionary(fc.string(), value, { maxKeys: 20 }),
        seller: fc.string(),
        isNew: fc.boolean(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(card, { minLength: 1, maxLength: 12 }), (cards) => {
        expect(
          factsOf(...cards)
            .flat()
            .every(Number.isFinite),
        ).toBe(true);
      }),
    );
  });
});
