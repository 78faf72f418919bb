import type { FastifyInstance } from "fastify";

export interface Health {
  /** Writes once to disk; rejects if that fails. */
  readonly probe: () => Promise<void>;
  /** Whether it is about to close, so that a proxy should turn to another one; default never. */
  readonly isLeaving?: () => boolean;
}

/**
 * The two health checks.
 *
 * - `GET /livez` answers 200 as long as the event loop turns.
 * - `GET /readyz` answers 200 after a write to disk, 503 if that fails or the server is about to close.
 */
export function healthRoutes(app: FastifyInstance, { probe, isLeaving = () => false }: Health): void {
  app.get("/livez", async () => ({ status: "alive" }));
  app.get("/readyz", async (_request, reply) => {
    if (isLeaving()) return reply.code(503).send({ status: "leaving" });
    try {
      await probe();
      return { status: "ready" };
    } catch (error) {
      app.log.error({ err: error }, "the store cannot be written");
      return reply.code(503).send({ status: "unavailable" });
    }
  });
}
