import { createServer, type Server } from "node:http";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const DIST = fileURLToPath(new URL("../../dist/", import.meta.url));
const TYPES: Readonly<Record<string, string>> = {
  ".js": "text/javascript",
  ".json": "application/json",
  ".css": "text/css",
};

/** A web server of a shop, or of a CDN. */
export interface ShopServer {
  readonly origin: string;
  stop(): Promise<void>;
}

/**
 * Serves the built files, and pages.
 *
 * @param page    The HTML of a path, or null for what is a file.
 * @param headers Go with every answer: a policy that a shop sends with its pages often goes with its scripts too.
 * @param before  Source that goes before that of a script, by its path.
 * @throws {Error} if the product has not been built.
 */
export async function startShopServer(
  page: (path: string) => string | null,
  headers: () => Readonly<Record<string, string>>,
  before: Readonly<Record<string, string>> = {},
): Promise<ShopServer> {
  if (!existsSync(join(DIST, "personal-rank.js")))
    throw new Error(`Cannot start as "${DIST}" must hold the product: run npm run build`);
  const server: Server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://shop.example");
    const html = page(pathname);
    const send = (status: number, type: string, body: string | Buffer): void => {
      response.writeHead(status, { "content-type": type, ...headers() });
      response.end(body);
    };
    if (html !== null) {
      send(200, "text/html; charset=utf-8", html);
      return;
    }
    readFile(join(DIST, normalize(pathname)))
      .then((file) => {
        const body = pathname in before ? `${before[pathname]}\n${file.toString()}` : file;
        send(200, TYPES[extname(pathname)] ?? "application/octet-stream", body);
      })
      .catch(() => send(404, "text/plain", "Not found"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // it listens on a port
  return {
    origin: `http://localhost:${port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
