import { createServer, IncomingMessage } from "node:http";
import type { RequestListener, Server, ServerOptions } from "node:http";
import type { Socket } from "node:net";

/** No browser asks a second thing on a connection before the first is answered, and no proxy as many. */
const MOST_AT_ONCE = 16;

/** What is under way on each connection. */
const waiting = new WeakMap<Socket, number>();

const isFull = (socket: Socket): boolean => (waiting.get(socket) ?? 0) >= MOST_AT_ONCE;

/**
 * Says of itself that its connection changes to another protocol, once too much is under way there: then node's parser stops, as what
 * comes after it is no HTTP. No other request does, whatever it asks for: nobody here speaks another protocol.
 */
class LimitedRequest extends IncomingMessage {
  /** Decided when its headers are there; node asks again after it has been handed on, and counts. */
  declare private isTooMuch: boolean;

  get upgrade(): boolean {
    return this.isTooMuch || this.method === "CONNECT";
  }

  /** What the parser has read in the headers makes no difference. */
  set upgrade(_: boolean | null) {
    this.isTooMuch = isFull(this.socket);
  }
}

/**
 * An HTTP server that ends connections that ask for more than 16 things before any is answered. Node reads requests as they come, 1,700 in 64 KB,
 * and stops only when answers pile up, which they do not while the store is asked: twenty connections with 5,000 requests each kept
 * the server from answering anybody for as long as that took. To end the connection is not enough: the parser goes on, makes objects of the rest,
 * and an error with a stack trace of each.
 */
export function pipeliningServer(options: ServerOptions, handle: RequestListener): Server {
  const server = createServer({ ...options, IncomingMessage: LimitedRequest }, (request, response) => {
    const { socket } = request;
    if (socket.destroyed) return;
    if (isFull(socket)) {
      socket.destroy();
      return;
    }
    waiting.set(socket, (waiting.get(socket) ?? 0) + 1);
    response.once("close", () => waiting.set(socket, (waiting.get(socket) ?? 1) - 1));
    handle(request, response);
  });
  return server.on("upgrade", (_request, socket) => socket.destroy());
}
