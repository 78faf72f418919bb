import { describe, expect, test } from "vitest";
import { RankError } from "../base/errors.ts";
import { seededRandom } from "../base/random.ts";
import { decodeDelta } from "../federation/delta.ts";
import { dequantize } from "../federation/quantize.ts";
import { randomPage } from "../learning/example-fixtures.test-helper.ts";
import { FEATURE_COUNT, FEATURE_LAYOUT } from "../learning/feature-layout.ts";
import { sealHead } from "../store/head-seal.ts";
import type { SendOutcome, SyncClient } from "../sync/sync-client.ts";
import type { Platform } from "./platform.ts";
import { sharing, type Sharing } from "./sharing.ts";
import { visitor } from "./visitor.ts";
import { BAYES, bayesHead, testPlatform } from "./visitor-fixtures.test-helper.ts";

const DAY_MS = 86_400_000;

/** A network whose answers the test chooses. */
function network(): SyncClient & {
  answers: (SendOutcome | "down")[];
  sent: { key: string; bytes: Uint8Array }[];
} {
  const answers: (SendOutcome | "down")[] = [];
  const sent: { key: string; bytes: Uint8Array }[] = [];
  return {
    answers,
    sent,
    pullHead: async () => ({ outcome: "unchanged" }),
    sendQuality: () => Promise.reject(new Error("no report in this test")),
    sendDelta: async (delta) => {
      sent.push(delta);
      const answer = answers.shift() ?? "accepted";
      if (answer === "down") throw new RankError("sync-failed", "down");
      return answer;
    },
  };
}

function setUp(sync: SyncClient | null): {
  share: Sharing;
  platform: Platform;
  learn: (generation: number) => Promise<void>;
  clock: { nowMs: number };
} {
  const clock = { nowMs: 0 };
  const platform: Platform = { ...testPlatform(), now: () => clock.nowMs, random: seededRandom(4) };
  let state = bayesHead.init();
  return {
    platform,
    clock,
    share: sharing(platform, { person: visitor(platform, BAYES), sync }),
    learn: async (generation) => {
      state = bayesHead.update(state, randomPage(generation, 6));
      await platform.records.write([
        { type: "put", kind: "head", record: sealHead({ modelId: "m", generation, headVersion: 0, state }) },
      ]);
    },
  };
}

const decode = (bytes: Uint8Array): Float32Array =>
  dequantize(decodeDelta(bytes, { layout: FEATURE_LAYOUT, dimensions: FEATURE_COUNT, clipNorm: 1 }));

describe("share", () => {
  test("sends personal − global, clipped, and nothing the second time", async () => {
    const sync = network();
    const { share, learn, platform } = setUp(sync);
    await learn(1);
    expect((await share.share()).outcome).toBe("accepted");
    const offset = bayesHead.offset((await platform.records.get("head", "personal"))!.state);
    const norm = Math.hypot(...offset);
    const sent = decode(sync.sent[0].bytes);
    const step = Math.max(...sent.map(Math.abs)) / 127;
    for (let at = 0; at < FEATURE_COUNT; at++) {
      expect(Math.abs(sent[at] - offset[at] / Math.max(1, norm))).toBeLessThan(step * 1.01);
    }
    expect((await share.share()).outcome).toBe("nothing-to-share");
    expect(sync.sent).toHaveLength(1);
  });

  test("sends the same bytes under the same key until the server answers", async () => {
    const sync = network();
    sync.answers.push("down", "down");
    const { share, learn, platform } = setUp(sync);
    await learn(1);
    expect((await share.share()).outcome).toBe("queued");
    await learn(2); // learning goes on, the upload does not change
    await share.share();
    expect((await share.share()).outcome).toBe("accepted");
    expect(sync.sent).toHaveLength(3);
    expect(new Set(sync.sent.map(({ key }) => key)).size).toBe(1);
    expect(sync.sent[0].key).toMatch(/^[0-9a-f]{32}$/);
    expect(sync.sent[2].bytes).toEqual(sync.sent[0].bytes);
    expect(await platform.records.getAll("outbox")).toEqual([]);
  });

  test("sends only what was learned since the last accepted upload", async () => {
    const sync = network();
    const { share, learn, platform } = setUp(sync);
    await learn(1);
    await share.share();
    const before = bayesHead.offset((await platform.records.get("head", "personal"))!.state).slice();
    await learn(2);
    await share.share();
    const after = bayesHead.offset((await platform.records.get("head", "personal"))!.state);
    const difference = after.map((value, at) => value - before[at]);
    const sent = decode(sync.sent[1].bytes);
    const step = Math.max(...sent.map(Math.abs)) / 127;
    const norm = Math.max(1, Math.hypot(...difference));
    for (let at = 0; at < FEATURE_COUNT; at++)
      expect(Math.abs(sent[at] - difference[at] / norm)).toBeLessThan(step * 1.01);
  });

  test("sends the whole offset where what was shared had another layout, and counts those uploads still", async () => {
    const sync = network();
    const { share, learn, platform } = setUp(sync);
    const old = { baseVersion: 0, sharedOffset: new Float64Array(184).fill(1), generation: 9, sentAtMs: [0] };
    await platform.records.write([{ type: "put", kind: "sharing", record: { key: "sharing", ...old } }]);
    await learn(1);
    await share.share();
    const offset = bayesHead.offset((await platform.records.get("head", "personal"))!.state);
    const sent = decode(sync.sent[0].bytes);
    expect(sent.every(Number.isFinite)).toBe(true);
    expect(sent[1] * offset[1]).toBeGreaterThan(0);
    expect((await platform.records.get("sharing", "sharing"))!.sentAtMs).toHaveLength(2);
  });

  test("sends the very bytes that were shown before, rounding and all", async () => {
    const sync = network();
    const { share, learn } = setUp(sync);
    await learn(1);
    const shown = (await share.preview())!.bytes;
    expect((await share.preview())!.bytes).toEqual(shown);
    await share.share();
    expect(sync.sent[0].bytes).toEqual(shown);
    await learn(2);
    expect((await share.preview())!.bytes).not.toEqual(shown);
  });

  test("counts bytes that the server refused against the budget, and not as shared", async () => {
    const sync = network();
    const { share, learn, platform } = setUp(sync);
    await learn(1);
    sync.answers.push("stale");
    await share.share();
    const sharing = await platform.records.get("sharing", "sharing");
    expect(sharing).toMatchObject({ generation: 0, sentAtMs: [0] });
    expect((await share.share()).outcome).toBe("accepted");
  });

  test("shows before sending exactly the bytes that wait in the outbox", async () => {
    const sync = network();
    sync.answers.push("down");
    const { share, learn } = setUp(sync);
    await learn(1);
    await share.share();
    expect((await share.preview())!.bytes).toEqual(sync.sent[0].bytes);
  });

  test("sends at most 12 times in 90 days", async () => {
    const sync = network();
    const { share, learn, clock } = setUp(sync);
    for (let generation = 1; generation <= 15; generation++) {
      clock.nowMs = generation * DAY_MS;
      await learn(generation);
      await share.share();
    }
    expect(sync.sent).toHaveLength(12);
    clock.nowMs = 92 * DAY_MS;
    await share.share();
    expect(sync.sent).toHaveLength(13);
  });

  test("never makes anything to send where the page names no server", async () => {
    const { share, learn, platform } = setUp(null);
    await learn(1);
    expect((await share.share()).outcome).toBe("no-server");
    await share.shareIfDue();
    expect(await platform.records.getAll("outbox")).toEqual([]);
  });

  test("has nothing to share of a visitor who has taught nothing", async () => {
    const { share } = setUp(network());
    expect((await share.share()).outcome).toBe("nothing-to-share");
    expect(await share.preview()).toBeNull();
  });
});

describe("shareIfDue", () => {
  test("waits for 6 updates, and then for 7 days", async () => {
    const sync = network();
    const { share, learn, clock } = setUp(sync);
    for (let generation = 1; generation <= 5; generation++) await learn(generation);
    await share.shareIfDue();
    expect(sync.sent).toHaveLength(0);
    await learn(6);
    await share.shareIfDue();
    expect(sync.sent).toHaveLength(1);
    for (let generation = 7; generation <= 12; generation++) await learn(generation);
    clock.nowMs = 6 * DAY_MS;
    await share.shareIfDue();
    expect(sync.sent).toHaveLength(1);
    clock.nowMs = 8 * DAY_MS;
    await share.shareIfDue();
    expect(sync.sent).toHaveLength(2);
  });
});
