import { unpredictableBytes } from "../unpredictable-bytes.ts";
import { join } from "node:path";
import type { SplitShareTerms } from "../../federation/split-share.ts";
import { createApp, type CreateAppOptions } from "../create-app.ts";
import { drain } from "../drain.ts";
import { healthRoutes } from "../health-routes.ts";
import { listenOn } from "../listen-on.ts";
import { createMetrics } from "../metrics.ts";
import { openDatabase, type DatabasePlace } from "../open-database.ts";
import { KEY_FOLDER } from "../open-store.ts";
import { openHighWater } from "../recovery/high-water.ts";
import { createHelperMetrics } from "./helper-metrics.ts";
import { helperRoutes } from "./helper-routes.ts";
import type { RoundPolicy } from "../store.ts";
import { DEFAULT_POLICY, wholePolicy } from "../whole-policy.ts";
import { createHelperStore, SWEEP_MS } from "./helper-store.ts";
import type { HelperStore, HelperStoreOptions } from "./helper-store.ts";
import type { SplitSecrets } from "./split-secrets.ts";

export interface RunHelperOptions
  extends
    DatabasePlace,
    Partial<RoundPolicy>,
    Partial<Pick<HelperStoreOptions, "nowMs" | "noiseBytes">>,
    Pick<CreateAppOptions, "log"> {
  readonly terms: SplitShareTerms;
  readonly secrets: SplitSecrets;
  /** 0: any free one. */
  readonly port: number;
  /** Where Prometheus reads `GET /metrics`. 0: any free one. */
  readonly metricsPort: number;
}

export interface RunningHelper {
  readonly port: number;
  readonly metricsPort: number;
  readonly store: HelperStore;
  /** Stops accepting, answers what is under way, writes what waits. */
  close(): Promise<void>;
}

/** More than any round is made of. Anybody can make up shares: they say nothing by themselves, and go when they have come of age. */
const MOST_WAITING = 1_000_000;

/**
 * Opens the memory of a second aggregator and starts its servers: the routes of {@link helperRoutes} and of {@link healthRoutes}, and
 * `GET /metrics` on a port of its own.
 *
 * @throws {RangeError} for a policy out of range.
 * @throws {Error} if the database cannot be opened or a port is taken; nothing stays open then.
 */
export async function runHelper({
  dataDir,
  databaseUrl,
  terms,
  secrets,
  port,
  metricsPort,
  log,
  nowMs = Date.now,
  noiseBytes = unpredictableBytes(),
  ...given
}: RunHelperOptions): Promise<RunningHelper> {
  // It has no cohort of its own: how many reports it wants at least is not bounded by one.
  const cohort = Math.max(given.cohort ?? DEFAULT_POLICY.cohort, given.minCohort ?? 0);
  const policy = wholePolicy({ ...given, cohort });
  const database = await openDatabase({ dataDir, databaseUrl });
  const opened = createHelperStore(database, {
    terms,
    verifyKey: secrets.verifyKey,
    policy,
    nowMs,
    noiseBytes,
    highWater: openHighWater(join(dataDir, KEY_FOLDER)),
    mostWaiting: MOST_WAITING,
  });
  const store = await opened.catch(async (error: unknown) => {
    await database.close();
    throw error;
  });
  const metrics = createMetrics();
  const helperMetrics = createHelperMetrics();
  const logged = log === undefined ? {} : { log };
  const app = createApp(logged);
  store.observe({
    committed: metrics.committed,
    summed: (sum) => {
      helperMetrics.summed(sum.reports);
      app.log.info({ sum }, "sum made");
    },
  });
  app.register(helperRoutes, { store, metrics, helperMetrics, token: secrets.token });
  healthRoutes(app, { probe: () => store.probe() });
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ error: "No such route", reason: "not-found" }),
  );
  const metricsApp = createApp(logged);
  metricsApp.get("/metrics", async (_request, reply) =>
    reply
      .type("text/plain; version=0.0.4; charset=utf-8")
      .send(helperMetrics.render(metrics, store.waiting())),
  );
  const sweeping = setInterval(() => {
    store.sweep().then(
      () => {
        if (store.waiting() >= MOST_WAITING)
          app.log.error("no shares are taken, as too many wait; limit at the proxy who sends them");
      },
      (error: unknown) => {
        app.log.error({ err: error }, "old shares could not be deleted; it is tried again");
      },
    );
  }, SWEEP_MS);
  const close = async (): Promise<void> => {
    clearInterval(sweeping);
    await Promise.all([drain(app), drain(metricsApp)]);
    await store.close();
  };
  try {
    return {
      port: await listenOn(app, port),
      metricsPort: await listenOn(metricsApp, metricsPort),
      store,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
