import Fastify from "fastify";
import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import { adminAccess } from "./access/admin-access.ts";
import { metricsRoute } from "./metrics-route.ts";
import type { Metrics } from "./metrics.ts";
import { SERVER_LIMITS } from "./server-limits.ts";
import type { Store } from "./store.ts";

/**
 * What people who look after the server use, apart from the public port: `GET /metrics` in Prometheus' text format, for anybody who
 * reaches the port, and `/admin/session`, where admins sign in.
 */
export function createMetricsServer({
  store,
  metrics,
  logger,
}: {
  readonly store: Store;
  readonly metrics: Metrics;
  /** Of the public server, which writes nothing of a request. */
  readonly logger: FastifyBaseLogger;
}): FastifyInstance {
  const app: FastifyInstance = Fastify({ ...SERVER_LIMITS, loggerInstance: logger });
  adminAccess(app, { access: store.access });
  metricsRoute(app, { store, metrics });
  return app;
}
