import Fastify from "fastify";
import type { FastifyInstance } from "fastify";
import { SERVER_LIMITS } from "./server-limits.ts";

export interface CreateAppOptions {
  /**
   * Addresses and networks (CIDR) of the proxies before it, whose `X-Forwarded-For` is believed; default none. Behind a proxy that is
   * not named here all reports seem to come from one network, and count as one.
   */
  readonly trustedProxies?: readonly string[];
  /** Takes JSON lines; default standard output. `null`: nothing is logged. */
  readonly log?: { write(line: string): void } | null;
}

/** What every server of ours begins as. Its log has no address, user agent, URL or body of any request. */
export function createApp({ trustedProxies = [], log }: CreateAppOptions): FastifyInstance {
  return Fastify({
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
}
