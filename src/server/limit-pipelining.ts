import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";

/** No browser asks a second thing on a connection before the first is answered, and no proxy as many. */
const MOST_AT_ONCE = 16;

/**
 * Ends connections that ask for more than 16 things before any is answered. Node reads requests as they come, 1,700 in 64 KB, and
 * stops only when answers pile up, which they do not while the store is asked: twenty connections with 5,000 requests each kept
 * the server from answering anybody for as long as that took.
 */
export function limitPipelining(app: FastifyInstance): void {
  const waiting = new WeakMap<Socket, number>();
  app.addHook("onRequest", (request, reply, done) => {
    const { socket } = request.raw;
    const waits = (waiting.get(socket) ?? 0) + 1;
    if (waits > MOST_AT_ONCE) {
      reply.hijack();
      socket.destroy();
      return;
    }
    waiting.set(socket, waits);
    reply.raw.once("close", () => waiting.set(socket, (waiting.get(socket) ?? 1) - 1));
    done();
  });
}
