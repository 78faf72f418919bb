import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";

export interface BenchServer {
  readonly url: string;
  /** Paths that were asked for since the last call, each once. */
  takeRequests(): string[];
  stop(): Promise<void>;
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".json": "application/json",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};

/**
 * Serves folders to the benchmark's browser, never from its cache.
 *
 * @param folders    By the first part of the path.
 * @param isIsolated With the headers that give a page shared memory, and so ONNX Runtime its threads.
 */
export async function serve(
  folders: Readonly<Record<string, string>>,
  isIsolated: boolean,
): Promise<BenchServer> {
  const requests = new Set<string>();
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? "/", "http://localhost").pathname);
    const [, first, ...rest] = path.split("/");
    const folder = folders[first];
    const file = folder === undefined ? "" : join(folder, ...rest);
    if (!existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    requests.add(path);
    response.setHeader("content-type", MEDIA_TYPES[extname(file)] ?? "application/octet-stream");
    response.setHeader("content-length", statSync(file).size);
    response.setHeader("cache-control", "no-store");
    if (isIsolated) {
      response.setHeader("cross-origin-opener-policy", "same-origin");
      response.setHeader("cross-origin-embedder-policy", "require-corp");
    }
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    takeRequests: () => {
      const taken = [...requests];
      requests.clear();
      return taken;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
