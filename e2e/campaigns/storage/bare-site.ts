import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { installFaults } from "./faulty-database.ts";
import { installVisitor } from "./page-visitor.ts";

const DIST = fileURLToPath(new URL("../../../dist/", import.meta.url));
const WORKER = "/personal-rank-worker.js";
const TYPES: Readonly<Record<string, string>> = { ".js": "text/javascript", ".json": "application/json" };
const BLANK = `<!doctype html><meta charset="utf-8"><title>visitor</title><link rel="icon" href="data:,"><script>(${installVisitor.toString()})()</script>`;
/** A shop's page with the tag, and a list that nobody has to wait for. */
const SHOP = `<!doctype html><meta charset="utf-8"><title>shop</title><link rel="icon" href="data:,"><ul id="results">${Array.from(
  { length: 6 },
  (_, at) => `<li class="card" data-id="card-${at}"><a href="#${at}"><h3>Stool number ${at}</h3></a></li>`,
).join(
  "",
)}</ul><script type="module" src="/personal-rank.js" data-consent="granted" data-backend="wasm" data-model="/models/shelf-tiny/" data-list="#results" data-item=".card"></script>`;
/** The memory of a page's workers is only told to pages that nobody else looks into. */
const HEADERS = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

/** A site with the built product: a page at `/` on which {@link PageVisitor} drives the worker, and one with the tag at `/shop`. */
export interface BareSite {
  readonly origin: string;
  stop(): Promise<void>;
}

/**
 * @param before Source that goes before the worker's own.
 * @throws {Error} if the product has not been built.
 */
export async function bareSite(
  before = `(${installFaults.toString()})();`,
  dist: string = DIST,
): Promise<BareSite> {
  if (!existsSync(join(dist, WORKER)))
    throw new Error(`Cannot start because "${dist}" does not hold the product: run npm run build`);
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://shop.example");
    if (pathname === "/" || pathname === "/shop") {
      response.writeHead(200, { ...HEADERS, "content-type": "text/html; charset=utf-8" });
      response.end(pathname === "/" ? BLANK : SHOP);
      return;
    }
    readFile(join(dist, normalize(pathname)))
      .then((body) => {
        const type = TYPES[extname(pathname)] ?? "application/octet-stream";
        response.writeHead(200, { ...HEADERS, "content-type": type, "cache-control": "max-age=3600" });
        response.end(pathname === WORKER ? `${before}\n${body.toString()}` : body);
      })
      .catch(() => response.writeHead(404).end("Not found"));
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
