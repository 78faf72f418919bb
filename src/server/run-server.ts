import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import { createMetricsServer } from "./create-metrics-server.ts";
import { createMetrics } from "./metrics.ts";
import { createServer } from "./create-server.ts";
import type { CreateServerOptions } from "./create-server.ts";
import { openStore } from "./open-store.ts";
import type { OpenStoreOptions } from "./open-store.ts";
import type { Store } from "./store.ts";

export interface RunServerOptions extends OpenStoreOptions, Pick<CreateServerOptions, "log"> {
  /** 0: any free one. */
  readonly port: number;
  /** 0: any free one. */
  readonly metricsPort: number;
}

export interface RunningServer {
  readonly port: number;
  readonly metricsPort: number;
  readonly store: Store;
  /** Stops accepting, answers what is under way, writes what waits. Settles within 10 s. */
  close(): Promise<void>;
}

const DRAIN_LIMIT_MS = 8_000;
const ALL_INTERFACES = "0.0.0.0";

/**
 * Opens the store and starts both servers.
 *
 * @throws {Error} if the store cannot be opened or a port is taken; nothing stays open then.
 */
export async function runServer({
  port,
  metricsPort,
  log,
  ...storeOptions
}: RunServerOptions): Promise<RunningServer> {
  const store = openStore(storeOptions);
  const metrics = createMetrics();
  const server = createServer({ store, metrics, ...(log === undefined ? {} : { log }) });
  const metricsServer = createMetricsServer({ store, metrics });
  const close = async (): Promise<void> => {
    // Once it closes, Fastify answers 503 to all that comes, /readyz too.
    const cutOff = setTimeout(() => server.server.closeAllConnections(), DRAIN_LIMIT_MS);
    await Promise.all([server.close(), metricsServer.close()]).finally(() => clearTimeout(cutOff));
    await store.close();
  };
  try {
    await server.listen({ port, host: ALL_INTERFACES });
    await metricsServer.listen({ port: metricsPort, host: ALL_INTERFACES });
  } catch (error) {
    await close();
    throw error;
  }
  return { port: portOf(server), metricsPort: portOf(metricsServer), store, close };
}

function portOf(app: FastifyInstance): number {
  return (app.server.address() as AddressInfo).port; // it listens on TCP
}
