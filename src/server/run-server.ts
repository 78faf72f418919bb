import { existsSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { join } from "node:path";
import { createMetricsServer } from "./create-metrics-server.ts";
import { createMetrics } from "./metrics.ts";
import { createServer } from "./create-server.ts";
import type { CreateServerOptions } from "./create-server.ts";
import { drain } from "./drain.ts";
import { readKeyFile } from "./key-files.ts";
import { listenOn } from "./listen-on.ts";
import { createManifestSource } from "./manifest-source.ts";
import { KEY_FOLDER, openStore } from "./open-store.ts";
import type { OpenStoreOptions } from "./open-store.ts";
import { ensureSigningKeys, rootKeyPath } from "./signing-keys.ts";
import type { Store } from "./store.ts";

export interface RunServerOptions
  extends OpenStoreOptions, Pick<CreateServerOptions, "log" | "trustedProxies"> {
  /** 0: any free one. */
  readonly port: number;
  /** 0: any free one. */
  readonly metricsPort: number;
  /** Folder of the built browser files, where the page for reviewers is; default: there is none. */
  readonly pageFolder?: string;
}

export interface RunningServer {
  readonly port: number;
  readonly metricsPort: number;
  readonly store: Store;
  /** What pages name as `sync-key`; null where the root key is kept elsewhere. */
  readonly rootKey: string | null;
  /** Stops accepting, answers what is under way, writes what waits. Settles within 10 s. */
  close(): Promise<void>;
}

/** Proxies ask every two seconds, with deploy/Caddyfile. */
const LEAVING_MS = 3_000;
const ADVANCE_MS = 2_000;

/**
 * Opens the store and starts both servers.
 *
 * @throws {Error} if the store or the keys in `dataDir`/keys cannot be opened or a port is taken; nothing stays open then.
 */
export async function runServer({
  port,
  metricsPort,
  pageFolder,
  log,
  trustedProxies = [],
  ...storeOptions
}: RunServerOptions): Promise<RunningServer> {
  const store = await openStore(storeOptions);
  const metrics = createMetrics();
  const keyFolder = join(storeOptions.dataDir, KEY_FOLDER);
  const keys = await closingOnError(store, () => ensureSigningKeys(keyFolder, Date.now()));
  const manifests = createManifestSource({ store, keys, nowMs: Date.now });
  let isLeaving = false;
  const server = createServer({
    store,
    metrics,
    manifests,
    trustedProxies,
    isLeaving: () => isLeaving,
    ...(log === undefined ? {} : { log }),
  });
  const metricsServer = createMetricsServer({
    store,
    metrics,
    logger: server.log,
    pageFolder: pageFolder ?? null,
  });
  const advance = (): Promise<void> => store.advance().catch(() => undefined); // the store's observers tell
  await advance(); // a round may have been due when the last process died
  // Other nodes count reports too, and rounds come of age.
  const moving = setInterval(() => void advance(), ADVANCE_MS);
  const close = async (): Promise<void> => {
    clearInterval(moving);
    isLeaving = true;
    // One of several: those who ask whether it is ready turn to another one meanwhile. Without others there is nothing to wait for.
    if (storeOptions.databaseUrl !== undefined && server.server.listening) await delay(LEAVING_MS);
    await Promise.all([drain(server), drain(metricsServer)]);
    await store.close();
  };
  try {
    return {
      port: await listenOn(server, port),
      metricsPort: await listenOn(metricsServer, metricsPort),
      store,
      rootKey: rootKeyIn(keyFolder),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function closingOnError<Result>(store: Store, act: () => Result): Promise<Result> {
  try {
    return act();
  } catch (error) {
    await store.close();
    throw error;
  }
}

function rootKeyIn(folder: string): string | null {
  const path = rootKeyPath(folder);
  return existsSync(path) ? readKeyFile(path).publicText : null;
}
