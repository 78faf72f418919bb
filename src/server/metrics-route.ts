import type { FastifyInstance } from "fastify";
import type { Metrics } from "./metrics.ts";
import { renderQuality } from "./render-quality.ts";
import type { Store } from "./store.ts";

/** `GET /metrics`: everything that the server counts, in Prometheus' text format. */
export function metricsRoute(
  app: FastifyInstance,
  { store, metrics }: { readonly store: Store; readonly metrics: Metrics },
): void {
  app.get("/metrics", async (_request, reply) =>
    reply
      .type("text/plain; version=0.0.4; charset=utf-8")
      .send(metrics.render(await store.status()) + renderQuality(await store.quality())),
  );
}
