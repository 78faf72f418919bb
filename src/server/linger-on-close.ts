import type { IncomingMessage } from "node:http";

/** For an answer to arrive at whoever still writes. */
const LINGER_MS = 1_000;
/** Of a body that says that it is no longer, the rest is read: then nothing is lost, however late its sender reads. */
const MOST_READ_BYTES = 1_048_576;

/**
 * Has a connection that is about to be closed by node stay for a second more: whoever closes with bytes unread resets
 * the connection, and whoever still writes then loses the answer that was just sent. A body without an end is not read on; what comes of it
 * stays in the kernel, which takes no more than its buffer.
 */
export function lingerOnClose({ socket, headers }: IncomingMessage): void {
  const isShort = Number(headers["content-length"]) <= MOST_READ_BYTES;
  // Node calls this once the last answer is written.
  socket.destroySoon = () => {
    socket.end();
    if (!isShort) socket.pause();
    const timer = setTimeout(() => socket.destroy(), LINGER_MS);
    socket.once("close", () => clearTimeout(timer));
  };
}
