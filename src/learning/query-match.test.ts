import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seededRandom } from "../base/random.ts";
import { matchFeatures, type MatchedList } from "./match-features.ts";
import { termsOf } from "./match-text.ts";
import { matchScores, type MatchWeights } from "./query-match.ts";

interface Golden {
  readonly weights: Record<keyof MatchWeights, readonly (number | readonly number[])[]>;
  readonly terms: readonly {
    readonly text: string;
    readonly keys: readonly string[];
    readonly joined: string;
    readonly head: number;
  }[];
  readonly cases: readonly {
    readonly query: string;
    readonly titles: readonly string[];
    readonly cosines: readonly number[];
    readonly vectors: readonly (readonly number[])[];
    readonly features: readonly (readonly number[])[];
    readonly scores: readonly number[];
  }[];
}

// Written by models/train/match_fixture.py.
const golden = JSON.parse(
  readFileSync(new URL("fixtures/query-match.json", import.meta.url), "utf8"),
) as Golden;
const tensor = (name: keyof MatchWeights): Float32Array => Float32Array.from(golden.weights[name].flat());
const weights: MatchWeights = {
  mean: tensor("mean"),
  scale: tensor("scale"),
  linear: tensor("linear"),
  hidden: tensor("hidden"),
  bias: tensor("bias"),
  output: tensor("output"),
};
const listOf = ({ query, titles, cosines, vectors }: Golden["cases"][number]): MatchedList => ({
  query,
  titles,
  cosines,
  vectors: vectors.map((vector) => Float32Array.from(vector)),
});
/** A list whose embeddings say nothing. */
const plainList = (query: string, ...titles: string[]): MatchedList => ({
  query,
  titles,
  cosines: titles.map(() => 0),
  vectors: titles.map(() => Float32Array.of(1, 0)),
});
const [COVERAGE, SOFT, MISSING_NUMBERS, HEAD_ASKED, LAST_IS_HEAD, ORDERED, DENSITY] = [
  2, 5, 8, 9, 10, 12, 13,
];

describe("the reference in Python", () => {
  test.each(golden.terms)("reads $text alike", ({ text, keys, joined, head }) => {
    expect(termsOf(text)).toMatchObject({ keys, joined, head });
  });

  test("gives 200 pairs", () => {
    expect(golden.cases.flatMap(({ titles }) => titles)).toHaveLength(200);
  });

  test.each(golden.cases)("has the same features and scores for $query", (golden1) => {
    for (const [item, row] of matchFeatures(listOf(golden1)).entries())
      for (const [at, value] of row.entries())
        expect(Math.abs(value - golden1.features[item][at])).toBeLessThan(1e-5);
    for (const [item, score] of matchScores(listOf(golden1), weights).entries())
      expect(Math.abs(score - golden1.scores[item])).toBeLessThan(1e-5);
  });
});

describe("matchFeatures", () => {
  const feature = (at: number, query: string, ...titles: string[]): number[] =>
    matchFeatures(plainList(query, ...titles)).map((row) => row[at]);

  test("covers a query by weight, whatever the spelling of plurals, fractions and units", () => {
    expect(feature(COVERAGE, '1/2" copper pipes', "0.5 inch pipe of copper", "copper")).toEqual([1, 8 / 19]);
  });

  test("counts a word with a typing error by its trigrams, and a compound in full", () => {
    const [typo, compound, other] = feature(SOFT, "saw horse", "Sawhrse Kit", "Folding Sawhorse", "Ladder");
    expect(compound).toBeCloseTo(1, 9);
    expect(typo).toBeGreaterThan(other);
    expect(typo).toBeLessThan(1);
  });

  test("knows a missing number from a missing word", () => {
    expect(feature(MISSING_NUMBERS, "36 inch door", "36 in. Door", "30 in. Door", "36 in. Gate")).toEqual([
      0, 1, 0,
    ]);
  });

  test("takes the last word before a preposition as what a title names", () => {
    const titles = ["Oak Table Lamp with Shade", "Lamp Shade in Oak", "Table"];
    expect(feature(HEAD_ASKED, "oak table lamp", ...titles)).toEqual([1, 0, 1]);
    expect(feature(LAST_IS_HEAD, "oak table lamp", ...titles)).toEqual([1, 0, 0]);
  });

  test("tells order and density", () => {
    expect(feature(ORDERED, "red oak door", "Red Oak Door", "Door of Oak, Red", "Red Door")).toEqual([
      1, 0, 0,
    ]);
    expect(feature(DENSITY, "red door", "Red Oak Door", "Red Door Knob")).toEqual([2 / 3, 1]);
  });
});

describe("matchScores", () => {
  test("is finite and does not care in which order the titles come", () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.array(fc.string({ unit: "grapheme" }), { maxLength: 9 }),
        (query, texts) => {
          const scores = matchScores(plainList(query, ...texts), weights);
          expect(scores).toHaveLength(texts.length);
          expect(scores.every(Number.isFinite)).toBe(true);
          const reversed = matchScores(plainList(query, ...texts.toReversed()), weights).reverse();
          for (const [at, score] of scores.entries()) expect(reversed[at]).toBeCloseTo(score, 4);
        },
      ),
    );
  });

  test("takes a few milliseconds at most for 48 titles of 14 words", () => {
    const random = seededRandom(3);
    const word = (): string =>
      `word${Math.floor(random() * 400)}`.replace(/\d/g, (digit) => "abcdefghij"[+digit]);
    const list: MatchedList = {
      query: `${word()} 36 inch ${word()} ${word()}`,
      titles: Array.from(
        { length: 48 },
        () => `${Array.from({ length: 11 }, word).join(" ")} 36 in. x 1-1/2 ft.`,
      ),
      cosines: Array.from({ length: 48 }, random),
      vectors: Array.from({ length: 48 }, () => Float32Array.from({ length: 256 }, () => random() / 10)),
    };
    const times: number[] = [];
    for (let turn = 0; turn < 40; turn++) {
      const startedMs = performance.now();
      matchScores(list, weights);
      times.push(performance.now() - startedMs);
    }
    // The fastest run: the others also measure what else the machine does.
    expect(Math.min(...times)).toBeLessThan(10);
  });
});
