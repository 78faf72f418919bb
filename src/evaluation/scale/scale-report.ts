import { encodeDelta } from "../../federation/delta.ts";
import { encodeGlobalHead } from "../../federation/global-head.ts";
import { quantize } from "../../federation/quantize.ts";
import { robustSensitivity, robustSum } from "../../federation/robust-sum.ts";
import { normalFrom, seededRandom } from "../../base/random.ts";
import { FEATURE_COUNT, FEATURE_LAYOUT } from "../../learning/feature-layout.ts";
import type { ScalePlan } from "./scale-plan.ts";
import type { ScaleRun } from "./simulate-scale.ts";
import { spentByBrowsers } from "./spent-by-browsers.ts";
import type { SpentByBrowsers } from "./spent-by-browsers.ts";

export interface ScaleReport {
  readonly name: string;
  readonly plan: ScalePlan;
  readonly run: Omit<ScaleRun, "rounds" | "reportDays">;
  /** All of them, and the mean of those that ended after the first two weeks, when the share of reports has settled. */
  readonly rounds: { readonly count: number; readonly meanDays: number; readonly meanReports: number };
  /** Bytes of bodies, without headers and TLS. */
  readonly bytes: {
    readonly report: number;
    readonly head: number;
    readonly receivedPerDay: number;
    /** To browsers, caches included: a manifest a visit, and a head where there is a newer one. */
    readonly sentPerDay: number;
    /** Of the database at its fullest: reports that wait, and keys of the last 64 versions. */
    readonly database: number;
  };
  /** Length of the noise on a head's step, over the clip. */
  readonly noiseOverClip: number;
  readonly epsilon: SpentByBrowsers;
}

/** δ of what is said of privacy, as the server says it. */
const DELTA = 1e-8;
const BUCKETS = 32;
/** PostgreSQL 15, 5,000 rows each, with their indexes; see docs/deploy.md. */
const REPORT_ROW_BYTES = 744;
const KEY_ROW_BYTES = 198;
const VERSIONS_WITH_KEYS = 64;
const SETTLED_DAYS = 14;
/** Body of GET /v1/manifest with one release key, measured; the server is no room that this one may ask. */
const MANIFEST_BYTES = 960;

/** What a run says in figures. */
export function scaleReport(plan: ScalePlan, { rounds, reportDays, ...run }: ScaleRun): ScaleReport {
  const settled = rounds.filter(({ endDays }) => endDays > SETTLED_DAYS);
  const meanDays = sumOf(settled.map(({ days }) => days)) / settled.length;
  const meanReports = sumOf(settled.map(({ reports }) => reports)) / settled.length;
  const [report, head] = [reportBytes(), headBytes()];
  // All rounds of one size, so any 64 of them.
  const keys = sumOf(rounds.slice(-VERSIONS_WITH_KEYS).map(({ reports }) => reports));
  // A browser finds a newer head on every visit if rounds are shorter than its absence.
  const newHeads = Math.min(1, 1 / plan.visitsPerBrowserDay / meanDays);
  return {
    name: plan.name,
    plan,
    run,
    rounds: { count: rounds.length, meanDays, meanReports },
    bytes: {
      report,
      head,
      receivedPerDay: (run.reports.accepted / plan.days) * report,
      sentPerDay: plan.visitsPerDay * (MANIFEST_BYTES + newHeads * head),
      database: run.mostWaiting * REPORT_ROW_BYTES + keys * KEY_ROW_BYTES,
    },
    noiseOverClip: noiseOverClip(plan.noiseMultiplier, meanReports),
    epsilon: spentByBrowsers(reportDays, { noiseMultiplier: plan.noiseMultiplier, delta: DELTA }),
  };
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** A report as browsers send it: all weights have moved. */
function reportBytes(): number {
  const random = seededRandom(1);
  const delta = Float32Array.from({ length: FEATURE_COUNT }, () => normalFrom(random));
  const quantized = quantize(delta, random);
  return encodeDelta({ ...quantized, baseVersion: 1_000, clipNorm: 1, layout: FEATURE_LAYOUT }).length;
}

function headBytes(): number {
  const weights = new Float32Array(FEATURE_COUNT);
  return encodeGlobalHead({ version: 1_000, layout: FEATURE_LAYOUT, weights }).length;
}

/** √d σ · sensitivity, on the scale of the mean. */
function noiseOverClip(noiseMultiplier: number, reports: number): number {
  const empty = new Float64Array(BUCKETS * FEATURE_COUNT);
  const { unitsOfClip } = robustSum(empty, { buckets: BUCKETS, reports: Math.max(1, Math.round(reports)) });
  return (noiseMultiplier * robustSensitivity(FEATURE_COUNT) * Math.sqrt(FEATURE_COUNT)) / unitsOfClip;
}
