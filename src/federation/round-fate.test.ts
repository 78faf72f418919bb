import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { roundFate } from "./round-fate.ts";

const timing = { cohort: 10, minCohort: 4, maxAgeMs: 100 };

describe("roundFate", () => {
  test.each([
    [10, 0, false, "closes"],
    [9, 99, false, "stays"],
    [9, 100, false, "closes"],
    [4, 100, false, "closes"],
    [3, 100, false, "expires"],
    [0, 100, false, "stays"],
    [3, 99, false, "stays"],
    [4, 0, true, "closes"],
    [3, 0, true, "stays"],
    [3, 100, true, "stays"],
    [0, 100, true, "stays"],
  ] as const)("of %i reports at age %i, wanted now: %s, is that it %s", (reports, ageMs, isNow, fate) => {
    expect(roundFate({ reports, ageMs, isNow }, timing)).toBe(fate);
  });

  test("never closes with fewer than the least, and never waits once it is full", () => {
    fc.assert(
      fc.property(
        fc.record({ reports: fc.nat(30), ageMs: fc.nat(300), isNow: fc.boolean() }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 0, max: 20 }),
        (round, minCohort, more) => {
          const cohort = minCohort + more;
          const fate = roundFate(round, { cohort, minCohort, maxAgeMs: 100 });
          if (fate === "closes") expect(round.reports).toBeGreaterThanOrEqual(minCohort);
          if (round.reports >= cohort) expect(fate).toBe("closes");
        },
      ),
    );
  });
});
