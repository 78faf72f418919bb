import type { Metrics } from "../metrics.ts";
import { renderGauge, renderValues } from "../prometheus.ts";
import type { HelperPart } from "./split-helper.ts";

/** What a second aggregator counts beside {@link Metrics}. No label tells anything about a visitor. */
export interface HelperMetrics {
  /** @param parts What the first server was told of the reports that it asked about. */
  checked(parts: readonly HelperPart[]): void;
  /** A sum of so many reports was made, with its noise; not where it is told again. */
  summed(reports: number): void;
  sumRefused(): void;
  /**
   * All of it in Prometheus' text format, with what is counted of requests and reports.
   *
   * @param waiting Shares that are in no sum.
   */
  render(metrics: Pick<Metrics, "renderReports">, waiting: number): string;
}

const CHECKS = {
  name: "personal_rank_helper_checks_total",
  help: "Reports that the first server asked about, by what it was told; again if it asked again.",
  labels: ["result"],
  type: "counter",
} as const;
const SUMS = {
  name: "personal_rank_helper_sums_total",
  help: "Sums of rounds: made, once a round, and refused, which ends a round.",
  labels: ["result"],
  type: "counter",
} as const;
const SUMMED_REPORTS = {
  name: "personal_rank_helper_summed_reports_total",
  help: "Reports in the sums that were made.",
  labels: [],
  type: "counter",
} as const;
const WAITING = {
  name: "personal_rank_helper_shares_waiting",
  help: "Shares that are in no sum, as of the last hour; at a million new ones are refused.",
};

/** Starts all counts at 0, so that what never happened shows as that, and not as missing. */
export function createHelperMetrics(): HelperMetrics {
  const checks = { accepted: 0, refused: 0, unknown: 0 };
  const sums = { made: 0, refused: 0 };
  let summedReports = 0;
  return {
    checked: (parts) => {
      for (const { part, isAccepted } of parts) {
        if (isAccepted) checks.accepted++;
        else checks[part === null ? "unknown" : "refused"]++;
      }
    },
    summed: (reports) => {
      sums.made++;
      summedReports += reports;
    },
    sumRefused: () => {
      sums.refused++;
    },
    render: (metrics, waiting) =>
      metrics.renderReports() +
      renderValues(CHECKS, rowsOf(checks)) +
      renderValues(SUMS, rowsOf(sums)) +
      renderValues(SUMMED_REPORTS, [{ labels: [], value: summedReports }]) +
      renderGauge(WAITING, waiting),
  };
}

function rowsOf(
  counts: Readonly<Record<string, number>>,
): { readonly labels: readonly string[]; readonly value: number }[] {
  return Object.entries(counts).map(([label, value]) => ({ labels: [label], value }));
}
