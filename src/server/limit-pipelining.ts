import type { RequestListener } from "node:http";
import type { Socket } from "node:net";

/** No browser asks a second thing on a connection before the first is answered, and no proxy as many. */
const MOST_AT_ONCE = 16;

/**
 * Ends connections that ask for more than 16 things before any is answered. Node reads requests as they come, 1,700 in 64 KB, and
 * stops only when answers pile up, which they do not while the store is asked: twenty connections with 5,000 requests each kept
 * the server from answering anybody for as long as that took. It stands before the framework, as the rest of those 64 KB still comes.
 */
export function limitPipelining(handle: RequestListener): RequestListener {
  const waiting = new WeakMap<Socket, number>();
  return (request, response) => {
    const { socket } = request;
    if (socket.destroyed) return;
    const waits = (waiting.get(socket) ?? 0) + 1;
    if (waits > MOST_AT_ONCE) {
      socket.destroy();
      return;
    }
    waiting.set(socket, waits);
    response.once("close", () => waiting.set(socket, (waiting.get(socket) ?? 1) - 1));
    handle(request, response);
  };
}
