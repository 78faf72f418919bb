import Fastify from "fastify";
import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import { adminAccess } from "./access/admin-access.ts";
import { metricsRoute } from "./metrics-route.ts";
import type { Metrics } from "./metrics.ts";
import { SERVER_LIMITS } from "./server-limits.ts";
import { reviewRoutes } from "./review/review-routes.ts";
import type { Store } from "./store.ts";

/**
 * What people who look after the server use, apart from the public port: `GET /metrics` in Prometheus' text format, for anybody who
 * reaches the port, `/admin/session`, where admins sign in, and `/admin`, where they decide on new heads.
 */
export function createMetricsServer({
  store,
  metrics,
  logger,
  pageFolder,
}: {
  readonly store: Store;
  readonly metrics: Metrics;
  /** Of the public server, which writes nothing of a request. */
  readonly logger: FastifyBaseLogger;
  /** Folder of the built browser files; null: `/admin` has no page. */
  readonly pageFolder: string | null;
}): FastifyInstance {
  const app: FastifyInstance = Fastify({ ...SERVER_LIMITS, loggerInstance: logger });
  adminAccess(app, { access: store.access });
  reviewRoutes(app, { store, pageFolder });
  metricsRoute(app, { store, metrics });
  return app;
}
