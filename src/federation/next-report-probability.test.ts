import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seededRandom, type Random } from "../base/random.ts";
import { nextReportProbability } from "./next-report-probability.ts";

const FILL_MS = 1_000_000;
/** Ten to a hundred thousand times as many reports as a round of a million milliseconds takes. */
const abundance = fc.double({ min: Math.log(10), max: Math.log(100_000), noNaN: true }).map(Math.exp);
const cohorts = fc.integer({ min: 20, max: 100_000 });

/** Rounds that fill at a rate of reports per millisecond that are due; `lateBy` rounds browsers act on what was said then. */
function roundTimes({
  cohort,
  rateOf,
  rounds,
  lateBy = 0,
  timeOf = (mean) => mean,
}: {
  readonly cohort: number;
  readonly rateOf: (round: number) => number;
  readonly rounds: number;
  readonly lateBy?: number;
  readonly timeOf?: (meanMs: number) => number;
}): { readonly times: readonly number[]; readonly probabilities: readonly number[] } {
  const probabilities = [1];
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const acted = probabilities[Math.max(0, round - lateBy)];
    const elapsedMs = timeOf(cohort / (rateOf(round) * acted));
    times.push(elapsedMs);
    const probability = probabilities[round];
    probabilities.push(
      nextReportProbability({ probability, elapsedMs, reports: cohort, cohort, fillMs: FILL_MS }),
    );
  }
  return { times, probabilities };
}

/** Time of `count` arrivals of a Poisson process whose mean that is: a sum of exponentials, as a normal of the same variance. */
function arrivals(count: number, random: Random): (meanMs: number) => number {
  return (meanMs) => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return meanMs * Math.max(0.05, 1 + normal / Math.sqrt(count));
  };
}

describe("nextReportProbability", () => {
  test("brings every shop to rounds within 21 % of the time asked for, without overshooting", () => {
    fc.assert(
      fc.property(cohorts, abundance, (cohort, times) => {
        const rate = (times * cohort) / FILL_MS;
        const { times: taken, probabilities } = roundTimes({ cohort, rateOf: () => rate, rounds: 16 });
        expect(Math.abs(Math.log(taken.at(-1)! / FILL_MS))).toBeLessThanOrEqual(2 * Math.log(1.1) + 1e-9);
        for (const [round, ms] of taken.entries())
          expect(ms, `round ${round}`).toBeLessThan(FILL_MS * 1.0001);
        expect(probabilities.toSorted((a, b) => b - a)).toEqual(probabilities);
      }),
    );
  });

  test("settles after any change of the number of visitors, also when browsers act a round late", () => {
    fc.assert(
      fc.property(
        cohorts,
        abundance,
        abundance,
        fc.integer({ min: 0, max: 1 }),
        (cohort, before, after, lateBy) => {
          const rateOf = (round: number): number => ((round < 30 ? before : after) * cohort) / FILL_MS;
          const { times, probabilities } = roundTimes({ cohort, rateOf, rounds: 70, lateBy });
          for (const round of [29, 69])
            expect(Math.abs(Math.log(times[round] / FILL_MS))).toBeLessThanOrEqual(2 * Math.log(1.1) + 1e-9);
          for (const probability of probabilities) {
            expect(probability).toBeGreaterThan(0);
            expect(probability).toBeLessThanOrEqual(1);
          }
          expect(new Set(probabilities.slice(-10)).size).toBe(1); // it rests
        },
      ),
    );
  });

  test("is not shaken by chance: rounds of 20 and more reports take as long as asked for, on average within a fifth", () => {
    fc.assert(
      fc.property(cohorts, abundance, fc.nat(999), (cohort, times, seed) => {
        const timeOf = arrivals(cohort, seededRandom(seed));
        const rateOf = (): number => (times * cohort) / FILL_MS;
        const taken = roundTimes({ cohort, rateOf, rounds: 120, timeOf }).times.slice(20);
        const mean = taken.reduce((sum, ms) => sum + ms, 0) / taken.length;
        expect(Math.abs(Math.log(mean / FILL_MS))).toBeLessThan(Math.log(1.25));
        expect(Math.max(...taken)).toBeLessThan(4 * FILL_MS);
      }),
    );
  });

  test("asks all browsers where there are too few, at once or in steps of four", () => {
    const few = { cohort: 100, fillMs: FILL_MS };
    expect(nextReportProbability({ ...few, probability: 1, elapsedMs: FILL_MS, reports: 3 })).toBe(1);
    expect(nextReportProbability({ ...few, probability: 0.01, elapsedMs: FILL_MS, reports: 0 })).toBeCloseTo(
      0.04,
    );
    expect(nextReportProbability({ ...few, probability: 0.95, elapsedMs: FILL_MS, reports: 70 })).toBe(1);
  });

  test("leaves it as it is for less than a tenth, and asks all where no time is given", () => {
    const step = { probability: 0.2, elapsedMs: FILL_MS * 1.1, reports: 100, cohort: 100 };
    expect(nextReportProbability({ ...step, fillMs: FILL_MS })).toBe(0.2);
    expect(nextReportProbability({ ...step, fillMs: null })).toBe(1);
  });
});
