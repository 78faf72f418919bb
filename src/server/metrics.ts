import type { SiteRefusal } from "./access/access-error.ts";
import type { RefusalReason } from "../federation/wire-error.ts";
import { createCounter, createHistogram, renderGauge, renderValues } from "./prometheus.ts";
import { HelperRefusal, HelperUnreachable } from "./split/split-helper.ts";
import type { RoundStatus, StoreObserver } from "./store.ts";

/** What the server counts. No label tells anything about a visitor. */
export interface Metrics extends Omit<StoreObserver, "caughtUp"> {
  requestFinished(request: { readonly route: string; readonly code: number; readonly seconds: number }): void;
  deltaReceived(result: "accepted" | "duplicate"): void;
  deltaRejected(reason: RefusalReason | SiteRefusal | "stale_round"): void;
  qualityRejected(reason: RefusalReason | SiteRefusal): void;
  /** @param normRatio L2 norm of the delta as it came, divided by the clip norm. */
  deltaMeasured(normRatio: number): void;
  /** Everything in Prometheus' text format, with the open round as it is now. */
  render(round: RoundStatus): string;
  /** What is counted of requests and reports alone, for a server that has no rounds. */
  renderReports(): string;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** A device clips, and then rounds to 8 bits by chance, which adds half a step or so to each of some hundred numbers. */
const MOST_BY_ROUNDING = 1.1;
const NORM_RATIOS = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.1, 1.5, 2, 10, 100];

/** Starts all counts at 0. Names and units follow https://prometheus.io/docs/practices/naming/ */
export function createMetrics(): Metrics {
  const requestSeconds = createHistogram({
    name: "personal_rank_http_request_duration_seconds",
    help: "Time from request to answer.",
    labels: ["route", "code"],
    upperBounds: SECONDS,
  });
  const received = createCounter({
    name: "personal_rank_deltas_received_total",
    help: "Deltas by what became of them.",
    labels: ["result"],
  });
  const rejected = createCounter({
    name: "personal_rank_deltas_rejected_total",
    help: "Rejected deltas by reason.",
    labels: ["reason"],
  });
  const qualityRejected = createCounter({
    name: "personal_rank_quality_reports_rejected_total",
    help: "Rejected reports of quality by reason.",
    labels: ["reason"],
  });
  const normRatio = createHistogram({
    name: "personal_rank_delta_norm_ratio",
    help: "Norm of a delta as it came, divided by the clip norm; rounding alone can lift it a little above 1.",
    labels: [],
    upperBounds: NORM_RATIOS,
  });
  const clipped = createCounter({
    name: "personal_rank_delta_clipped_total",
    help: "Deltas that are longer than the clip by more than rounding can make them.",
    labels: [],
  });
  const commitSeconds = createHistogram({
    name: "personal_rank_db_commit_duration_seconds",
    help: "Time of one commit of a group of deltas.",
    labels: [],
    upperBounds: SECONDS,
  });
  const closeSeconds = createHistogram({
    name: "personal_rank_round_close_duration_seconds",
    help: "Time to make a new head from a round.",
    labels: [],
    upperBounds: SECONDS,
  });
  const updateRatio = createHistogram({
    name: "personal_rank_update_norm_ratio",
    help: "Norm of a round's mean delta, divided by the clip norm.",
    labels: [],
    upperBounds: NORM_RATIOS,
  });
  const canaryStops = createCounter({
    name: "personal_rank_canary_stops_total",
    help: "Heads that were taken back from the visitors who tried them, and rejected, for what they reported.",
    labels: [],
  });
  const roundFailures = createCounter({
    name: "personal_rank_round_failures_total",
    help: "Times that rounds could not go on, for any other reason than the second server.",
    labels: [],
  });
  // From 0: the first refusal would not be seen as an increase.
  const helperFailures = { away: 0, refused: 0 };
  return {
    canaryStopped: () => canaryStops.count(),
    roundStepFailed: (error) => {
      if (error instanceof HelperUnreachable) helperFailures.away++;
      else if (error instanceof HelperRefusal) helperFailures.refused++;
      else roundFailures.count();
    },
    requestFinished: ({ route, code, seconds }) => requestSeconds.observe(seconds, route, String(code)),
    deltaReceived: (result) => received.count(result),
    deltaRejected: (reason) => {
      received.count("rejected");
      rejected.count(reason);
    },
    qualityRejected: (reason) => qualityRejected.count(reason),
    deltaMeasured: (ratio) => {
      normRatio.observe(ratio);
      if (ratio > MOST_BY_ROUNDING) clipped.count();
    },
    committed: (seconds) => commitSeconds.observe(seconds),
    roundClosed: ({ durationSeconds, updateNormRatio }) => {
      closeSeconds.observe(durationSeconds);
      updateRatio.observe(updateNormRatio);
    },
    renderReports: () =>
      [requestSeconds, received, rejected, commitSeconds].map((metric) => metric.render()).join(""),
    render: ({ version, reports, ageSeconds, reportProbability, canaryShare }) =>
      [
        requestSeconds,
        received,
        rejected,
        qualityRejected,
        normRatio,
        clipped,
        commitSeconds,
        closeSeconds,
        updateRatio,
        canaryStops,
        roundFailures,
      ]
        .map((metric) => metric.render())
        .join("") +
      renderValues(
        {
          name: "personal_rank_second_server_failures_total",
          help: "Times that a split round could not go on: the second server was away, or refused.",
          labels: ["result"],
          type: "counter",
        },
        Object.entries(helperFailures).map(([result, value]) => ({ labels: [result], value })),
      ) +
      renderGauge(
        { name: "personal_rank_head_version", help: "Version of the current global head." },
        version,
      ) +
      renderGauge({ name: "personal_rank_round_reports", help: "Deltas in the open round." }, reports) +
      renderGauge(
        { name: "personal_rank_round_age_seconds", help: "Time since the round opened." },
        ageSeconds,
      ) +
      renderGauge(
        {
          name: "personal_rank_report_probability",
          help: "Of the reports that are due, the share that browsers are to send.",
        },
        reportProbability,
      ) +
      renderGauge(
        {
          name: "personal_rank_canary_share",
          help: "Share of the visitors on whom a new head is tried; 0 if none is.",
        },
        canaryShare,
      ),
  };
}
