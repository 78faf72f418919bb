import type { Socket } from "node:net";
import { gzipSync } from "node:zlib";

/** One way to use a connection that a server must not suffer from. */
export interface HostileSender {
  readonly name: string;
  /** How many of them there are at any time. */
  readonly atOnce: number;
  readonly speak: (socket: Socket) => void;
  /** Answers that are right; 0 is an end without one, as whoever still writes then may lose the answer to a reset. */
  readonly expected: readonly number[];
  readonly isReading?: boolean;
}

const KEY = "0".repeat(32);
const LINE = "POST /v1/deltas HTTP/1.1\r\nHost: localhost\r\n";
const HEAD = `${LINE}Content-Type: application/octet-stream\r\nIdempotency-Key: ${KEY}\r\n`;
const LIMIT_BYTES = 64 * 1024;
const GIGABYTE = 1024 ** 3;
const CHUNK = Buffer.alloc(LIMIT_BYTES);
const DRIBBLE_MS = 500;
const MANY_HEADERS = 100_000;
/** A thousand to one: 60 KB of it are let in by size, and would be 60 MB. */
const BOMB = gzipSync(Buffer.alloc(60_000_000));
const BIG_BOMB = gzipSync(Buffer.alloc(200_000_000));
const PIPELINED = 5_000;

const dribble = (socket: Socket, text: string): void => {
  const timer = setInterval(() => socket.write(text), DRIBBLE_MS);
  socket.once("close", () => clearInterval(timer));
};

/** Writes a gigabyte in chunks, no faster than it is taken. */
const gigabyte = (socket: Socket): void => {
  const chunk = Buffer.concat([Buffer.from(`${CHUNK.length.toString(16)}\r\n`), CHUNK, Buffer.from("\r\n")]);
  const more = (): void => {
    while (socket.writable && socket.bytesWritten < GIGABYTE) if (!socket.write(chunk)) return;
  };
  socket.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\n`);
  socket.on("drain", more);
  more();
};

const body = (bytes: Uint8Array, headers: string) => (socket: Socket) => {
  socket.write(`${HEAD}${headers}Content-Length: ${bytes.length}\r\n\r\n`);
  socket.write(bytes);
};

/** All at once, beside visitors who behave. */
export const HOSTILE_SENDERS: readonly HostileSender[] = [
  {
    name: "headers that never end",
    atOnce: 500,
    speak: (socket) => {
      socket.write(LINE);
      dribble(socket, "X-A: b\r\n");
    },
    expected: [408, 0],
  },
  {
    name: "a body that never ends",
    atOnce: 500,
    speak: (socket) => {
      socket.write(`${HEAD}Content-Length: 600\r\n\r\n`);
      dribble(socket, "x");
    },
    expected: [408, 0],
  },
  {
    name: "64 KB + 1",
    atOnce: 4,
    speak: body(Buffer.alloc(LIMIT_BYTES + 1), ""),
    expected: [413],
  },
  { name: "1 GB in chunks", atOnce: 2, speak: gigabyte, expected: [413] },
  {
    name: "100,000 headers",
    atOnce: 2,
    speak: (socket) => {
      socket.write(LINE);
      socket.write(`${Array.from({ length: MANY_HEADERS }, (_, at) => `X-${at}: y`).join("\r\n")}\r\n\r\n`);
    },
    expected: [431],
  },
  {
    name: "60 MB as 60 KB of gzip",
    atOnce: 4,
    // Refused by its header, the connection could go on.
    speak: body(BOMB, "Content-Encoding: gzip\r\nConnection: close\r\n"),
    expected: [415],
  },
  {
    name: "200 MB as 200 KB of gzip",
    atOnce: 2,
    speak: body(BIG_BOMB, "Content-Encoding: gzip\r\n"),
    expected: [413],
  },
  { name: "a connection without a word", atOnce: 100, speak: () => undefined, expected: [408] },
  {
    name: "half a request, then its own end",
    atOnce: 20,
    speak: (socket) => {
      socket.end(`${HEAD}Content-Length: 600\r\n\r\nx`);
    },
    expected: [0, 400, 408],
  },
  {
    name: "gone in the middle",
    atOnce: 20,
    speak: (socket) => {
      socket.write(`${HEAD}Content-Length: 600\r\n\r\nx`, () => socket.resetAndDestroy());
    },
    expected: [0],
  },
  {
    name: "many questions, no ear for the answers",
    atOnce: 20,
    speak: (socket) => {
      socket.write("GET /v1/manifest HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(PIPELINED));
      // Who does not read learns of the end by writing.
      dribble(socket, "\r\n");
    },
    expected: [0],
    isReading: false,
  },
];
