import Fastify from "fastify";
import type { FastifyInstance } from "fastify";
import type { ManifestSource } from "./manifest-source.ts";
import type { Metrics } from "./metrics.ts";
import { SERVER_LIMITS } from "./server-limits.ts";
import type { Store } from "./store.ts";
import { syncRoutes, type SyncRoutesOptions } from "./sync-routes.ts";
import { metered } from "./telemetry/metered.ts";
import { traceRequests } from "./telemetry/trace-requests.ts";

export interface CreateServerOptions extends Pick<SyncRoutesOptions, "manifestMaxAgeSeconds"> {
  /** Stays open when the server closes. */
  readonly store: Store;
  readonly metrics: Metrics;
  readonly manifests: ManifestSource;
  /**
   * Addresses and networks (CIDR) of the proxies before it, whose `X-Forwarded-For` is believed; default none. Behind a proxy that is
   * not named here all reports seem to come from one network, and count as one.
   */
  readonly trustedProxies?: readonly string[];
  /** Whether it is about to close, so that a proxy should turn to another one; default never. */
  readonly isLeaving?: () => boolean;
  /** Takes JSON lines; default standard output. `null`: nothing is logged. */
  readonly log?: { write(line: string): void } | null;
}

/**
 * The sync server: the routes of {@link syncRoutes} and the two health checks.
 *
 * - `GET /livez` answers 200 as long as the event loop turns.
 * - `GET /readyz` answers 200 after a write to disk, 503 if that fails or the server is about to close.
 *
 * Its log has no address, user agent, URL or body of any request.
 */
export function createServer({
  store,
  metrics: counted,
  trustedProxies = [],
  isLeaving = () => false,
  log,
  ...routes
}: CreateServerOptions): FastifyInstance {
  const { metrics, stop } = metered(counted, store);
  const app = Fastify({
    ...SERVER_LIMITS,
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    logger:
      log === null
        ? false
        : {
            level: "info",
            ...(log === undefined ? {} : { stream: log }),
            // Fastify's own would write the address and the URL; the route is added where it is needed.
            serializers: { req: () => ({}), res: () => ({}) },
          },
  });
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
      app.log.error({ err: error }, "a round could not go on; what it has is kept, and tried again");
    },
  });
  app.addHook("onClose", async () => stop());
  traceRequests(app);
  app.register(syncRoutes, { ...routes, store, metrics });
  app.get("/livez", async () => ({ status: "alive" }));
  app.get("/readyz", async (_request, reply) => {
    if (isLeaving()) return reply.code(503).send({ status: "leaving" });
    try {
      await store.probe();
      return { status: "ready" };
    } catch (error) {
      app.log.error({ err: error }, "the store cannot be written");
      return reply.code(503).send({ status: "unavailable" });
    }
  });
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ error: "No such route", reason: "not-found" }),
  );
  return app;
}
