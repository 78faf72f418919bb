import { connect } from "node:net";
import type { Socket } from "node:net";
import { connect as connectTls } from "node:tls";

/** How a connection went that was not used as HTTP means it. */
export interface RawExchange {
  /** Of the first answer; 0 if the server closed without one. */
  readonly status: number;
  /** From the connection to its end. */
  readonly seconds: number;
  readonly bytesSent: number;
  /** Whether the server had not ended it when we did, at `limitMs`. */
  readonly wasHeld: boolean;
}

export interface RawExchangeOptions {
  readonly port: number;
  /** Then it is ended here. */
  readonly limitMs: number;
  /** Writes what it likes; begins when the connection is there. What it writes after the end is dropped. */
  readonly speak: (socket: Socket) => void;
  /** A client that never reads lets its receive buffer fill. */
  readonly isReading?: boolean;
  /** Where it comes from, e.g. "127.0.7.1". */
  readonly localAddress?: string;
  /** Certificate, as PEM, of who vouches for "localhost"; without it the connection is a plain one. */
  readonly ca?: string;
}

const KEPT_CHARACTERS = 64;

/** Opens a connection, lets `speak` have it, and waits until the server ends it or the limit is over. Never rejects. */
export function rawExchange({
  port,
  limitMs,
  speak,
  isReading = true,
  localAddress = "127.0.0.1",
  ca,
}: RawExchangeOptions): Promise<RawExchange> {
  return new Promise((resolve) => {
    let startedMs = performance.now();
    let answer = "";
    let wasHeld = false;
    let limit: NodeJS.Timeout | undefined;
    const where = { port, host: "127.0.0.1", localAddress, allowHalfOpen: true };
    const begin = (): void => {
      // Not before: where many knock at once, the kernel lets some knock again after seconds.
      startedMs = performance.now();
      limit = setTimeout(() => {
        wasHeld = true;
        socket.destroy();
      }, limitMs);
      speak(socket);
    };
    const socket =
      ca === undefined
        ? connect(where, begin)
        : connectTls({ ...where, servername: "localhost", ca, ALPNProtocols: ["http/1.1"] }, begin);
    if (isReading)
      socket.on("data", (bytes) => {
        if (answer.length < KEPT_CHARACTERS) answer += bytes.toString("latin1");
      });
    // The server has said all that it will.
    socket.on("end", () => socket.destroy());
    socket.on("error", () => undefined); // "close" follows
    socket.on("close", () => {
      clearTimeout(limit);
      resolve({
        status: Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0),
        seconds: (performance.now() - startedMs) / 1_000,
        bytesSent: socket.bytesWritten,
        wasHeld,
      });
    });
  });
}
