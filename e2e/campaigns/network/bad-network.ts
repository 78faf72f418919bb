import { createServer, request as ask, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What lies between a browser and the server. */
export const NETWORKS = [
  "whole",
  "offline",
  "flapping",
  "answers lost",
  "half-open",
  "500",
  "503, come again",
  "captive portal",
  "answers cut off",
  "1 byte/s",
] as const;
export type Network = (typeof NETWORKS)[number];

/** A way to a server that fails. */
export interface BadNetwork {
  readonly baseUrl: string;
  network: Network;
  /** Requests for each path so far. */
  readonly asked: Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

const PORTAL = "<!doctype html><title>Welcome</title><p>Accept our terms to go online</p>";

/** An HTTP proxy in front of a server at this port, with a fault that can be changed. */
export async function startBadNetwork(port: number, first: Network): Promise<BadNetwork> {
  const asked: Record<string, number> = {};
  const state = { network: first };
  let count = 0;
  const server = createServer((from, to) => {
    const path = from.url ?? "/";
    asked[path] = (asked[path] ?? 0) + 1;
    count++;
    switch (state.network) {
      case "offline":
        from.socket.destroy();
        return;
      case "flapping":
        // Before it arrives, after it has, not at all.
        if (count % 3 === 0) pass(port, from, to);
        else if (count % 3 === 1) from.socket.destroy();
        else pass(port, from, to, () => from.socket.destroy());
        return;
      case "answers lost":
        pass(port, from, to, () => from.socket.destroy());
        return;
      case "half-open":
        from.resume();
        return;
      case "500":
        to.writeHead(500).end("broken");
        return;
      case "503, come again":
        to.writeHead(503, { "retry-after": "3600" }).end("busy");
        return;
      case "captive portal":
        to.writeHead(200, { "content-type": "text/html" }).end(PORTAL);
        return;
      case "answers cut off":
        pass(port, from, to, (body) => {
          to.writeHead(200, { "content-length": body.length + 1 });
          to.write(body.subarray(0, Math.ceil(body.length / 2)), () => from.socket.destroy());
        });
        return;
      case "1 byte/s":
        pass(port, from, to, (body) => {
          to.writeHead(200, { "content-length": body.length });
          let at = 0;
          const timer = setInterval(() => to.write(body.subarray(at, ++at)), 1_000);
          to.once("close", () => clearInterval(timer));
        });
        return;
      case "whole":
        pass(port, from, to);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    get network() {
      return state.network;
    },
    set network(next) {
      state.network = next;
    },
    asked,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** @param spoil What becomes of an answer that has come; it is passed on unless given. */
function pass(port: number, from: IncomingMessage, to: ServerResponse, spoil?: (body: Buffer) => void): void {
  const { method, url, headers } = from;
  const onward = ask({ host: "127.0.0.1", port, method, path: url, headers }, (answer) => {
    const parts: Buffer[] = [];
    answer.on("data", (part: Buffer) => parts.push(part));
    answer.on("end", () => {
      const body = Buffer.concat(parts);
      if (spoil !== undefined) return spoil(body);
      to.writeHead(answer.statusCode ?? 502, answer.headers).end(body);
    });
  });
  onward.on("error", () => to.destroy());
  from.pipe(onward);
}
