import { createHash } from "node:crypto";
import { join } from "node:path";
import Fastify from "fastify";
import type { FastifyInstance, LightMyRequestResponse } from "fastify";
import { describe, expect, onTestFinished, test } from "vitest";
import { decodeSafetensors, encodeSafetensors } from "../base/safetensors.ts";
import { decodeGlobalHead } from "../federation/global-head.ts";
import { parseManifest } from "../federation/manifest.ts";
import type { SignedManifest } from "../federation/manifest.ts";
import { createManifestSource } from "./manifest-source.ts";
import { createMetrics } from "./metrics.ts";
import type { Metrics } from "./metrics.ts";
import { openStore } from "./open-store.ts";
import { PLAIN_ROUNDS } from "./plain-rounds.ts";
import { deltaFile, randomKey, temporaryFolder } from "./server-fixture.ts";
import { passingSigningKeys } from "./signing-keys.ts";
import { openLibsqlDatabase } from "./sql/libsql-database.ts";
import type { Store } from "./store.ts";
import { syncRoutes } from "./sync-routes.ts";

interface Routes {
  readonly app: FastifyInstance;
  readonly store: Store;
  readonly metrics: Metrics;
}

/** The plugin on somebody else's app. */
async function openRoutes({ prefix = "", cohort = 3, dataDir = temporaryFolder() } = {}): Promise<Routes> {
  const store = await openStore({
    dataDir,
    layout: "phi-1",
    dimensions: 3,
    ...PLAIN_ROUNDS,
    cohort,
  });
  const metrics = createMetrics();
  const app = Fastify();
  const keys = passingSigningKeys(Date.now());
  const manifests = createManifestSource({ store, keys, nowMs: Date.now });
  await app.register(syncRoutes, { prefix, store, metrics, manifests });
  onTestFinished(async () => {
    await app.close();
    await store.close().catch(() => undefined); // a test may have closed it itself
  });
  return { app, store, metrics };
}

function post(
  app: FastifyInstance,
  bytes: Uint8Array,
  headers: Record<string, string> = {},
): Promise<LightMyRequestResponse> {
  return app.inject({
    method: "POST",
    url: "/v1/deltas",
    headers: { "content-type": "application/octet-stream", "idempotency-key": randomKey(), ...headers },
    payload: Buffer.from(bytes),
  });
}

const good = deltaFile([0.5, 0, -0.25]);

/** A delta file whose header is written otherwise. */
function withHeader(file: Uint8Array, change: (json: string) => string): Uint8Array {
  const length = Buffer.from(file).readUInt32LE(0);
  const header = Buffer.from(change(Buffer.from(file).toString("utf8", 8, 8 + length)));
  const prefix = Buffer.alloc(8);
  prefix.writeUInt32LE(header.length);
  return Buffer.concat([prefix, header, file.subarray(8 + length)]);
}

/** What is signed; the signatures are tested where they are made. */
function manifestOf(answer: LightMyRequestResponse): SignedManifest {
  return parseManifest(answer.json().manifest.signed, "m");
}

describe("GET /v1/manifest", () => {
  test("names the head, whose file has the hash and size it says", async () => {
    const { app } = await openRoutes();
    const answer = await app.inject("/v1/manifest");
    const manifest = manifestOf(answer);
    expect(manifest).toMatchObject({ version: 0, layout: "phi-1", dimensions: 3, clipNorm: 1 });
    const head = await app.inject(`/v1/heads/${manifest.head.hash}`);
    expect(head.rawPayload).toHaveLength(manifest.head.bytes);
    expect(createHash("sha256").update(head.rawPayload).digest("hex")).toBe(manifest.head.hash);
    expect([...decodeGlobalHead(head.rawPayload, "head", manifest).weights]).toEqual([0, 0, 0]);
    expect(head.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
  });

  test("answers 304 to its own tag until a round closes", async () => {
    const { app, store } = await openRoutes();
    const { headers } = await app.inject("/v1/manifest");
    expect(headers["cache-control"]).toBe("public, max-age=14400, s-maxage=10");
    const etag = String(headers.etag);
    const ask = (tag: string): Promise<LightMyRequestResponse> =>
      app.inject({ url: "/v1/manifest", headers: { "if-none-match": tag } });
    for (const tag of [etag, `"other", W/${etag}`, "*"]) {
      const answer = await ask(tag);
      expect(answer.statusCode).toBe(304);
      expect(answer.body).toBe("");
      expect(answer.headers.etag).toBe(etag);
    }
    expect((await ask('"other"')).statusCode).toBe(200);
    await post(app, good);
    expect((await ask(etag)).statusCode).toBe(304);
    await store.closeRound();
    const changed = await ask(etag);
    expect(changed.statusCode).toBe(200);
    expect(manifestOf(changed).version).toBe(1);
  });

  test("works under a prefix of the app that takes it", async () => {
    const { app } = await openRoutes({ prefix: "/rank" });
    expect((await app.inject("/rank/v1/manifest")).statusCode).toBe(200);
  });
});

describe("GET /v1/heads/:hash", () => {
  test("answers 404 for a hash it does not have", async () => {
    const { app } = await openRoutes();
    for (const hash of ["0".repeat(64), "x'--", "%00"]) {
      const answer = await app.inject(`/v1/heads/${hash}`);
      expect(answer.statusCode).toBe(404);
    }
  });
});

describe("POST /v1/deltas", () => {
  test("accepts a delta once, although it comes three times", async () => {
    const { app, store, metrics } = await openRoutes();
    const headers = { "idempotency-key": "00ffA".padEnd(32, "7") };
    const answers = [];
    for (let sent = 0; sent < 3; sent++) answers.push(await post(app, good, headers));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([202, 200, 200]);
    expect(answers.map((answer) => answer.json().result)).toEqual(["accepted", "duplicate", "duplicate"]);
    expect((await store.status()).reports).toBe(1);
    const text = metrics.render(await store.status());
    expect(text).toContain('personal_rank_deltas_received_total{result="accepted"} 1\n');
    expect(text).toContain('personal_rank_deltas_received_total{result="duplicate"} 2\n');
    expect(text).toContain('personal_rank_delta_norm_ratio_bucket{le="0.5"} 0\n');
    expect(text).toContain('personal_rank_delta_norm_ratio_bucket{le="0.75"} 1\n');
    expect(text).toMatch(/http_request_duration_seconds_count\{route="\/v1\/deltas",code="202"\} 1\n/);
  });

  test("answers 409 for a delta against another head", async () => {
    const { app, store, metrics } = await openRoutes();
    const answer = await post(app, deltaFile([0.5, 0, 0], { baseVersion: 7 }));
    expect(answer.statusCode).toBe(409);
    expect(answer.json()).toMatchObject({ reason: "stale" });
    expect(answer.json().error).toContain("against head 0: got base version 7");
    expect(metrics.render(await store.status())).toContain('rejected_total{reason="stale_round"} 1\n');
  });

  test("keeps what a delta says, and nothing that its header holds beside", async () => {
    const dataDir = temporaryFolder();
    const { app, store } = await openRoutes({ dataDir });
    // A name that comes twice counts once, and no reader sees the first; one within a tensor nobody asks for.
    const talkative = withHeader(good, (json) =>
      json
        .replace('{"__metadata__"', '{"delta":"visitor 17","__metadata__"')
        .replace('"I8"', '"I8","is":"17"'),
    );
    expect((await post(app, talkative)).statusCode).toBe(202);
    await store.close();
    const database = openLibsqlDatabase(join(dataDir, "personal-rank.sqlite"));
    const rows = await database.all("SELECT file FROM report", []);
    await database.close();
    expect(rows).toEqual([{ file: good }]);
  });

  const threeTensors = encodeSafetensors({
    tensors: new Map(),
    metadata: { format: "personal-rank-delta", version: "2" },
  });
  /** As pages sent them that were loaded before deltas were steps. */
  const offset = (() => {
    const { tensors, metadata } = decodeSafetensors(good, "a delta");
    const { version: _, ...rest } = metadata;
    return encodeSafetensors({ tensors, metadata: rest });
  })();
  test.each<[string, number, string, Uint8Array, Record<string, string>]>([
    ["a body over 64 KiB", 413, "size", new Uint8Array(65_537), {}],
    ["another content type", 415, "format", good, { "content-type": "application/json" }],
    ["a compressed body", 415, "format", good, { "content-encoding": "gzip" }],
    ["no body", 422, "format", new Uint8Array(0), {}],
    ["text", 422, "format", Buffer.from("hello, this is no delta"), {}],
    ["a file without tensors", 422, "format", threeTensors, {}],
    ["a truncated file", 422, "format", good.subarray(0, -1), {}],
    ["no key", 422, "format", good, { "idempotency-key": "" }],
    ["a short key", 422, "format", good, { "idempotency-key": "abc" }],
    ["a delta of version 1", 409, "version", offset, {}],
    ["4 weights", 422, "shape", deltaFile([0.1, 0.1, 0.1, 0.1]), {}],
    ["another layout", 422, "layout", deltaFile([0.5, 0, 0], { layout: "phi-0" }), {}],
    ["another clip norm", 422, "norm", deltaFile([0.5, 0, 0], { clipNorm: 100 }), {}],
    ["a NaN scale", 422, "nonfinite", deltaFile([0.5, 0, 0], { scale: Number.NaN }), {}],
    ["an infinite scale", 422, "nonfinite", deltaFile([0.5, 0, 0], { scale: -Infinity }), {}],
    ["a scale that overflows", 422, "nonfinite", deltaFile([0.5, 0, 0], { scale: 3.4e38 }), {}],
  ])("refuses %s with %i %s and stores nothing", async (_, code, reason, bytes, headers) => {
    const { app, store, metrics } = await openRoutes();
    const answer = await post(app, bytes, headers);
    expect(answer.statusCode).toBe(code);
    expect(answer.json()).toEqual({ error: expect.any(String), reason });
    expect(await store.status()).toMatchObject({ version: 0, reports: 0 });
    expect(metrics.render(await store.status())).toContain(`rejected_total{reason="${reason}"} 1\n`);
  });

  test("answers 503, never 202, when the store fails", async () => {
    const { app, store } = await openRoutes();
    await store.close();
    const answer = await post(app, good);
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toEqual({ error: expect.stringContaining("again later"), reason: "unavailable" });
    expect(answer.headers["retry-after"]).toBe("30");
  });
});

describe("any origin", () => {
  test("may ask, send and read the tag", async () => {
    const { app } = await openRoutes();
    const preflight = await app.inject({
      method: "OPTIONS",
      url: "/v1/deltas",
      headers: { origin: "https://shop.example", "access-control-request-method": "POST" },
    });
    expect(preflight.statusCode).toBe(204);
    expect(preflight.headers).toMatchObject({
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "GET, POST",
      "access-control-allow-headers": "content-type, idempotency-key, if-none-match, personal-rank-token",
    });
    const refused = await post(app, new Uint8Array(65_537));
    expect(refused.headers["access-control-allow-origin"]).toBe("*");
    expect((await app.inject("/v1/manifest")).headers["access-control-expose-headers"]).toBe(
      "ETag, Retry-After",
    );
  });
});
