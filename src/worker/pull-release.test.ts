import { beforeAll, describe, expect, test } from "vitest";
import { FEATURE_COUNT, FEATURE_LAYOUT } from "../learning/feature-layout.ts";
import { DAY_MS, put, RELEASED_AT_MS, testKey } from "../sync/release-server.test-helper.ts";
import type { ReleaseServer, TestKey } from "../sync/release-server.test-helper.ts";
import { expectRefused, LATER_MS, pullingDevice } from "./pull-release-fixtures.test-helper.ts";
import type { PullingDevice } from "./pull-release-fixtures.test-helper.ts";

let used: PullingDevice;
let stranger: TestKey;
beforeAll(async () => {
  used = await pullingDevice();
  stranger = await testKey();
});

/** Offers a good release 3 under key list 3, a day later. */
async function offerNext(changes: Parameters<ReleaseServer["release"]>[0] = {}): Promise<void> {
  used.clock.nowMs = LATER_MS;
  await used.server.release({
    ...changes,
    manifest: { version: 3, issuedAtMs: LATER_MS, ...changes.manifest },
    list: { version: 3, ...changes.list },
  });
}

function flipped(bytes: Uint8Array<ArrayBuffer>, at: number, bit: number): Uint8Array<ArrayBuffer> {
  const changed = bytes.slice();
  changed[at] ^= 1 << bit;
  return changed;
}

describe("a release is refused, with one warning and nothing stored,", () => {
  test("whichever bit of manifest and key list is flipped", { timeout: 300_000 }, async () => {
    await offerNext();
    const { body } = used.server;
    const before = await used.everything();
    for (let at = 0; at < body.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        used.server.body = flipped(body, at, bit);
        await expectRefused(used);
      }
    }
    expect(await used.everything()).toEqual(before);
  });

  test("whichever bit of the head is flipped", { timeout: 300_000 }, async () => {
    await offerNext();
    const { heads, body } = used.server;
    const { manifest } = JSON.parse(new TextDecoder().decode(body)) as { manifest: { signed: string } };
    const { hash } = (JSON.parse(manifest.signed) as { head: { hash: string } }).head;
    const file = heads.get(hash)!;
    const before = await used.everything();
    for (let at = 0; at < file.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        heads.set(hash, flipped(file, at, bit));
        await expectRefused(used, "SHA-256 must be");
      }
    }
    expect(await used.everything()).toEqual(before);
    heads.set(hash, file);
  });

  test("wherever it or its head is cut off", { timeout: 120_000 }, async () => {
    await offerNext();
    const { body, heads } = used.server;
    for (let length = 0; length < body.length; length++) {
      used.server.body = body.subarray(0, length);
      await expectRefused(used);
    }
    used.server.body = body;
    const files = new Map(heads);
    for (let length = 0; length < 1_000; length += 37) {
      for (const [hash, file] of files) heads.set(hash, file.subarray(0, length));
      await expectRefused(used, "bytes: got");
    }
    for (const [hash, file] of files) heads.set(hash, file);
  });

  test.each<[string, () => Promise<void>, string]>([
    [
      "version below the one taken",
      () => offerNext({ manifest: { version: 1 } }),
      "version must be 2 or later",
    ],
    [
      "key list below the one taken",
      () => offerNext({ list: { version: 1 } }),
      "keysVersion must be 2 or later",
    ],
    [
      "older manifest of the same version",
      () => offerNext({ manifest: { version: 2, issuedAtMs: RELEASED_AT_MS - 2 * 3_600_000 } }),
      "issuedAtMs must be",
    ],
    [
      "manifest that has expired",
      () => offerNext({ manifest: { issuedAtMs: RELEASED_AT_MS, expiresAtMs: RELEASED_AT_MS - 5 * DAY_MS } }),
      "later than issuedAtMs",
    ],
    [
      "manifest that is held back until it has expired",
      async () => {
        await offerNext();
        used.clock.nowMs = LATER_MS + 8 * DAY_MS + 1;
      },
      "must not have expired",
    ],
    [
      "key list that has expired",
      () => offerNext({ list: { expiresAtMs: LATER_MS - DAY_MS - 1 } }),
      "must not have expired",
    ],
    [
      "key list by a key that the page does not name",
      () => offerNext({ root: stranger }),
      "root key that the page names",
    ],
    ["manifest by a key that is not listed", () => offerNext({ releaseKey: stranger }), "not listed"],
    ["manifest by the root key itself", () => offerNext({ releaseKey: used.server.root }), "not listed"],
    [
      "manifest by a key that is revoked",
      () => offerNext({ list: { revoked: [used.server.releaseKey.keyId] } }),
      "which is revoked",
    ],
    [
      "manifest for another key list",
      () => offerNext({ manifest: { keysVersion: 4 } }),
      "must come with version 4 of the key list",
    ],
    ["layout of another version", () => offerNext({ manifest: { layout: "phi-4" } }), 'must be "phi-3"'],
    [
      "head of another version than was signed",
      async () => {
        const weights = new Float32Array(FEATURE_COUNT).fill(9);
        const head = await put(used.server, { version: 7, layout: FEATURE_LAYOUT, weights });
        await offerNext({ manifest: { head } });
      },
      "must be version 3: got 7",
    ],
    [
      "head of another layout than was signed",
      async () => {
        const weights = new Float32Array(FEATURE_COUNT);
        const head = await put(used.server, { version: 3, layout: "phi-2", weights });
        await offerNext({ manifest: { head } });
      },
      'feature layout must be "phi-3"',
    ],
    [
      "head of another length than was signed",
      async () => {
        const weights = new Float32Array(FEATURE_COUNT + 1);
        const head = await put(used.server, { version: 3, layout: FEATURE_LAYOUT, weights });
        await offerNext({ manifest: { head } });
      },
      "must have shape",
    ],
    [
      "head that is not finite, though it is signed",
      async () => {
        const weights = new Float32Array(FEATURE_COUNT).fill(Number.NaN);
        await offerNext({ weights });
      },
      "must be finite",
    ],
    [
      "head that is not there",
      async () => {
        await offerNext({ manifest: { head: { hash: "0".repeat(64), bytes: 2_000 } } });
      },
      "must answer 200: got 404",
    ],
  ])("with a %s", async (_, offer, words) => {
    const before = await used.everything();
    await offer();
    await expectRefused(used, words);
    expect(await used.everything()).toEqual(before);
  });

  test("with the parts of two good releases mixed", async () => {
    type Parts = { keys: unknown; manifest: unknown };
    const partsOf = (): Parts => JSON.parse(new TextDecoder().decode(used.server.body)) as Parts;
    await offerNext();
    const third = partsOf();
    await offerNext({ manifest: { version: 4 }, list: { version: 4 } });
    const fourth = partsOf();
    for (const mixed of [
      { keys: third.keys, manifest: fourth.manifest },
      { keys: fourth.keys, manifest: third.manifest },
    ]) {
      used.server.body = new TextEncoder().encode(JSON.stringify(mixed));
      await expectRefused(used, "of the key list");
    }
    for (const swapped of [
      { keys: third.manifest, manifest: third.keys },
      { keys: third.keys, manifest: third.keys },
    ]) {
      used.server.body = new TextEncoder().encode(JSON.stringify(swapped));
      await expectRefused(used);
    }
  });

  test("and the head of before still orders lists; the next good one is taken", async () => {
    const { person, server, pull, warnings } = used;
    const { weights } = (await person.heads(null)).global;
    await offerNext({ root: stranger });
    await expectRefused(used);
    expect((await person.heads(null)).global).toMatchObject({ version: 2, weights });
    await offerNext();
    const count = warnings.length;
    await pull();
    expect(warnings).toHaveLength(count);
    expect((await person.heads(null)).global.version).toBe(3);
    expect(server.requests.at(-1).path).toContain("/heads/");
  });
});
