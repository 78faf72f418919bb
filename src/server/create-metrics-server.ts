import Fastify from "fastify";
import type { FastifyInstance } from "fastify";
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
  app.get("/metrics", async (_request, reply) =>
    reply.type("text/plain; version=0.0.4; charset=utf-8").send(metrics.render(await store.status())),
  );
  return app;
}
