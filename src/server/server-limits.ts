import { LogController } from "fastify";
import type { FastifyServerOptions } from "fastify";

/**
 * Of every port. Slow senders are cut off: node's own limits of minutes would let a few hundred sockets hold the server. And no line is
 * written for a request that went well.
 */
export const SERVER_LIMITS: Pick<FastifyServerOptions, "bodyLimit" | "requestTimeout" | "logController"> & {
  readonly http: { readonly headersTimeout: number; readonly connectionsCheckingInterval: number };
} = {
  // Routes that need less say so.
  bodyLimit: 64 * 1024,
  requestTimeout: 5_000,
  http: { headersTimeout: 4_000, connectionsCheckingInterval: 1_000 },
  logController: new LogController({ disableRequestLogging: true }),
};
