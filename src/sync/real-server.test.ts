import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { createServer } from "../server/create-server.ts";
import { createManifestSource } from "../server/manifest-source.ts";
import { createMetrics } from "../server/metrics.ts";
import { openStore } from "../server/open-store.ts";
import { PLAIN_ROUNDS } from "../server/plain-rounds.ts";
import { deltaFile, randomKey, startServer, temporaryFolder } from "../server/server-fixture.ts";
import { ensureSigningKeys, rootKeyPath, rotateReleaseKey } from "../server/signing-keys.ts";
import { readKeyFile } from "../server/key-files.ts";
import { createSyncClient } from "./sync-client.ts";
import type { SyncClient } from "./sync-client.ts";

test("the client believes our own server, before and after a rotation of its keys and a round", async () => {
  const store = await openStore({
    dataDir: temporaryFolder(),
    layout: "phi-1",
    dimensions: 3,
    ...PLAIN_ROUNDS,
    cohort: 20,
  });
  const folder = temporaryFolder();
  const keys = ensureSigningKeys(folder, Date.now());
  const manifests = createManifestSource({ store, keys, nowMs: Date.now });
  const app = createServer({ store, metrics: createMetrics(), manifests, log: null });
  onTestFinished(async () => {
    await app.close();
    await store.close();
  });
  await app.listen({ port: 0, host: "127.0.0.1" });
  const client = createSyncClient({
    baseUrl: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/v1`,
    rootKeys: readKeyFile(rootKeyPath(folder)).publicText,
    fetch,
    now: Date.now,
  });
  const options = { kept: null, layout: "phi-1", canaryDraw: 0 };
  const first = await client.pullHead(options);
  if (first.outcome !== "new") throw new Error("Expected a release");
  expect(first.head).toMatchObject({ version: 0, weights: new Float32Array(3) });
  const { etag, headHash, manifest } = first;
  const again = { ...options, kept: { etag, headHash, ...manifest } };
  expect(await client.pullHead(again)).toEqual({ outcome: "unchanged", freshForMs: 14_400_000 });

  rotateReleaseKey(folder, { rootPath: rootKeyPath(folder), nowMs: Date.now() });
  expect(await client.pullHead(again)).toMatchObject({ manifest: { keysVersion: 2 }, head: null });

  const delta = { key: randomKey(), bytes: deltaFile([0.5, 0, 0]) };
  expect(await client.sendDelta(delta)).toBe("accepted");
  expect(await client.sendDelta(delta)).toBe("duplicate");
  const stale = { key: randomKey(), bytes: deltaFile([0.5, 0, 0], { baseVersion: 4 }) };
  expect(await client.sendDelta(stale)).toBe("stale");
  expect(await client.sendDelta({ key: randomKey(), bytes: new Uint8Array(70_000) })).toBe("rejected");
  await store.closeRound();
  const second = await client.pullHead(again);
  if (second.outcome !== "new") throw new Error("Expected a release");
  expect(second.manifest.version).toBe(1);
  expect(second.head?.weights[0]).toBeCloseTo(0.5, 2);
  await client.sendQuality(Uint8Array.of(1, 3, 1));
  expect((await store.quality()).total[3]).toEqual([0, 1]);
});

test("our own server takes the reports of a site's pages alone", async () => {
  const { port, store } = await startServer();
  const origin = "https://shop.example";
  const token = await store.access.sites.create({ name: "shop", origins: [origin], dailyQuota: 3 });
  const clientWith = (token: string | null, from = origin): SyncClient =>
    createSyncClient({
      baseUrl: `http://127.0.0.1:${port}/v1`,
      rootKeys: "",
      token,
      // As browsers do for a page.
      fetch: (url, init) => {
        const headers = new Headers(init?.headers);
        headers.set("origin", from);
        return fetch(url, { ...init, headers });
      },
      now: Date.now,
    });
  const delta = { key: randomKey(), bytes: deltaFile([0.5, 0, 0]) };
  await expect(clientWith(null).sendDelta(delta)).rejects.toThrow("got 401");
  await expect(clientWith(token, "https://other.example").sendDelta(delta)).rejects.toThrow("got 403");
  expect(await clientWith(token).sendDelta(delta)).toBe("accepted");
  expect(await clientWith(token).sendDelta(delta)).toBe("duplicate");
  await clientWith(token).sendQuality(Uint8Array.of(1, 3, 1));
  await expect(clientWith(token).sendDelta(delta)).rejects.toThrow("got 429");
});
