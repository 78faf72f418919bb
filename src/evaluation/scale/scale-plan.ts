import type { RoundTiming } from "../../federation/round-fate.ts";

/** Everything that the simulation of a large shop supposes. Times are in days unless a name says otherwise. */
export interface ScalePlan {
  readonly name: string;
  /** Visits of a day; a browser's second visit of a day is one more. */
  readonly visitsPerDay: number;
  /** Visits of one browser in a day, on average: how many browsers there are follows. */
  readonly visitsPerBrowserDay: number;
  /** Of the browsers, those that have consent and learn enough between two reports. */
  readonly takingPart: number;
  readonly timing: RoundTiming;
  readonly noiseMultiplier: number;
  /** In which a round is to fill, as the server's FILL_DAYS. */
  readonly fillDays: number;
  readonly nodes: number;
  /** Reports and manifests that a node answers in a second, with room to spare. */
  readonly nodeRequestsPerSecond: number;
  /** Of the requests for manifests and heads, those that a cache before the nodes answers. */
  readonly cacheHitShare: number;
  readonly nodeMeanDaysBetweenFailures: number;
  readonly nodeRepairMinutes: number;
  readonly databaseMeanDaysBetweenFailures: number;
  readonly databaseRepairMinutes: number;
  readonly days: number;
  /** Browsers that are followed one by one, for what they spend. */
  readonly followed: number;
  readonly seed: number;
}

export const MINUTES_A_DAY = 1_440;
const DAY_MS = 86_400_000;

/** What is the same everywhere: a browser comes every sixth day, half of them take part, machines fail now and then. */
const COMMON = {
  visitsPerBrowserDay: 1 / 6,
  takingPart: 0.5,
  noiseMultiplier: 12,
  // A quarter of what one of two cores answered with PostgreSQL behind it (2,273 a second of 4 KB, 2 cores, busy machine).
  nodeRequestsPerSecond: 500,
  nodeMeanDaysBetweenFailures: 14,
  nodeRepairMinutes: 5,
  databaseMeanDaysBetweenFailures: 30,
  databaseRepairMinutes: 2,
  days: 90,
  followed: 2_000,
};

function timingOf(cohort: number): RoundTiming {
  return { cohort, minCohort: cohort / 2, maxAgeMs: 14 * DAY_MS };
}

/** A shop, a large one, and a very large one. */
export const SCALE_PLANS: readonly Omit<ScalePlan, "seed">[] = [
  {
    ...COMMON,
    name: "10 thousand visits a day",
    visitsPerDay: 10_000,
    timing: timingOf(2_000),
    fillDays: 2,
    nodes: 1,
    cacheHitShare: 0,
  },
  {
    ...COMMON,
    name: "1 million visits a day",
    visitsPerDay: 1_000_000,
    timing: timingOf(10_000),
    fillDays: 1,
    nodes: 2,
    cacheHitShare: 0,
  },
  {
    ...COMMON,
    name: "100 million visits a day",
    visitsPerDay: 100_000_000,
    timing: timingOf(100_000),
    fillDays: 1,
    nodes: 3,
    cacheHitShare: 0.99,
  },
];
