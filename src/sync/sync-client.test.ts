import { describe, expect, test } from "vitest";
import { RankError } from "../base/errors.ts";
import { deltaFile, randomKey, startServer } from "../server/server-fixture.ts";
import { createSyncClient } from "./sync-client.ts";
import type { SyncClient } from "./sync-client.ts";

const clientOf = (port: number, fetchLike: typeof fetch = fetch): SyncClient =>
  createSyncClient({ baseUrl: `http://127.0.0.1:${port}/v1`, fetch: fetchLike });

const nothingYet = { etag: null, currentVersion: 0, layout: "phi-1" };

/** The real network, with one answer changed on its way. */
function tamper(path: string, change: (response: Response) => Response | Promise<Response>): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    return new Request(input).url.includes(path) ? change(response) : response;
  };
}

async function failureOf(promise: Promise<unknown>): Promise<RankError> {
  const error: unknown = await promise.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(RankError);
  expect(error).toMatchObject({ reason: "sync-failed" });
  return error as RankError; // checked above
}

describe("pullHead", () => {
  test("gives the head once, then unchanged until a round closes", async () => {
    const { port, store } = await startServer();
    const client = clientOf(port);
    const first = await client.pullHead(nothingYet);
    if (first.outcome !== "new") throw new Error("Expected a head");
    expect(first).toMatchObject({ version: 0, clipNorm: 1, weights: new Float32Array(3) });
    const again = { ...nothingYet, etag: first.etag };
    expect(await client.pullHead(again)).toEqual({ outcome: "unchanged" });
    expect(await client.sendDelta({ key: randomKey(), bytes: deltaFile([0.5, 0, 0]) })).toBe("accepted");
    await store.closeRound();
    const second = await client.pullHead(again);
    if (second.outcome !== "new") throw new Error("Expected a head");
    expect(second.version).toBe(1);
    expect(second.weights[0]).toBeCloseTo(0.5, 6);
  });

  test("refuses a version below the one it holds", async () => {
    const { port } = await startServer();
    const { message } = await failureOf(clientOf(port).pullHead({ ...nothingYet, currentVersion: 3 }));
    expect(message).toContain("version 3 or later: got 0");
  });

  test("refuses another feature layout", async () => {
    const { port } = await startServer();
    const { message } = await failureOf(clientOf(port).pullHead({ ...nothingYet, layout: "phi-2" }));
    expect(message).toContain('must be "phi-2": got "phi-1"');
  });

  test("refuses a head file with any bit flipped", async () => {
    const { port } = await startServer();
    for (const at of [0, 40, -1]) {
      const flip = tamper("/heads/", async (response) => {
        const bytes = new Uint8Array(await response.arrayBuffer());
        bytes[at < 0 ? bytes.length + at : at] ^= 1;
        return new Response(bytes);
      });
      const { message } = await failureOf(clientOf(port, flip).pullHead(nothingYet));
      expect(message).toContain("SHA-256 must be");
    }
  });

  test.each([
    ["a page instead of a manifest", "/manifest", new Response("<!doctype html>"), "must be JSON"],
    ["a server error", "/manifest", new Response("", { status: 500 }), "must answer 200 or 304: got 500"],
    ["304 without having asked for it", "/manifest", new Response(null, { status: 304 }), "got 304"],
    ["a missing head", "/heads/", new Response("", { status: 404 }), "must answer 200: got 404"],
  ])("fails on %s, with the URL and what to do", async (_, path, answer, expected) => {
    const { port } = await startServer();
    const { message } = await failureOf(
      clientOf(
        port,
        tamper(path, () => answer.clone()),
      ).pullHead(nothingYet),
    );
    expect(message).toContain(expected);
    expect(message).toContain(`http://127.0.0.1:${port}/v1${path}`);
    expect(message).toContain("again later");
  });
});

describe("sendDelta", () => {
  test("says accepted, then duplicate, stale, rejected", async () => {
    const { port } = await startServer();
    const client = clientOf(port);
    const delta = { key: randomKey(), bytes: deltaFile([0.5, 0, 0]) };
    expect(await client.sendDelta(delta)).toBe("accepted");
    expect(await client.sendDelta(delta)).toBe("duplicate");
    const stale = deltaFile([0.5, 0, 0], { baseVersion: 4 });
    expect(await client.sendDelta({ key: randomKey(), bytes: stale })).toBe("stale");
    expect(await client.sendDelta({ key: randomKey(), bytes: new Uint8Array(8) })).toBe("rejected");
    expect(await client.sendDelta({ key: randomKey(), bytes: new Uint8Array(70_000) })).toBe("rejected");
  });

  test("fails, so that the caller keeps the delta, if the server is gone, broken or elsewhere", async () => {
    const server = await startServer();
    const { port } = server;
    const delta = { key: randomKey(), bytes: deltaFile([0.5, 0, 0]) };
    for (const status of [404, 429, 503]) {
      const answer = tamper("/deltas", () => new Response("", { status }));
      expect((await failureOf(clientOf(port, answer).sendDelta(delta))).message).toContain(`got ${status}`);
    }
    await server.close();
    const { message, cause } = await failureOf(clientOf(port).sendDelta(delta));
    expect(message).toContain(`Cannot reach "http://127.0.0.1:${port}/v1/deltas"`);
    expect(cause).toBeInstanceOf(TypeError);
  });

  test("sends the file, its type and its key, and nothing of the page", async () => {
    const seen: (RequestInit | undefined)[] = [];
    const recording: typeof fetch = async (_input, init) => {
      seen.push(init);
      return new Response("", { status: 202 });
    };
    const delta = { key: randomKey(), bytes: deltaFile([0.5, 0, 0]) };
    await clientOf(1, recording).sendDelta(delta);
    expect(seen).toEqual([
      {
        method: "POST",
        headers: { "content-type": "application/octet-stream", "idempotency-key": delta.key },
        body: delta.bytes,
        credentials: "omit",
        referrerPolicy: "no-referrer",
        redirect: "error",
        signal: expect.any(AbortSignal),
      },
    ]);
  });
});

describe("sendQuality", () => {
  test("sends the bytes and their type, without a key and nothing of the page, and fails unless they are counted", async () => {
    const seen: (RequestInit | undefined)[] = [];
    const recording: typeof fetch = async (input, init) => {
      seen.push(init);
      return fetch(input, init);
    };
    const { port, store } = await startServer();
    const bytes = Uint8Array.of(1, 3, 1);
    await clientOf(port, recording).sendQuality(bytes);
    expect((await store.quality()).total[3]).toEqual([0, 1]);
    expect(seen).toEqual([
      {
        method: "POST",
        headers: { "content-type": "application/octet-stream" },
        body: bytes,
        credentials: "omit",
        referrerPolicy: "no-referrer",
        redirect: "error",
        signal: expect.any(AbortSignal),
      },
    ]);
    const { message } = await failureOf(clientOf(port).sendQuality(Uint8Array.of(1, 99, 1)));
    expect(message).toContain("/v1/quality");
    expect(message).toContain("must answer 202: got 422");
  });
});

describe("createSyncClient", () => {
  test("refuses an address that is not absolute", () => {
    expect(() => createSyncClient({ baseUrl: "/rank/v1", fetch })).toThrow('absolute URL: got "/rank/v1"');
  });
});
