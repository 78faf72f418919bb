import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hashText } from "./hash-text.ts";
import { sparseDot, type SparseVector, titleVectors, type TitleWord } from "./title-vectors.ts";

const idf = Float32Array.of(1, 2, 4, 0);
const oak: TitleWord = { word: "oak", pieces: [0] };
const walnut: TitleWord = { word: "walnut", pieces: [1, 2] };
const comma: TitleWord = { word: ",", pieces: [3] };

const at = ({ keys, values }: SparseVector, key: number): number => values[keys.indexOf(key)];
const of = (vector: SparseVector, word: string): number => at(vector, hashText(word));

describe("titleVectors", () => {
  test("weighs a word by the sum of its pieces' idf, not by their mean or largest", () => {
    const { words } = titleVectors([oak, walnut], idf);
    expect(of(words, "walnut") / of(words, "oak")).toBeCloseTo(6, 10);
  });

  test("counts a repeated word as 1 + ln tf, not as tf and not as 1 + ln(1 + tf)", () => {
    const { words, pieces } = titleVectors([oak, walnut, oak, oak], idf);
    expect(of(words, "walnut") / of(words, "oak")).toBeCloseTo(6 / (1 + Math.log(3)), 10);
    expect(at(pieces, 2) / at(pieces, 0)).toBeCloseTo(4 / (1 + Math.log(3)), 10);
  });

  test("keeps the first word whatever it weighs, and nothing of a title without words", () => {
    const { words, first } = titleVectors([comma, oak], idf);
    expect([first, words.keys.length, of(words, "oak")]).toEqual([",", 1, 1]);
    const none = titleVectors([], idf);
    expect([none.first, none.words.keys.length, none.pieces.keys.length]).toEqual([null, 0, 0]);
    expect(titleVectors([comma], idf).words.keys.length).toBe(0);
  });

  test("gives pieces beyond the vocabulary no weight", () => {
    expect([...titleVectors([{ word: "x", pieces: [99] }, oak], idf).words.values]).toEqual([1]);
  });
});

describe("sparseDot of two titles", () => {
  const title = fc.array(
    fc.record({ word: fc.constantFrom("a", "b", "c", "d"), pieces: fc.constant<number[]>([]) }),
  );
  const withPieces = title.map((words) =>
    words.map(({ word }) => ({ word, pieces: [word.charCodeAt(0) - 97, 1] })),
  );

  test("is a cosine: symmetric, from 0 to 1, and 1 for a title with itself", () => {
    fc.assert(
      fc.property(withPieces, withPieces, (a, b) => {
        const [left, right] = [titleVectors(a, idf), titleVectors(b, idf)];
        for (const kind of ["words", "pieces"] as const) {
          const [one, other] = [left[kind], right[kind]];
          expect(sparseDot(one, other)).toBeCloseTo(sparseDot(other, one), 12);
          expect(sparseDot(one, other)).toBeGreaterThanOrEqual(0);
          expect(sparseDot(one, other)).toBeLessThanOrEqual(1 + 1e-12);
          if (one.keys.length > 0) expect(sparseDot(one, one)).toBeCloseTo(1, 12);
        }
      }),
    );
  });
});
