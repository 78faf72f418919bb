import type { FastifyInstance } from "fastify";
import { createApp, type CreateAppOptions } from "./create-app.ts";
import { healthRoutes, type Health } from "./health-routes.ts";
import type { ManifestSource } from "./manifest-source.ts";
import type { Metrics } from "./metrics.ts";
import type { Store } from "./store.ts";
import { syncRoutes, type SyncRoutesOptions } from "./sync-routes.ts";
import { metered } from "./telemetry/metered.ts";
import { traceRequests } from "./telemetry/trace-requests.ts";

export interface CreateServerOptions
  extends Pick<SyncRoutesOptions, "manifestMaxAgeSeconds">, Pick<Health, "isLeaving">, CreateAppOptions {
  /** Stays open when the server closes. */
  readonly store: Store;
  readonly metrics: Metrics;
  readonly manifests: ManifestSource;
}

/** The sync server: the routes of {@link syncRoutes} and of {@link healthRoutes}. */
export function createServer({
  store,
  metrics: counted,
  trustedProxies = [],
  isLeaving = () => false,
  log,
  ...routes
}: CreateServerOptions): FastifyInstance {
  const { metrics, stop } = metered(counted, store);
  const app = createApp({ trustedProxies, ...(log === undefined ? {} : { log }) });
  store.observe({
    caughtUp: ({ releasedVersion, charged, dropped }) => {
      app.log.warn(
        { releasedVersion, charged, dropped },
        "the database was behind the high-water mark beside the keys: what was spent is charged, and the next version is above all that were signed",
      );
    },
    committed: metrics.committed,
    roundClosed: (round) => {
      metrics.roundClosed(round);
      app.log.info({ round }, "round closed");
    },
    canaryStopped: (stop) => {
      metrics.canaryStopped(stop);
      app.log.warn(
        { canary: stop },
        "the head that was tried is worse: it is rejected, and visitors get the one before",
      );
    },
    roundStepFailed: (error) => {
      metrics.roundStepFailed(error);
      app.log.error({ err: error }, "a round could not go on; what it has is kept, and tried again");
    },
  });
  app.addHook("onClose", async () => stop());
  traceRequests(app);
  app.register(syncRoutes, { ...routes, store, metrics });
  healthRoutes(app, { probe: () => store.probe(), isLeaving });
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ error: "No such route", reason: "not-found" }),
  );
  return app;
}
