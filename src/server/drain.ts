import type { FastifyInstance } from "fastify";

/** As long as a slow request may take. */
const DRAIN_LIMIT_MS = 5_000;
const IDLE_CHECK_MS = 50;

/**
 * Closes a server; from then on Fastify answers 503 to all that comes, /readyz too. Connections that were busy at that
 * moment stay open after their answer, so idle ones are closed again and again, the rest after the limit.
 */
export async function drain(app: FastifyInstance): Promise<void> {
  const closeIdle = setInterval(() => app.server.closeIdleConnections(), IDLE_CHECK_MS);
  const closeAll = setTimeout(() => app.server.closeAllConnections(), DRAIN_LIMIT_MS);
  try {
    await app.close();
  } finally {
    clearInterval(closeIdle);
    clearTimeout(closeAll);
  }
}
