import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Random, seededRandom } from "../base/random.ts";
import { estimateLift, estimateShares } from "./quality-estimate.ts";
import { QUALITY_EPSILON } from "./quality-report.ts";
import { DRAWS, randomiseResponse, responseOdds } from "./randomised-response.ts";

/** What browsers with these values answer. */
function answersOf(truth: readonly number[], random: Random): number[] {
  const counts = truth.map(() => 0);
  const options = { valueCount: truth.length, epsilon: QUALITY_EPSILON, random };
  truth.forEach((browsers, value) => {
    for (let browser = 0; browser < browsers; browser++) counts[randomiseResponse(value, options)]++;
  });
  return counts;
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const spreadOf = (values: readonly number[]): number =>
  Math.sqrt(meanOf(values.map((value) => (value - meanOf(values)) ** 2)));

describe("estimateShares", () => {
  test("gives the shares themselves for the counts that are expected of them", () => {
    for (const shares of [
      [0.9, 0.1],
      [0.2, 0.5, 0.3],
      [0, 0, 1, 0, 0],
    ]) {
      const { truth, other } = responseOdds(shares.length, QUALITY_EPSILON);
      const counts = shares.map((share) => 1e6 * ((share * truth + (1 - share) * other) / DRAWS));
      estimateShares(counts)!.forEach(({ mean }, at) => expect(mean).toBeCloseTo(shares[at], 9));
    }
  });

  test("is right in the mean over many days, and errs as far as it says", () => {
    const random = seededRandom(5);
    const truth = [700, 150, 100, 50, 0];
    const days = Array.from({ length: 400 }, () => estimateShares(answersOf(truth, random))!);
    truth.forEach((browsers, at) => {
      const means = days.map((day) => day[at].mean);
      const error = meanOf(days.map((day) => day[at].error));
      expect(Math.abs(meanOf(means) - browsers / 1_000)).toBeLessThan((4 * error) / Math.sqrt(days.length));
      // What is drawn is the answers of given browsers: a little less than if the browsers were drawn too.
      expect(spreadOf(means) / error).toBeGreaterThan(0.75);
      expect(spreadOf(means) / error).toBeLessThan(1.1);
    });
  });

  test("is never sure of a few, and says nothing of none", () => {
    expect(estimateShares([0, 0, 0])).toBeNull();
    const [none] = estimateShares([0, 3, 0])!;
    expect(none.mean).toBeLessThan(0);
    expect(none.error).toBeGreaterThan(0.25);
  });
});

describe("estimateLift", () => {
  test("is above 0 if the visitor's order did better, and 0 if neither did", () => {
    expect(estimateLift([0, 0, 0])).toBeNull();
    expect(estimateLift([100, 40, 40])!.mean).toBe(0);
    expect(estimateLift([100, 60, 20])!.mean).toBeCloseTo(-estimateLift([100, 20, 60])!.mean, 12);
    expect(estimateLift([100, 60, 20])!.mean).toBeGreaterThan(0.2);
    expect(estimateLift([1, 0, 0])!.error).toBeGreaterThan(0.6);
  });

  /** As docs/monitoring.md has it: `decided` is the share of browsers where one of the orders did better. */
  const reportsFor = (lift: number, decided: number): number => {
    const { truth, other } = responseOdds(3, QUALITY_EPSILON);
    const [p, q] = [truth / DRAWS, other / DRAWS];
    const variance = (2 * q + (p - q) * decided - ((p - q) * lift) ** 2) / (p - q) ** 2;
    return Math.ceil(((3 + 0.8416) ** 2 * variance) / lift ** 2);
  };

  test("takes as many reports as docs/monitoring.md says, and twice as many browsers", () => {
    const text = readFileSync(new URL("../../docs/monitoring.md", import.meta.url), "utf8");
    const rows = [...text.matchAll(/^\| ([\d.]+) \| ([\d.]+) \| ([\d,]+) \| ([\d,]+) \|$/gm)];
    expect(rows).toHaveLength(5);
    for (const [, lift, decided, ...numbers] of rows) {
      const [reports, browsers] = numbers.map((number) => Number(number.replaceAll(",", "")));
      expect(reports).toBe(reportsFor(Number(lift), Number(decided)));
      expect(browsers).toBe(2 * reports);
    }
  });

  test.each([
    [0.2, 0.4],
    [0.1, 0.3],
  ])(
    "sees a lift of %d four times in five from that many reports, and a lift of 0 next to never",
    (lift, decided) => {
      const random = seededRandom(9);
      const reports = reportsFor(lift, decided);
      const seen = (truth: number): number => {
        let times = 0;
        for (let shop = 0; shop < 400; shop++) {
          // Each browser is drawn: its order did better, the shop's did, or neither.
          const browsers = [0, 0, 0];
          for (let browser = 0; browser < reports; browser++) {
            const at = random();
            browsers[at < (decided + truth) / 2 ? 1 : at < decided ? 2 : 0]++;
          }
          const { mean, error } = estimateLift(answersOf(browsers, random))!;
          if (mean - 3 * error > 0) times++;
        }
        return times / 400;
      };
      const power = seen(lift);
      console.log(`lift ${lift} of ${reports} reports: seen in ${(100 * power).toFixed(1)} % of 400 shops`);
      expect(power).toBeGreaterThan(0.74);
      expect(power).toBeLessThan(0.86);
      expect(seen(0)).toBeLessThan(0.01);
    },
  );
});
