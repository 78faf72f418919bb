import { describe, expect, test } from "vitest";
import { normalFrom, seededRandom } from "../base/random.ts";
import { addMedia, mediaTraits } from "./embedding-features.ts";
import { FEATURE_COUNT, featureRange } from "./feature-layout.ts";

const { start, end } = featureRange("media");

function mediaOf(vectors: readonly (readonly number[] | undefined)[]): number[][] {
  const features = new Float32Array(vectors.length * FEATURE_COUNT);
  addMedia(features, vectors.map(mediaTraits));
  return vectors.map((_, item) => [
    ...features.subarray(item * FEATURE_COUNT + start, item * FEATURE_COUNT + end),
  ]);
}

function randomVectors(count: number, length: number, { common = 0, seed = 1 } = {}): number[][] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => Array.from({ length }, () => normalFrom(random) + common));
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, at) => sum + value * b[at], 0);
const meanSquare = (rows: readonly (readonly number[])[]): number =>
  rows.reduce((sum, row) => sum + dot(row, row), 0) / rows.length;
const isSilent = (row: readonly number[]): boolean => row.every((value) => Object.is(value, 0));

describe("mediaTraits", () => {
  test.each([
    ["none", undefined],
    ["no numbers", []],
    ["zeros only", [0, 0, 0]],
    ["what is no number", [1, Number.NaN]],
    ["what is not finite", [1, Number.POSITIVE_INFINITY]],
    ["more than 1,024 numbers", Array.from({ length: 1025 }, () => 1)],
  ])("is null for %s", (_, embedding) => {
    expect(mediaTraits(embedding)).toBeNull();
  });

  test("does not depend on a vector's length, only on where it points", () => {
    const [vector] = randomVectors(1, 300);
    const long = mediaTraits(vector.map((value) => 1000 * value))!;
    for (const [at, value] of mediaTraits(vector)!.projected.entries())
      expect(long.projected[at]).toBeCloseTo(value, 12);
  });

  test("keeps inner products of unit vectors up to about 1 / √24, without bias", () => {
    const vectors = randomVectors(60, 512, { common: 0.5 });
    let [errors, squares, pairs] = [0, 0, 0];
    for (let a = 0; a < vectors.length; a++) {
      for (let b = 0; b < a; b++) {
        const cosine = dot(vectors[a], vectors[b]) / Math.hypot(...vectors[a]) / Math.hypot(...vectors[b]);
        const error =
          dot([...mediaTraits(vectors[a])!.projected], [...mediaTraits(vectors[b])!.projected]) - cosine;
        errors += error;
        squares += error ** 2;
        pairs++;
      }
    }
    expect(Math.sqrt(squares / pairs)).toBeLessThan(1.5 / Math.sqrt(24));
    expect(Math.abs(errors / pairs)).toBeLessThan(0.1);
  });
});

describe("addMedia", () => {
  test("has the mean 0 and one mean square length, however narrow the cone that the vectors lie in", () => {
    for (const common of [0, 1, 5]) {
      const rows = mediaOf(randomVectors(24, 128, { common }));
      expect(meanSquare(rows)).toBeCloseTo(1.96, 5);
      for (let at = 0; at < end - start; at++)
        expect(Math.abs(rows.reduce((sum, row) => sum + row[at], 0))).toBeLessThan(1e-5);
    }
  });

  test("lets a head learn a style from one list and use it on another", () => {
    const [style] = randomVectors(1, 256, { seed: 9 });
    const withStyle = (seed: number): number[][] =>
      randomVectors(24, 256, { seed }).map((vector, at) =>
        vector.map((value, dimension) => value + (at % 2 === 0 ? 1.5 : 0) * style[dimension]),
      );
    const shown = mediaOf(withStyle(1));
    const taste = shown[0].map((_, at) =>
      shown.reduce((sum, row, item) => sum + (item % 2 === 0 ? row[at] : -row[at]), 0),
    );
    const other = mediaOf(withStyle(2)).map((row) => dot(row, taste));
    const liked = other.filter((_, at) => at % 2 === 0);
    const disliked = other.filter((_, at) => at % 2 === 1);
    expect(Math.min(...liked)).toBeGreaterThan(Math.max(...disliked));
  });

  test("says nothing of a card without a vector, or with one of another length than most", () => {
    const vectors = randomVectors(5, 64);
    const alone = mediaOf(vectors);
    const among = mediaOf([...vectors, undefined, [1, 2, 3], [Number.NaN]]);
    expect(among.slice(0, 5)).toEqual(alone);
    for (const row of among.slice(5)) expect(isSilent(row)).toBe(true);
  });

  test("says exactly nothing of a list in which all vectors are the same, or only one card has one", () => {
    const [vector] = randomVectors(1, 64);
    for (const rows of [mediaOf([vector, vector, vector, vector, vector]), mediaOf([vector, undefined])])
      for (const row of rows) expect(isSilent(row)).toBe(true);
  });

  test("takes less than a millisecond for 48 cards of 512 numbers", () => {
    const vectors = randomVectors(48, 512);
    const timesMs = Array.from({ length: 40 }, () => {
      const startMs = performance.now();
      mediaOf(vectors);
      return performance.now() - startMs;
    }).sort((a, b) => a - b);
    process.stdout.write(`48 vectors of 512 numbers: p50 ${timesMs[20].toFixed(2)} ms\n`);
    expect(timesMs[20]).toBeLessThan(3); // a machine that is busy with other tests
  });
});
