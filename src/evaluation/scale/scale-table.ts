import type { ScaleReport } from "./scale-report.ts";

const NAME_WIDTH = 46;
const COLUMN_WIDTH = 28;

/** Reports side by side, a column each. */
export function scaleTable(reports: readonly ScaleReport[]): string {
  const row = (name: string, cell: (report: ScaleReport) => string): string =>
    `${name.padEnd(NAME_WIDTH)}${reports.map((report) => cell(report).padStart(COLUMN_WIDTH)).join("")}`;
  return `${[
    row("", ({ name }) => name),
    row("nodes", ({ plan }) => String(plan.nodes)),
    row(
      "requests/s that reach them: mean, busiest minute",
      ({ run: { requestsPerSecond } }) =>
        `${figure(requestsPerSecond.mean)}, ${figure(requestsPerSecond.peak)}`,
    ),
    row("of what they can answer, busiest minute", ({ run }) => percent(run.peakUtilisation)),
    row("COHORT, FILL_DAYS", ({ plan }) => `${figure(plan.timing.cohort)}, ${plan.fillDays}`),
    row("share of due reports that is sent, in the end", ({ run }) => figure(run.reportProbability)),
    row("reports accepted a day", ({ run, plan }) => figure(run.reports.accepted / plan.days)),
    row("reports told to come again", ({ run }) =>
      percent(run.reports.deferred / Math.max(1, run.reports.sent)),
    ),
    row("time in which nobody was answered", ({ run }) => percent(run.outageShare)),
    row("rounds in so many days", ({ rounds, plan }) => `${rounds.count} in ${plan.days}`),
    row("days a round, after two weeks: mean", ({ rounds }) => figure(rounds.meanDays)),
    row("reports a round: mean", ({ rounds }) => figure(rounds.meanReports)),
    row("rounds that expired", ({ run }) => String(run.expired)),
    row("noise on a head's step, over the clip", ({ noiseOverClip }) => figure(noiseOverClip)),
    row("received a day", ({ bytes }) => size(bytes.receivedPerDay)),
    row("sent a day, by caches too", ({ bytes }) => size(bytes.sentPerDay)),
    row("database, at its fullest", ({ bytes }) => size(bytes.database)),
    row("epsilon in 90 days: promised to all", ({ epsilon }) => epsilon.promised.toFixed(2)),
    row("epsilon in 90 days: spent by half, 99 %, all", ({ epsilon }) =>
      [epsilon.median, epsilon.p99, epsilon.most].map((value) => value.toFixed(2)).join(", "),
    ),
  ].join("\n")}\n`;
}

/** Three digits. */
function figure(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(3)));
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}

function size(bytes: number): string {
  const power = Math.min(4, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${figure(bytes / 1_000 ** power)} ${["B", "KB", "MB", "GB", "TB"][power]}`;
}
