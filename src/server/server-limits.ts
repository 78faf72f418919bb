import { LogController } from "fastify";
import type { FastifyServerOptions } from "fastify";
import { pipeliningServer } from "./pipelining-server.ts";

const REQUEST_TIMEOUT_MS = 5_000;
const TIMEOUTS = { headersTimeout: 4_000, connectionsCheckingInterval: 1_000 };
/** Fastify's own: longer than proxies keep a connection, so that they, not we, end it. */
const KEEP_ALIVE_MS = 72_000;

/**
 * Of every port. Slow senders are cut off: node's own limits of minutes would let a few hundred sockets hold the server; so are those who
 * ask many things at once. And no line is written for a request that went well.
 */
export const SERVER_LIMITS: Required<
  Pick<FastifyServerOptions, "bodyLimit" | "serverFactory" | "logController">
> = {
  // Routes that need less say so.
  bodyLimit: 64 * 1024,
  serverFactory: (handle) => {
    const server = pipeliningServer(TIMEOUTS, handle);
    server.requestTimeout = REQUEST_TIMEOUT_MS;
    server.keepAliveTimeout = KEEP_ALIVE_MS;
    return server;
  },
  logController: new LogController({ disableRequestLogging: true }),
};
