import { seededRandom } from "../../base/random.ts";
import type { Random } from "../../base/random.ts";
import { roundFate } from "../../federation/round-fate.ts";
import { nextReportProbability } from "../../federation/next-report-probability.ts";
import { DAYS_BETWEEN_DRAWS, dueReportsPerDay } from "./due-reports.ts";
import { createEventQueue } from "./event-queue.ts";
import { loadAt } from "./load-at.ts";
import { poisson, waitFor } from "./poisson.ts";
import { MINUTES_A_DAY } from "./scale-plan.ts";
import type { ScalePlan } from "./scale-plan.ts";

export interface ScaleRun {
  /** The share of the reports that are due which browsers send, as it was set in the end. */
  readonly reportProbability: number;
  readonly requestsPerSecond: { readonly mean: number; readonly peak: number };
  /** Of what the nodes that lived could answer in the busiest minute; above 1 some were told to come again. */
  readonly peakUtilisation: number;
  readonly reports: {
    readonly sent: number;
    readonly accepted: number;
    /** Told to come again, once for each time. */
    readonly deferred: number;
    /** Still to come again at the end. */
    readonly waiting: number;
  };
  /** Of the time, that in which nobody was answered. */
  readonly outageShare: number;
  /** Of each round that made a head: how long it was open, and its reports. */
  readonly rounds: readonly { readonly endDays: number; readonly days: number; readonly reports: number }[];
  readonly expired: number;
  /** The most that waited for their round at any time. */
  readonly mostWaiting: number;
  /** Of each followed browser, when it reported; ascending. */
  readonly reportDays: readonly (readonly number[])[];
}

type Event =
  | { readonly type: "minute" }
  | { readonly type: "fails" | "is repaired"; readonly what: "node" | "database" }
  | { readonly type: "retry"; readonly reports: number }
  | { readonly type: "visit"; readonly browser: number };

const MS_A_DAY = 86_400_000;
/** Browsers wait about as long after a refusal. */
const RETRY_DAYS = 30 / MINUTES_A_DAY;

/**
 * Lets a shop's visitors, servers and rounds run, event by event: visits and reports come by the minute as Poisson numbers, machines
 * fail and are repaired after exponential times, what nobody answers comes again, and rounds end and are steered by the product's own rules. A few
 * thousand browsers are followed one by one, for what they spend.
 *
 * @param onProgress Told the share that is done, once a day.
 */
export function simulateScale(
  plan: ScalePlan,
  onProgress: (share: number) => void = () => undefined,
): ScaleRun {
  const random: Random = seededRandom(plan.seed);
  const queue = createEventQueue<Event>();
  const visitsPerMinute = (plan.visitsPerDay * (1 - plan.cacheHitShare)) / MINUTES_A_DAY;
  /** As the server keeps it: the share that is asked for, since when, and the reports of the round until then. */
  let steered = { probability: 1, sinceDays: 0, sinceReports: 0 };
  const live = { node: plan.nodes, database: 1 };
  const reports = { sent: 0, accepted: 0, deferred: 0, waiting: 0 };
  const load = { requests: 0, peak: 0, utilisation: 0, outageMinutes: 0, mostWaiting: 0 };
  const rounds: { endDays: number; days: number; reports: number }[] = [];
  let expired = 0;
  let open = { sinceDays: 0, reports: 0, followed: new Map<number, number>() };
  let returning = 0;
  const browsers = Array.from({ length: plan.followed }, () => ({
    drawnAtDays: -Infinity,
    takesPart: random() < plan.takingPart,
    reportDays: [] as number[],
  }));

  const steer = (atDays: number, isEnding: boolean): void => {
    const fillMs = plan.fillDays * MS_A_DAY;
    const elapsedMs = Math.max(1, (atDays - steered.sinceDays) * MS_A_DAY);
    if (!isEnding && elapsedMs < fillMs) return;
    const { probability, sinceReports } = steered;
    const { cohort } = plan.timing;
    const came = { elapsedMs, reports: open.reports - sinceReports };
    const next = nextReportProbability({ probability, ...came, cohort, fillMs });
    if (next !== probability || isEnding)
      steered = { probability: next, sinceDays: atDays, sinceReports: isEnding ? 0 : open.reports };
  };
  const endRound = (atDays: number): void => {
    const { timing } = plan;
    const fate = roundFate({ reports: open.reports, ageMs: (atDays - open.sinceDays) * MS_A_DAY }, timing);
    steer(atDays, fate !== "stays");
    if (fate === "stays") return;
    if (fate === "expires") expired++;
    else {
      rounds.push({ endDays: atDays, days: atDays - open.sinceDays, reports: open.reports });
      for (const [browser, days] of open.followed) browsers[browser].reportDays.push(days);
    }
    open = { sinceDays: atDays, reports: 0, followed: new Map() };
  };
  const passMinute = (atDays: number): void => {
    const factor = loadAt(atDays);
    const due = dueReportsPerDay(plan, atDays) / MINUTES_A_DAY;
    const fresh = poisson(due * steered.probability * factor, random);
    const coming = fresh + returning;
    reports.sent += fresh;
    reports.waiting -= returning;
    returning = 0;
    const requests = coming + poisson(visitsPerMinute * factor, random);
    const capacity = live.database * live.node * plan.nodeRequestsPerSecond * 60;
    const answered = Math.floor(coming * Math.min(1, capacity / Math.max(1, requests)));
    reports.accepted += answered;
    const deferred = coming - answered;
    reports.deferred += deferred;
    reports.waiting += deferred;
    if (deferred > 0) queue.add(atDays + waitFor(RETRY_DAYS, random), { type: "retry", reports: deferred });
    if (capacity === 0) load.outageMinutes++;
    else load.utilisation = Math.max(load.utilisation, requests / capacity);
    load.requests += requests;
    load.peak = Math.max(load.peak, requests / 60);
    open.reports += answered;
    load.mostWaiting = Math.max(load.mostWaiting, open.reports);
    endRound(atDays);
    queue.add(atDays + 1 / MINUTES_A_DAY, { type: "minute" });
  };
  const visit = (atDays: number, at: number): void => {
    const browser = browsers[at];
    queue.add(atDays + waitFor(1 / plan.visitsPerBrowserDay, random), { type: "visit", browser: at });
    if (!browser.takesPart || atDays - browser.drawnAtDays < DAYS_BETWEEN_DRAWS) return;
    browser.drawnAtDays = atDays;
    if (random() < steered.probability) open.followed.set(at, atDays);
  };
  const change = (atDays: number, type: "fails" | "is repaired", what: "node" | "database"): void => {
    const [meanDays, repairMinutes] =
      what === "node"
        ? [plan.nodeMeanDaysBetweenFailures, plan.nodeRepairMinutes]
        : [plan.databaseMeanDaysBetweenFailures, plan.databaseRepairMinutes];
    live[what] += type === "fails" ? -1 : 1;
    const [next, mean] =
      type === "fails"
        ? (["is repaired", repairMinutes / MINUTES_A_DAY] as const)
        : (["fails", meanDays] as const);
    queue.add(atDays + waitFor(mean, random), { type: next, what });
  };

  queue.add(0, { type: "minute" });
  for (let node = 0; node < plan.nodes; node++)
    queue.add(waitFor(plan.nodeMeanDaysBetweenFailures, random), { type: "fails", what: "node" });
  queue.add(waitFor(plan.databaseMeanDaysBetweenFailures, random), { type: "fails", what: "database" });
  browsers.forEach((_, browser) =>
    queue.add(waitFor(1 / plan.visitsPerBrowserDay, random), { type: "visit", browser }),
  );
  let told = 0;
  for (let next = queue.take(); next !== null && next.atDays < plan.days; next = queue.take()) {
    const { atDays, event } = next;
    if (event.type === "minute") passMinute(atDays);
    else if (event.type === "retry") returning += event.reports;
    else if (event.type === "visit") visit(atDays, event.browser);
    else change(atDays, event.type, event.what);
    if (atDays >= told + 1) onProgress((told = Math.floor(atDays)) / plan.days);
  }
  const minutes = plan.days * MINUTES_A_DAY;
  return {
    reportProbability: steered.probability,
    requestsPerSecond: { mean: load.requests / minutes / 60, peak: load.peak },
    peakUtilisation: load.utilisation,
    reports,
    outageShare: load.outageMinutes / minutes,
    rounds,
    expired,
    mostWaiting: load.mostWaiting,
    reportDays: browsers.filter(({ takesPart }) => takesPart).map(({ reportDays }) => reportDays),
  };
}
