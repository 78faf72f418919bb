import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { FEATURE_COUNT } from "./feature-layout.ts";
import { featuresOf } from "./features.ts";
import {
  CHOICES,
  fingerprint,
  OLD_CARDS,
  OLD_COUNT,
  oldFitted,
  oldPage,
} from "./layout-fixture.test-helper.ts";
import { overAll } from "./feature-width.ts";
import { rowOf } from "./vectors.ts";
import { visitorHead } from "./visitor-head.ts";

/** What layout "phi-2" made of the same cards and pages, written by its own code. */
const golden: {
  readonly heads: Record<string, { scores: number[]; offset: number; spread: number | null }>;
  readonly rows: number[];
} = JSON.parse(readFileSync(new URL("fixtures/phi-2.json", import.meta.url), "utf8"));

describe("a list without facts and vectors", () => {
  test("has the features that it had under the layout before, and zeros beyond", () => {
    const features = featuresOf(OLD_CARDS, {
      projected: Float32Array.from({ length: OLD_CARDS.length * 64 }, (_, at) => Math.sin(at * 7)),
      match: Float32Array.from(OLD_CARDS, (_, at) => Math.cos(at)),
      history: Float32Array.from(OLD_CARDS, (_, at) => at * at),
    });
    for (const [item, expected] of golden.rows.entries()) {
      const row = rowOf(features, item);
      expect(fingerprint(row.subarray(0, OLD_COUNT))).toBeCloseTo(expected, 9);
      expect(row.subarray(OLD_COUNT).every((value) => Object.is(value, 0))).toBe(true);
    }
  });

  test.each(Object.entries(CHOICES))(
    "is scored and learned from as under the layout before, by the %s head",
    (name, { isFitted, ...choice }) => {
      const head = visitorHead(choice, isFitted ? oldFitted() : null);
      const page = (seed: number) => oldPage(seed, FEATURE_COUNT);
      let state = head.init();
      for (const seed of [1, 2, 3, 4, 5, 6]) state = head.update(state, page(seed));
      state = head.updateForgetting(state, page(7));
      const shift = Float64Array.from({ length: OLD_COUNT }, (_, at) => Math.cos(at) / 10);
      state = head.rebase(state, overAll(shift));
      state = head.update(state, page(8));
      const { features } = page(9);
      const expected = golden.heads[name];
      for (const [item, score] of head.scores(state, features).entries())
        expect(score).toBeCloseTo(expected.scores[item], 9);
      const offset = head.offset(state);
      expect(fingerprint(offset.subarray(0, OLD_COUNT))).toBeCloseTo(expected.offset, 9);
      expect(offset.subarray(OLD_COUNT).every((value) => value === 0)).toBe(true);
      const spread = head.spread(state, features);
      if (expected.spread === null) expect(spread).toBeNull();
      else expect(fingerprint(spread!)).toBeCloseTo(expected.spread, 9);
    },
  );
});
