import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "vite";
import * as code from "../e2e/campaigns/wire/wire-code.ts";
import { WIRE_DIMENSIONS, WIRE_LAYOUT, wireRequests } from "../e2e/campaigns/wire/wire-requests.ts";
import type { FrozenWire, WireExchange, WireRequest } from "../e2e/campaigns/wire/wire-requests.ts";
import { PLAIN_ROUNDS } from "../src/server/plain-rounds.ts";
import { runServer } from "../src/server/run-server.ts";

const FOLDER = "e2e/campaigns/wire";
/** Not all headers: what depends on the moment or on the framework is no part of the format. */
const KEPT_HEADERS = [
  "content-type",
  "etag",
  "cache-control",
  "access-control-allow-origin",
  "access-control-allow-headers",
];
const COHORT = 20;

/**
 * Freezes the wire format of this checkout as the next number: the code that reads and writes it as one file, and what client and server
 * say to each other as bytes. To be run by whoever changes the wire, on the code that is out, before the change.
 */
export async function run(): Promise<void> {
  const last = Math.max(0, ...readdirSync(FOLDER).map((name) => Number(name) || 0));
  const folder = join(FOLDER, String(last + 1));
  mkdirSync(folder);
  await build({
    configFile: false,
    publicDir: false,
    logLevel: "error",
    build: {
      outDir: folder,
      emptyOutDir: false,
      minify: true,
      lib: { entry: join(FOLDER, "wire-code.ts"), formats: ["es"], fileName: () => "code.js" },
    },
  });
  writeFileSync(join(folder, "exchanges.json"), `${JSON.stringify(await exchangesNow(), null, 1)}\n`);
  process.stdout.write(`Wrote ${folder}\n`);
}

async function exchangesNow(): Promise<FrozenWire> {
  const dataDir = mkdtempSync(join(tmpdir(), "personal-rank-wire-"));
  const rounds = { ...PLAIN_ROUNDS, cohort: COHORT };
  const server = await runServer({
    port: 0,
    metricsPort: 0,
    log: null,
    dataDir,
    layout: WIRE_LAYOUT,
    dimensions: WIRE_DIMENSIONS,
    ...rounds,
  });
  try {
    const exchanges: WireExchange[] = [];
    for (const request of wireRequests(code)) exchanges.push(await answerTo(server.port, request));
    const { hash } = (await server.store.manifest()).head;
    const headers = {};
    exchanges.push(
      await answerTo(server.port, {
        name: "head",
        method: "GET",
        path: `/v1/heads/${hash}`,
        headers,
        body: "",
      }),
    );
    return { rootKey: server.rootKey ?? "", nowMs: Date.now(), exchanges };
  } finally {
    await server.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function answerTo(port: number, request: WireRequest): Promise<WireExchange> {
  const { method, path, headers, body } = request;
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers,
    ...(body === "" ? {} : { body: Buffer.from(body, "base64") }),
  });
  const answerHeaders: Record<string, string> = {};
  for (const name of KEPT_HEADERS) {
    const value = answer.headers.get(name);
    if (value !== null) answerHeaders[name] = value;
  }
  const bytes = Buffer.from(await answer.arrayBuffer());
  return { ...request, status: answer.status, answerHeaders, answer: bytes.toString("base64") };
}
