import { describe, expect, test } from "vitest";
import { RankError } from "../base/errors.ts";
import { DAY_MS, put, RELEASED_AT_MS, releaseServer, testKey } from "./release-server.test-helper.ts";
import type { ReleaseServer } from "./release-server.test-helper.ts";
import { createSyncClient } from "./sync-client.ts";
import type { KeptRelease, PulledHead, SyncClient } from "./sync-client.ts";

const BASE = "https://rank.shop.example/v1";
const nothingYet = { kept: null, layout: "phi-1", canaryDraw: 0.5 };

function clientOf(
  server: Pick<ReleaseServer, "fetch" | "root">,
  { nowMs = RELEASED_AT_MS, rootKeys = server.root.text } = {},
): SyncClient {
  return createSyncClient({ baseUrl: BASE, rootKeys, fetch: server.fetch, now: () => nowMs });
}

async function failureOf(promise: Promise<unknown>): Promise<RankError> {
  const error: unknown = await promise.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(RankError);
  expect(error).toMatchObject({ reason: "sync-failed" });
  return error as RankError; // checked above
}

/** Of a release that must be new, what a device keeps. */
function keptOf(pulled: PulledHead): KeptRelease {
  if (pulled.outcome !== "new") throw new Error("Expected a release");
  const { etag, headHash, manifest } = pulled;
  const { version, keysVersion, issuedAtMs, expiresAtMs } = manifest;
  return { etag, headHash, version, keysVersion, issuedAtMs, expiresAtMs };
}

describe("pullHead", () => {
  test("gives the head once, then unchanged until another is released", async () => {
    const server = await releaseServer();
    const client = clientOf(server);
    const first = await client.pullHead(nothingYet);
    expect(first).toMatchObject({
      outcome: "new",
      manifest: { version: 1, clipNorm: 1 },
      head: { version: 1, weights: new Float32Array(3).fill(0.25) },
    });
    const again = { ...nothingYet, kept: keptOf(first) };
    expect(await client.pullHead(again)).toEqual({ outcome: "unchanged", freshForMs: 0 });
    await server.release({ manifest: { version: 2 } });
    expect(await client.pullHead(again)).toMatchObject({
      manifest: { version: 2 },
      head: { weights: new Float32Array(3).fill(0.5) },
    });
  });

  test("fetches no head that is held already, where the manifest was only signed anew", async () => {
    const server = await releaseServer();
    const kept = keptOf(await clientOf(server).pullHead(nothingYet));
    await server.release({ manifest: { issuedAtMs: RELEASED_AT_MS + DAY_MS } });
    server.requests.length = 0;
    const second = await clientOf(server).pullHead({ ...nothingYet, kept });
    expect(second).toMatchObject({ outcome: "new", head: null, headHash: kept.headHash });
    expect(server.requests.map(({ path }) => path)).toEqual(["/v1/manifest"]);
  });

  test("gives the canary to a device that drew below its share, and to no other", async () => {
    const server = await releaseServer();
    const weights = Float32Array.of(9, 9, 9);
    const head = { version: 2, ...(await put(server, { version: 2, layout: "phi-1", weights })) };
    await server.release({ manifest: { canary: { share: 0.2, head } } });
    const pull = (canaryDraw: number): Promise<PulledHead> =>
      clientOf(server).pullHead({ ...nothingYet, canaryDraw });
    expect(await pull(0.199)).toMatchObject({ headHash: head.hash, head: { version: 2, weights } });
    expect(await pull(0.2)).toMatchObject({ head: { version: 1 } });
  });

  test("believes each of the root keys that the page names", async () => {
    const server = await releaseServer();
    const other = await testKey();
    const rootKeys = ` ${other.text}\n ${server.root.text} `;
    expect(await clientOf(server, { rootKeys }).pullHead(nothingYet)).toMatchObject({ outcome: "new" });
    const { message } = await failureOf(clientOf(server, { rootKeys: other.text }).pullHead(nothingYet));
    expect(message).toContain("a root key that the page names must have signed it");
  });

  test("is the same after a rotation, and refuses the old key once it is revoked", async () => {
    const server = await releaseServer();
    const old = server.releaseKey;
    const kept = keptOf(await clientOf(server).pullHead(nothingYet));
    const next = await testKey();
    const both = [old, next].map(({ keyId, publicKey }) => ({ keyId, publicKey }));
    await server.release({ manifest: { version: 2 }, list: { version: 2, keys: both }, releaseKey: next });
    const rotated = await clientOf(server).pullHead({ ...nothingYet, kept });
    expect(rotated).toMatchObject({ outcome: "new" });
    const list = { version: 3, keys: both, revoked: [old.keyId] };
    await server.release({ manifest: { version: 3 }, list, releaseKey: old });
    const pull = clientOf(server).pullHead({ ...nothingYet, kept: keptOf(rotated) });
    expect((await failureOf(pull)).message).toContain("which is revoked");
    // Whoever has the old key may still show a list from before it was revoked, to devices that have not seen a later one.
    await server.release({ manifest: { version: 3 }, list: { version: 2, keys: both }, releaseKey: old });
    const seen = { ...keptOf(rotated), keysVersion: 3 };
    const again = clientOf(server).pullHead({ ...nothingYet, kept: seen });
    expect((await failureOf(again)).message).toContain("keysVersion must be 3 or later");
  });

  test.each([
    ["a page instead of a release", "/manifest", new Response("<!doctype html>"), "must be JSON"],
    ["a server error", "/manifest", new Response("", { status: 500 }), "must answer 200 or 304: got 500"],
    ["304 without having asked for it", "/manifest", new Response(null, { status: 304 }), "got 304"],
    ["a missing head", "/heads/", new Response("", { status: 404 }), "must answer 200: got 404"],
    ["a body without end", "/manifest", endless(), "at most 131072 bytes"],
    ["a head without end", "/heads/", endless(), "bytes"],
  ])("fails on %s, with the URL and what to do", async (_, path, answer, expected) => {
    const server = await releaseServer();
    const fetch: typeof globalThis.fetch = async (input, init) =>
      new Request(input).url.includes(path) ? answer : server.fetch(input, init);
    const { message } = await failureOf(clientOf({ ...server, fetch }).pullHead(nothingYet));
    expect(message).toContain(expected);
    expect(message).toContain(`${BASE}${path}`);
    expect(message).toContain("again later");
  });

  test("says that nothing is new to what is less than an hour behind, as a cache may be", async () => {
    const server = await releaseServer();
    await server.release({ manifest: { issuedAtMs: RELEASED_AT_MS - 3_600_000 } });
    const behind = keptOf(await clientOf(server).pullHead(nothingYet));
    const seen = { ...behind, etag: null, version: 2, issuedAtMs: RELEASED_AT_MS };
    const pull = { ...nothingYet, kept: seen };
    expect(await clientOf(server).pullHead(pull)).toEqual({ outcome: "unchanged", freshForMs: 0 });
    const nowMs = behind.expiresAtMs + DAY_MS + 1;
    expect((await failureOf(clientOf(server, { nowMs }).pullHead(pull))).message).toContain("expired");
  });

  test("does not let itself be held at what it has by answers that nothing is new", async () => {
    const server = await releaseServer();
    const kept = keptOf(await clientOf(server).pullHead(nothingYet));
    const until = kept.expiresAtMs + DAY_MS;
    const pull = (nowMs: number): Promise<PulledHead> =>
      clientOf(server, { nowMs }).pullHead({ ...nothingYet, kept });
    expect(await pull(until)).toEqual({ outcome: "unchanged", freshForMs: 0 });
    expect((await failureOf(pull(until + 1))).message).toContain("must not have expired");
  });
});

describe("sendDelta", () => {
  test.each([
    [202, "accepted"],
    [200, "duplicate"],
    [409, "stale"],
    [413, "rejected"],
    [422, "rejected"],
  ])("says of %i %s", async (status, outcome) => {
    const server = await releaseServer();
    server.statuses.push(status);
    const delta = { key: "0".repeat(32), bytes: new Uint8Array(8) };
    expect(await clientOf(server).sendDelta(delta)).toBe(outcome);
  });

  test("takes no web page for a receipt: the report goes again", async () => {
    const server = await releaseServer();
    server.headers = { "content-type": "text/html; charset=utf-8" };
    server.statuses.push(200);
    const delta = { key: "0".repeat(32), bytes: new Uint8Array(8) };
    await expect(clientOf(server).sendDelta(delta)).rejects.toThrow(
      /must answer JSON: got 200; check "sync"/,
    );
  });

  test("fails, so that the caller keeps the delta, if the server is gone, broken or elsewhere", async () => {
    const server = await releaseServer();
    const delta = { key: "0".repeat(32), bytes: new Uint8Array(8) };
    server.statuses.push(404, 429, 503, "down");
    for (const status of [404, 429, 503])
      expect((await failureOf(clientOf(server).sendDelta(delta))).message).toContain(`got ${status}`);
    const { message, cause } = await failureOf(clientOf(server).sendDelta(delta));
    expect(message).toContain(`Cannot reach "${BASE}/deltas"`);
    expect(cause).toBeInstanceOf(TypeError);
  });

  test("sends the file, its type and its key, and nothing of the page", async () => {
    const server = await releaseServer();
    const delta = { key: "ab".repeat(16), bytes: new Uint8Array(8) };
    await clientOf(server).sendDelta(delta);
    expect(server.requests.map(({ path, init }) => [path, init])).toEqual([
      [
        "/v1/deltas",
        {
          method: "POST",
          headers: { "content-type": "application/octet-stream", "idempotency-key": delta.key },
          body: delta.bytes,
          credentials: "omit",
          referrerPolicy: "no-referrer",
          redirect: "error",
          signal: expect.any(AbortSignal),
        },
      ],
    ]);
  });
});

describe("a site's token", () => {
  const token = "site-" + "a".repeat(43);

  test("goes with reports of both kinds, and not with what is public", async () => {
    const server = await releaseServer();
    const { fetch, root } = server;
    const client = createSyncClient({
      baseUrl: BASE,
      rootKeys: root.text,
      token,
      fetch,
      now: () => RELEASED_AT_MS,
    });
    await client.pullHead(nothingYet);
    await client.sendDelta({ key: "0".repeat(32), bytes: new Uint8Array(8) });
    await client.sendQuality(Uint8Array.of(1, 3, 1));
    const tokens = server.requests.map(({ init }) => new Headers(init.headers).get("personal-rank-token"));
    expect(tokens).toEqual([null, null, token, token]);
  });

  test("is what to check where the server refuses the sender; the delta is kept", async () => {
    const server = await releaseServer();
    const delta = { key: "0".repeat(32), bytes: new Uint8Array(8) };
    const checks: [number, string][] = [
      [401, '"sync-token"'],
      [403, "the origins of the site"],
      [429, "the quota of the site"],
      [500, '"sync"'],
    ];
    for (const [status, check] of checks) {
      server.statuses.push(status);
      const { message } = await failureOf(clientOf(server).sendDelta(delta));
      expect(message).toContain(`got ${status}; check ${check}, or keep what you have`);
    }
  });

  test.each(["", "two words", "ä", "a\nb", "a".repeat(101)])("is refused where it is %j", async (text) => {
    const { fetch, root } = await releaseServer();
    const options = { baseUrl: BASE, rootKeys: root.text, token: text, fetch, now: () => 0 };
    expect(() => createSyncClient(options)).toThrow('"sync-token" must be a site\'s token');
  });
});

describe("sendQuality", () => {
  test("sends the bytes and their type, without a key and nothing of the page, and fails unless they are counted", async () => {
    const server = await releaseServer();
    const bytes = Uint8Array.of(1, 3, 1);
    await clientOf(server).sendQuality(bytes);
    expect(server.requests.map(({ path, init }) => [path, init])).toEqual([
      [
        "/v1/quality",
        {
          method: "POST",
          headers: { "content-type": "application/octet-stream" },
          body: bytes,
          credentials: "omit",
          referrerPolicy: "no-referrer",
          redirect: "error",
          signal: expect.any(AbortSignal),
        },
      ],
    ]);
    server.statuses.push(422);
    const { message } = await failureOf(clientOf(server).sendQuality(bytes));
    expect(message).toContain("/v1/quality");
    expect(message).toContain("must answer 202: got 422");
  });
});

describe("createSyncClient", () => {
  test("refuses an address that is not absolute", async () => {
    const { fetch, root } = await releaseServer();
    const options = { baseUrl: "/rank/v1", rootKeys: root.text, fetch, now: () => 0 };
    expect(() => createSyncClient(options)).toThrow('absolute URL: got "/rank/v1"');
  });

  test.each([
    ["nothing", " "],
    ["something else", "our-key"],
    ["a key of 31 bytes", "A".repeat(42)],
    ["five keys", `${"A".repeat(43)} `.repeat(5)],
  ])("takes nothing where the page names %s as its key", async (_, rootKeys) => {
    const server = await releaseServer();
    const { message } = await failureOf(clientOf(server, { rootKeys }).pullHead(nothingYet));
    expect(message).toContain('"sync-key" must be 1 to 4 public keys');
    expect(server.requests).toEqual([]);
  });
});

function endless(): Response {
  return new Response(
    new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(65_536)),
    }),
  );
}
