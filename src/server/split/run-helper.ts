import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import Fastify from "fastify";
import type { SplitShareTerms } from "../../federation/split-share.ts";
import type { CreateServerOptions } from "../create-server.ts";
import { drain } from "../drain.ts";
import { createMetrics } from "../metrics.ts";
import { DATABASE_FILE, KEY_FOLDER } from "../open-store.ts";
import type { OpenStoreOptions } from "../open-store.ts";
import { openHighWater } from "../recovery/high-water.ts";
import { ALL_INTERFACES, BACKLOG, portOf } from "../run-server.ts";
import { SERVER_LIMITS } from "../server-limits.ts";
import { openLibsqlDatabase } from "../sql/libsql-database.ts";
import { migrate } from "../sql/migrate.ts";
import { openPostgresDatabase } from "../sql/postgres-database.ts";
import { helperRoutes } from "./helper-routes.ts";
import type { RoundPolicy } from "../store.ts";
import { DEFAULT_POLICY, wholePolicy } from "../whole-policy.ts";
import { createHelperStore, SWEEP_MS } from "./helper-store.ts";
import type { HelperStore, HelperStoreOptions } from "./helper-store.ts";
import type { SplitSecrets } from "./split-secrets.ts";

export interface RunHelperOptions
  extends
    Pick<OpenStoreOptions, "dataDir" | "databaseUrl">,
    Partial<RoundPolicy>,
    Partial<Pick<HelperStoreOptions, "nowMs" | "noiseBytes">>,
    Pick<CreateServerOptions, "log"> {
  readonly terms: SplitShareTerms;
  readonly secrets: SplitSecrets;
  /** 0: any free one. */
  readonly port: number;
}

export interface RunningHelper {
  readonly port: number;
  readonly store: HelperStore;
  /** Stops accepting, answers what is under way, writes what waits. */
  close(): Promise<void>;
}

/** More than any round is made of. Anybody can make up shares: they say nothing by themselves, and go when they have come of age. */
const MOST_WAITING = 1_000_000;

/**
 * Opens the memory of a second aggregator and starts its server: the routes of {@link helperRoutes}, `GET /livez` and `GET /readyz`. Its
 * log has no address, user agent, URL or body of any request.
 *
 * @throws {RangeError} for a policy out of range.
 * @throws {Error} if the database cannot be opened or the port is taken; nothing stays open then.
 */
export async function runHelper({
  dataDir,
  databaseUrl,
  terms,
  secrets,
  port,
  log,
  nowMs = Date.now,
  noiseBytes = randomBytes,
  ...given
}: RunHelperOptions): Promise<RunningHelper> {
  // It has no cohort of its own: how many reports it wants at least is not bounded by one.
  const cohort = Math.max(given.cohort ?? DEFAULT_POLICY.cohort, given.minCohort ?? 0);
  const policy = wholePolicy({ ...given, cohort });
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const database =
    databaseUrl === undefined
      ? openLibsqlDatabase(join(dataDir, DATABASE_FILE))
      : openPostgresDatabase(databaseUrl);
  const opened = migrate(database).then(() =>
    createHelperStore(database, {
      terms,
      verifyKey: secrets.verifyKey,
      policy,
      nowMs,
      noiseBytes,
      highWater: openHighWater(join(dataDir, KEY_FOLDER)),
      mostWaiting: MOST_WAITING,
    }),
  );
  const store = await opened.catch(async (error: unknown) => {
    await database.close();
    throw error;
  });
  const app = Fastify({
    ...SERVER_LIMITS,
    logger:
      log === null
        ? false
        : {
            level: "info",
            ...(log === undefined ? {} : { stream: log }),
            serializers: { req: () => ({}), res: () => ({}) },
          },
  });
  app.register(helperRoutes, { store, metrics: createMetrics(), token: secrets.token });
  app.get("/livez", async () => ({ status: "alive" }));
  app.get("/readyz", async (_request, reply) => {
    try {
      await store.probe();
      return { status: "ready" };
    } catch (error) {
      app.log.error({ err: error }, "the store cannot be written");
      return reply.code(503).send({ status: "unavailable" });
    }
  });
  const sweeping = setInterval(() => {
    store.sweep().then(
      () => {
        if (store.isFull())
          app.log.error("no shares are taken, as too many wait; limit at the proxy who sends them");
      },
      (error: unknown) => {
        app.log.error({ err: error }, "old shares could not be deleted; it is tried again");
      },
    );
  }, SWEEP_MS);
  const close = async (): Promise<void> => {
    clearInterval(sweeping);
    await drain(app);
    await store.close();
  };
  try {
    await app.listen({ port, host: ALL_INTERFACES, backlog: BACKLOG });
  } catch (error) {
    await close();
    throw error;
  }
  return { port: portOf(app), store, close };
}
