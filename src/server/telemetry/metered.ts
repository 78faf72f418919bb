import { type BatchObservableCallback, metrics as api } from "@opentelemetry/api";
import type { Metrics } from "../metrics.ts";
import type { Store } from "../store.ts";
import { INSTRUMENTATION } from "./traced.ts";

/**
 * What the server counts for `/metrics`, told to OpenTelemetry's instruments as well; without an SDK they do nothing.
 *
 * @param store Asked for the head and the open round when a reader collects.
 */
export function metered(
  metrics: Metrics,
  store: Pick<Store, "status">,
): { readonly metrics: Metrics; /** No reader asks the store after that. */ readonly stop: () => void } {
  const meter = api.getMeter(INSTRUMENTATION);
  const seconds = { unit: "s" };
  const requests = meter.createHistogram("http.server.request.duration", seconds);
  const commits = meter.createHistogram("personal_rank.db.commit.duration", seconds);
  const closings = meter.createHistogram("personal_rank.round.close.duration", seconds);
  const ratios = meter.createHistogram("personal_rank.delta.norm_ratio", { unit: "1" });
  const received = meter.createCounter("personal_rank.deltas.received");
  const rejected = meter.createCounter("personal_rank.deltas.rejected");
  const reportsRejected = meter.createCounter("personal_rank.quality_reports.rejected");
  const [version, reports, age] = [
    meter.createObservableGauge("personal_rank.head.version"),
    meter.createObservableGauge("personal_rank.round.reports"),
    meter.createObservableGauge("personal_rank.round.age", seconds),
  ];
  const observe: BatchObservableCallback = async (result) => {
    const status = await store.status();
    result.observe(version, status.version);
    result.observe(reports, status.reports);
    result.observe(age, status.ageSeconds);
  };
  const gauges = [version, reports, age];
  meter.addBatchObservableCallback(observe, gauges);
  const told: Metrics = {
    ...metrics,
    requestFinished: (request) => {
      metrics.requestFinished(request);
      const { route, code } = request;
      requests.record(request.seconds, { "http.route": route, "http.response.status_code": code });
    },
    deltaReceived: (result) => {
      metrics.deltaReceived(result);
      received.add(1, { result });
    },
    deltaRejected: (reason) => {
      metrics.deltaRejected(reason);
      received.add(1, { result: "rejected" });
      rejected.add(1, { reason });
    },
    qualityRejected: (reason) => {
      metrics.qualityRejected(reason);
      reportsRejected.add(1, { reason });
    },
    deltaMeasured: (ratio) => {
      metrics.deltaMeasured(ratio);
      ratios.record(ratio);
    },
    committed: (duration) => {
      metrics.committed(duration);
      commits.record(duration);
    },
    roundClosed: (round) => {
      metrics.roundClosed(round);
      closings.record(round.durationSeconds);
    },
  };
  return { metrics: told, stop: () => meter.removeBatchObservableCallback(observe, gauges) };
}
