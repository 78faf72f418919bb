import { Agent, request } from "node:https";
import type { IncomingHttpHeaders } from "node:http";
import type { Proxy } from "./start-caddy.ts";

export interface Question {
  readonly path: string;
  /** GET unless given. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Where it comes from: all of 127/8 is this machine, and its first 24 bits are the visitor's network. */
  readonly from?: string;
}

/** Status 0: none came. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly seconds: number;
}

const ANSWER_LIMIT_MS = 30_000;
const agent = new Agent({ keepAlive: true });

/** Asks through a proxy as a browser does: by https, over connections that are kept. Never rejects. */
export function ask(
  { port, ca }: Pick<Proxy, "port" | "ca">,
  { path, method = "GET", headers = {}, body, from = "127.0.0.1" }: Question,
): Promise<Answer> {
  const startedMs = performance.now();
  const seconds = (): number => (performance.now() - startedMs) / 1_000;
  return new Promise((resolve) => {
    const none = (): void => resolve({ status: 0, headers: {}, body: Buffer.alloc(0), seconds: seconds() });
    const length = body === undefined ? {} : { "content-length": String(body.length) };
    const asked = request(
      {
        agent,
        host: "127.0.0.1",
        port,
        servername: "localhost",
        ca,
        localAddress: from,
        method,
        path,
        headers: { host: `localhost:${port}`, ...length, ...headers },
        timeout: ANSWER_LIMIT_MS,
      },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on("data", (part: Buffer) => parts.push(part));
        answer.once("close", () => {
          if (!answer.complete) none();
          else
            resolve({
              status: answer.statusCode!, // an answer has a status
              headers: answer.headers,
              body: Buffer.concat(parts),
              seconds: seconds(),
            });
        });
      },
    );
    asked.once("timeout", () => asked.destroy());
    asked.once("error", none);
    asked.end(body);
  });
}

/** What a device sends, under a key that it has drawn. */
export function reportQuestion(
  file: Uint8Array,
  { key, from }: { readonly key: string; readonly from?: string },
): Question {
  return {
    path: "/v1/deltas",
    method: "POST",
    headers: { "content-type": "application/octet-stream", "idempotency-key": key },
    body: file,
    ...(from === undefined ? {} : { from }),
  };
}
