import Fastify from "fastify";
import type { FastifyInstance } from "fastify";
import { metricsRoute } from "./metrics-route.ts";
import type { Metrics } from "./metrics.ts";
import type { Store } from "./store.ts";

/** Serves `GET /metrics` in Prometheus' text format, apart from the public port. */
export function createMetricsServer({
  store,
  metrics,
}: {
  readonly store: Store;
  readonly metrics: Metrics;
}): FastifyInstance {
  const app = Fastify();
  metricsRoute(app, { store, metrics });
  return app;
}
