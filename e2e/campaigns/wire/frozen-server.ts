import { createServer } from "node:http";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type * as WireCode from "./wire-code.ts";
import { WIRE_DIMENSIONS, WIRE_LAYOUT } from "./wire-requests.ts";
import type { FrozenWire } from "./wire-requests.ts";

/** The server of a frozen wire format: it says what that one said, and reads with that one's code. */
export interface FrozenServer {
  readonly baseUrl: string;
  /** Reports and reports of quality that it took. */
  readonly taken: () => number;
  close(): void;
}

export async function startFrozenServer(
  { exchanges }: FrozenWire,
  code: typeof WireCode,
): Promise<FrozenServer> {
  const keys = new Set<string>();
  let quality = 0;
  const terms = { layout: WIRE_LAYOUT, dimensions: WIRE_DIMENSIONS, clipNorm: 1 };
  /** Which of the requests that were kept this one is like. */
  const nameOf = (request: IncomingMessage, body: Uint8Array): string => {
    if (request.method === "GET") return request.url === "/v1/manifest" ? "manifest" : "head";
    if (request.headers["content-type"] !== "application/octet-stream") return "another type";
    if (request.url === "/v1/quality") {
      if (code.parseQualityReport(body) === null) return "no quality";
      quality++;
      return "quality";
    }
    const key = request.headers["idempotency-key"];
    if (typeof key !== "string" || !/^[0-9a-f]{32}$/i.test(key)) return "no key";
    try {
      if (code.decodeDelta(body, terms).baseVersion !== 0) return "against another head";
    } catch {
      return "half a report";
    }
    const isKnown = keys.has(key);
    keys.add(key);
    return isKnown ? "the same again" : "report";
  };
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const name = nameOf(request, Buffer.concat(parts));
      const exchange = exchanges.find(
        (one) => one.name === name && (name !== "head" || one.path === request.url),
      );
      if (exchange === undefined) {
        response.writeHead(404).end();
        return;
      }
      response.writeHead(exchange.status, exchange.answerHeaders).end(Buffer.from(exchange.answer, "base64"));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    taken: () => keys.size + quality,
    close: () => void server.close(),
  };
}
