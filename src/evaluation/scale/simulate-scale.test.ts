import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { seededRandom } from "../../base/random.ts";
import { dueReportsPerDay } from "./due-reports.ts";
import { loadAt } from "./load-at.ts";
import { poisson } from "./poisson.ts";
import { SCALE_PLANS } from "./scale-plan.ts";
import type { ScalePlan } from "./scale-plan.ts";
import { scaleReport } from "./scale-report.ts";
import { scaleTable } from "./scale-table.ts";
import { simulateScale } from "./simulate-scale.ts";
import { spentByBrowsers } from "./spent-by-browsers.ts";

const PLAN: ScalePlan = { ...SCALE_PLANS[1], days: 4, followed: 50, seed: 7 };
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe("simulateScale", () => {
  test("loses no report: what was sent is accepted or comes again", () => {
    const { reports, rounds, mostWaiting } = simulateScale({ ...PLAN, databaseMeanDaysBetweenFailures: 0.1 });
    expect(reports.deferred).toBeGreaterThan(100);
    expect(reports.accepted + reports.waiting).toBe(reports.sent);
    expect(sum(rounds.map((round) => round.reports))).toBeLessThanOrEqual(reports.accepted);
    expect(mostWaiting).toBeGreaterThanOrEqual(PLAN.timing.cohort);
    for (const round of rounds) expect(round.reports).toBeGreaterThanOrEqual(PLAN.timing.cohort);
  });

  test("is the same for the same seed, and another for another", () => {
    expect(simulateScale(PLAN)).toEqual(simulateScale(PLAN));
    expect(simulateScale({ ...PLAN, seed: 8 })).not.toEqual(simulateScale(PLAN));
  });

  test("answers as much as its nodes can, and has nobody to answer for as long as both are away", () => {
    const overloaded = simulateScale({ ...PLAN, nodeRequestsPerSecond: 2 });
    expect(overloaded.peakUtilisation).toBeGreaterThan(1);
    expect(overloaded.reports.deferred).toBeGreaterThan(overloaded.reports.sent / 2);
    expect(overloaded.reports.accepted + overloaded.reports.waiting).toBe(overloaded.reports.sent);
    // Each is away for a half of the time, both for a quarter.
    const frail = { nodeMeanDaysBetweenFailures: 0.02, nodeRepairMinutes: 0.02 * 1_440 };
    const { outageShare } = simulateScale({ ...PLAN, ...frail, databaseMeanDaysBetweenFailures: 1e9 });
    expect(outageShare).toBeCloseTo(0.25, 1);
  });

  test("lets rounds of too few expire, as the server does", () => {
    const timing = { cohort: 1e9, minCohort: 1e8, maxAgeMs: 2 * 86_400_000 };
    const run = simulateScale({ ...PLAN, days: 10, timing });
    expect(run.rounds).toEqual([]);
    expect(run.expired).toBe(4);
  });

  test("followed browsers report as often as the load supposes", () => {
    // So large a cohort is never there in time: all that is due is asked for.
    const timing = { cohort: 200_000, minCohort: 1, maxAgeMs: 86_400_000 };
    const plan = { ...SCALE_PLANS[0], days: 60, followed: 1_000, seed: 3, takingPart: 1, timing };
    const run = simulateScale(plan);
    expect(run.reportProbability).toBe(1);
    const browsers = plan.visitsPerDay / plan.visitsPerBrowserDay;
    const days = Array.from({ length: plan.days }, (_, day) => day + 0.5);
    const supposed = sum(days.map((day) => dueReportsPerDay(plan, day))) / browsers;
    const mean = sum(run.reportDays.map((reported) => reported.length)) / run.reportDays.length;
    expect(mean / supposed).toBeGreaterThan(0.95);
    expect(mean / supposed).toBeLessThan(1.05);
    for (const reported of run.reportDays)
      for (let at = 1; at < reported.length; at++)
        expect(reported[at] - reported[at - 1]).toBeGreaterThanOrEqual(7);
  });
});

/** Rows of what happens a few times in 90 days: another engine's last digit of a logarithm makes others of them. */
const BY_CHANCE = /^(reports told|time in which|epsilon in 90 days: spent)/;

test("the table in docs/deploy.md is what npm run sim:scale prints, within a tenth", () => {
  const reports = SCALE_PLANS.map((given) => {
    const plan = { ...given, seed: 1 };
    return scaleReport(plan, simulateScale(plan));
  });
  const document = readFileSync(new URL("../../../docs/deploy.md", import.meta.url), "utf8");
  for (const line of scaleTable(reports).trimEnd().split("\n").slice(1)) {
    const label = line.slice(0, 46).trimEnd();
    const written = document.split("\n").find((other) => other.startsWith(label));
    expect(written, `no row "${label}"`).toBeDefined();
    if (BY_CHANCE.test(line)) continue;
    const numbers = (text: string): number[] =>
      (text.slice(46).match(/[\d.,]*\d/g) ?? []).map((digits) => Number(digits.replaceAll(",", "")));
    const [found, wanted] = [numbers(written ?? ""), numbers(line)];
    expect(found, label).toHaveLength(wanted.length);
    wanted.forEach((value, at) =>
      expect(Math.abs(found[at] - value), label).toBeLessThanOrEqual(0.1 * value),
    );
  }
});

test("browsers are charged by their worst 90 days", () => {
  const options = { noiseMultiplier: 6, delta: 1e-8 };
  const often = Array.from({ length: 12 }, (_, at) => at * 7.5);
  const seldom = [0, 89.9, 90.1, 180];
  const spent = spentByBrowsers([often, seldom, []], options);
  expect(spent.promised).toBeCloseTo(3.34, 2);
  expect(spent.most).toBe(spent.promised);
  expect(spent.median).toBe(spentByBrowsers([[1, 2]], options).most);
  expect(spentByBrowsers([], options).most).toBe(0);
});

test("loads have the mean that they say, and Poisson numbers theirs", () => {
  const week = Array.from({ length: 7 * 1_440 }, (_, minute) => loadAt((minute + 0.5) / 1_440));
  expect(sum(week) / week.length).toBeCloseTo(1.04, 2);
  const random = seededRandom(1);
  for (const mean of [0, 0.3, 20, 80]) {
    const drawn = Array.from({ length: 4_000 }, () => poisson(mean, random));
    const average = sum(drawn) / drawn.length;
    expect(average).toBeCloseTo(mean, mean < 1 ? 1 : 0);
    const variance = sum(drawn.map((value) => (value - average) ** 2)) / drawn.length;
    expect(Math.abs(variance - mean)).toBeLessThanOrEqual(0.1 * mean);
  }
});
