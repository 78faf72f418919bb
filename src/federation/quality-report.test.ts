import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { QUALITY_FIELDS, type QualityFacts } from "../base/quality-fields.ts";
import {
  drawQualityReport,
  encodeQualityReport,
  parseQualityReport,
  QUALITY_EPSILON,
} from "./quality-report.ts";
import { DRAWS, responseOdds } from "./randomised-response.ts";

const anyFacts = fc.record(
  Object.fromEntries(QUALITY_FIELDS.map(({ name, values }) => [name, fc.constantFrom(...values)])),
) as fc.Arbitrary<QualityFacts>; // each field has one of its own values

/** P(report | facts), exactly: both draws are gone through piece by piece. */
function probabilities(facts: QualityFacts): Map<string, number> {
  const chances = new Map<string, number>();
  for (let lot = 0; lot < 10; lot++) {
    const first = (lot + 0.5) / 10;
    const { field } = drawQualityReport(facts, () => first);
    const pieces = QUALITY_FIELDS[field].values.length;
    const { other, truth } = responseOdds(pieces, QUALITY_EPSILON);
    for (let piece = 0; piece < pieces; piece++) {
      const size = piece === pieces - 1 ? truth : other;
      const [report, atItsEnd] = [piece * other, piece * other + size - 1].map((draw) => {
        const draws = [first, draw / DRAWS];
        return drawQualityReport(facts, () => draws.shift()!);
      });
      expect(atItsEnd).toEqual(report); // so the pieces are these, and no others
      const key = encodeQualityReport({ ...report, isCanary: false }).toString();
      chances.set(key, (chances.get(key) ?? 0) + size / DRAWS / 10);
    }
  }
  return chances;
}

describe("drawQualityReport", () => {
  test("makes no report more than e² times as probable for one browser as for any other", () => {
    const bound = Math.exp(2) * (1 + 1e-12); // sums of tenths are rounded
    let widest = 0;
    fc.assert(
      fc.property(anyFacts, anyFacts, (one, other) => {
        const [ours, theirs] = [probabilities(one), probabilities(other)];
        expect([...ours.keys()].sort()).toEqual([...theirs.keys()].sort());
        for (const [report, chance] of ours) {
          widest = Math.max(widest, chance / theirs.get(report)!);
          expect(chance / theirs.get(report)!).toBeLessThanOrEqual(bound);
        }
        expect([...ours.values()].reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 12);
      }),
    );
    expect(widest).toBeCloseTo(Math.exp(2), 5);
  });

  test("chooses what a report is about without looking at the facts: half of them are about the comparison", () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const fields = Array.from({ length: 10 }, (_, lot) => drawQualityReport(facts, () => lot / 10).field);
        expect(fields).toEqual([0, 0, 0, 0, 0, 1, 2, 3, 4, 5]);
      }),
    );
  });
});

describe("parseQualityReport", () => {
  test("reads what was written", () => {
    for (const [field, { values }] of QUALITY_FIELDS.entries())
      for (const value of values.keys())
        for (const isCanary of [true, false])
          expect(parseQualityReport(encodeQualityReport({ field, value, isCanary }))).toEqual({
            field,
            value,
            isCanary,
          });
  });

  test("takes 21 of all texts of three bytes that begin with its format, and none that does not", () => {
    let taken = 0;
    for (let field = 0; field < 256; field++)
      for (let value = 0; value < 256; value++) {
        if (parseQualityReport(Uint8Array.of(1, field, value)) !== null) taken++;
        expect(parseQualityReport(Uint8Array.of(3, field, value))).toBeNull();
      }
    expect(taken).toBe(3 + 4 + 4 + 2 + 5 + 3);
  });

  test("never throws, whatever the bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 8 }), (bytes) => {
        const report = parseQualityReport(bytes);
        if (report !== null) expect(encodeQualityReport(report)).toEqual(bytes);
      }),
      { numRuns: 2_000 },
    );
  });
});
