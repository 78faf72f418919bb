import type { Socket } from "node:net";

/** For an answer to arrive at whoever still writes. */
const LINGER_MS = 1_000;

/**
 * Has a connection that is about to be closed by node stay for a second more, without reading: whoever closes with bytes unread resets
 * the connection, and whoever still writes then loses the answer that was just sent. What comes meanwhile stays in the kernel, which
 * takes no more than its buffer.
 */
export function lingerOnClose(socket: Socket): void {
  // Node calls this once the last answer is written.
  socket.destroySoon = () => {
    socket.end();
    socket.pause();
    const timer = setTimeout(() => socket.destroy(), LINGER_MS);
    socket.once("close", () => clearTimeout(timer));
  };
}
