import { describe, expect, test, vi } from "vitest";
import { clipByNorm } from "../federation/clip.ts";
import { splitAggregator } from "../federation/split-aggregator.ts";
import { splitMean } from "../federation/split-mean.ts";
import { decodeSplitShare } from "../federation/split-share.ts";
import type { SignedManifest } from "../federation/manifest.ts";
import { encodeSplitTerms } from "../federation/split-terms.ts";
import { epsilonOf, rhoOf } from "../federation/zcdp.ts";
import { FEATURE_COUNT, FEATURE_LAYOUT } from "../learning/feature-layout.ts";
import { splitCoordinates } from "../learning/split-coordinates.ts";
import type { RankingRecord } from "../store/schema.ts";
import { eraseAllButLedger } from "./erase-all-but-ledger.ts";
import { allSteps, expectSaid, sharingSetting } from "./sharing-fixtures.test-helper.ts";
import type { SharingSetting } from "./sharing-fixtures.test-helper.ts";

import { ranking } from "./visitor-fixtures.test-helper.ts";

vi.setConfig({ testTimeout: 30_000 });

const DAY_MS = 86_400_000;
const LEADER = "rank.shop.example";
const HELPER = "other.example";
const SPLIT = {
  deltaVersion: 3,
  secureAggregation: encodeSplitTerms({ helper: `https://${HELPER}/v1`, coordinates: 1 }),
};
const TERMS = { layout: FEATURE_LAYOUT, clipNorm: 1, coordinates: 1, dimensions: 64 };

/** Three items that their texts tell apart, which is what is split; brands are left out. */
function textRanking(id: string): RankingRecord {
  const features = new Float32Array(3 * FEATURE_COUNT);
  for (let item = 0; item < 3; item++)
    for (const [at, coordinate] of splitCoordinates().entries())
      features[item * FEATURE_COUNT + coordinate] = Math.sin(3 * at + item);
  return { ...ranking(id), features };
}

const splitSetting = (): Promise<SharingSetting> => sharingSetting({ manifest: SPLIT }, textRanking);

/** What went where, each time that it did. */
function posts({
  server,
}: SharingSetting): { readonly host: string; readonly path: string; readonly bytes: Uint8Array }[] {
  return server.requests
    .filter(({ method }) => method === "POST")
    .map(({ host, path, init }) => ({ host, path, bytes: init.body as Uint8Array })); // as the client sends it
}

const hosts = (setting: SharingSetting): string[] => posts(setting).map(({ host }) => host);

/** [64]: the step of the pages, of what is split. */
async function wholeStepOf(setting: SharingSetting): Promise<Float32Array> {
  const step = await allSteps(setting);
  return Float32Array.from(splitCoordinates(), (at) => step[at]);
}

describe("share, where two servers add up what neither can read", () => {
  test("sends each of them its own part, under one name, and both together come to the step", async () => {
    const setting = await splitSetting();
    await setting.learn();
    // Rounding to 1 / 254 may lengthen it by 8 / 254 at most: it is clipped to so much less than 1.
    const step = clipByNorm(await wholeStepOf(setting), 1 - 8 / 254).vector;
    expect((await setting.share.share()).outcome).toBe("accepted");
    const [helper, leader] = posts(setting);
    expect([helper, leader].map(({ host, path }) => [host, path])).toEqual([
      [HELPER, "/v1/shares"],
      [LEADER, "/v1/shares"],
    ]);
    const shares = [
      decodeSplitShare(leader.bytes, "leader", TERMS),
      decodeSplitShare(helper.bytes, "helper", TERMS),
    ];
    expect(shares[1].nonce).toEqual(shares[0].nonce);
    expect(shares.map(({ baseVersion }) => baseVersion)).toEqual([0, 0]);
    expect(leader.bytes.length + helper.bytes.length).toBeLessThan(16_384);
    const servers = (["leader", "helper"] as const).map((role) =>
      splitAggregator(role, { dimensions: 64, verifyKey: new Uint8Array(16) }),
    );
    const checks = await Promise.all(shares.map((share, at) => servers[at].check(share)));
    const parts = [checks[0].part, checks[1].part] as const;
    const noNoise = { noiseMultiplier: 0, randomBytes: () => new Uint8Array(0) };
    const outputs = await Promise.all(checks.map((check) => check.accept(parts)));
    const sums = outputs.map((output, at) => servers[at].sum([output!], noNoise)); // null would throw
    const mean = splitMean([sums[0], sums[1]], { dimensions: 64, reports: 1, clipNorm: 1 });
    for (const [at, value] of step.entries()) expect(Math.abs(mean[at] - value)).toBeLessThan(1 / 254);
    expect(Math.hypot(...mean)).toBeGreaterThan(0.5 * Math.hypot(...step));
    expect((await setting.share.share()).outcome).toBe("nothing-to-share");
  });

  test("repeats to the one that did not answer, the same bytes, and counts the upload once", async () => {
    const setting = await splitSetting();
    const { share, server, platform } = setting;
    await setting.learn();
    server.statuses.push(503); // the helper
    expect((await share.share()).outcome).toBe("queued");
    expect(hosts(setting)).toEqual([HELPER]);
    server.statuses.push(202, "down"); // the helper takes it, the leader is away
    expect((await share.share()).outcome).toBe("queued");
    server.statuses.push(503);
    expect((await share.share()).outcome).toBe("queued");
    await setting.learn(); // learning goes on, the upload does not change
    expect((await share.share()).outcome).toBe("accepted");
    expect(hosts(setting)).toEqual([HELPER, HELPER, LEADER, LEADER, LEADER]);
    const sent = posts(setting).map(({ bytes }) => bytes);
    expect(sent[1]).toEqual(sent[0]);
    expect([sent[3], sent[4]]).toEqual([sent[2], sent[2]]);
    expect(await platform.records.getAll("outbox")).toEqual([]);
    expect((await share.report()).sent.atMs).toHaveLength(1);
  });

  test("sends again what has arrived without a trace of it here: both servers know its name", async () => {
    const setting = await splitSetting();
    const { share, server, platform } = setting;
    await setting.learn();
    server.statuses.push(202, "down");
    await share.share();
    const [record] = await platform.records.getAll("outbox");
    expect(record.helper?.isTaken).toBe(true);
    // The page ended between the answer and its note.
    const forgotten = { ...record, helper: { ...record.helper!, isTaken: false } };
    await platform.records.write([{ type: "put", kind: "outbox", record: forgotten }]);
    server.statuses.push(200, 200);
    expect((await share.share()).outcome).toBe("duplicate");
    expect(hosts(setting)).toEqual([HELPER, LEADER, HELPER, LEADER]);
    expect((await share.report()).sent.atMs).toHaveLength(1);
  });

  test("shows before and after what each of them gets, and that neither learns more than the sum", async () => {
    const setting = await splitSetting();
    const { share } = setting;
    await setting.learn();
    await share.begin();
    const shown = (await share.preview())!;
    expect(shown).toMatchObject({ dimensions: 64, helper: { url: `https://${HELPER}/v1` } });
    expect(await share.preview()).toEqual(shown);
    await share.share();
    const [helper, leader] = posts(setting).map(({ bytes }) => bytes);
    expect([shown.bytes, shown.helper!.bytes]).toEqual([leader, helper]);
    const { lastSent, privacy } = await share.report();
    expect(lastSent).toMatchObject({
      atMs: setting.clock.nowMs,
      bytes: shown.bytes,
      helper: shown.helper!,
    });
    const one = epsilonOf(rhoOf(1), 1e-8);
    expect(privacy).toMatchObject({ isSplit: true, spent: one, serverSpent: one });
  });

  test("counts what went whole, before there were two servers, as seen by the server for as long as it counts", async () => {
    const setting = await sharingSetting({}, textRanking);
    const { share, clock, platform } = setting;
    const seen = async () => {
      const { serverSpent, serverWithNext } = (await share.report()).privacy!;
      return [serverSpent, serverWithNext];
    };
    await setting.learn();
    expect((await share.share()).outcome).toBe("accepted"); // whole
    clock.nowMs += DAY_MS;
    await setting.renew({ manifest: SPLIT });
    await setting.page().share.begin();
    await setting.learn();
    expect(await seen()).toEqual([Infinity, Infinity]);
    expect((await share.share()).outcome).toBe("accepted"); // in two parts
    expect(hosts(setting)).toEqual([LEADER, HELPER, LEADER]);
    expect(await seen()).toEqual([Infinity, Infinity]);
    const epsilons = [1, 2].map((uploads) => epsilonOf(uploads * rhoOf(1), 1e-8));
    clock.nowMs += 89 * DAY_MS; // the first counts no more, the second does
    expect(await seen()).toEqual(epsilons);
    // Whoever forgets keeps the days, and which went in two parts.
    await eraseAllButLedger(platform.records, clock.nowMs);
    expect(await platform.records.get("sharing", "sharing")).toMatchObject({
      sentAtMs: [expect.any(Number)],
      splitAtMs: [expect.any(Number)],
    });
  });

  test("has nothing to send of pages that say something of brands alone, and keeps it", async () => {
    const setting = await sharingSetting({ manifest: SPLIT });
    await setting.learn();
    expect((await setting.share.share()).outcome).toBe("nothing-to-share");
    expect(posts(setting)).toEqual([]);
    expect((await setting.share.report()).sent.atMs).toEqual([]);
    // A server that takes whole steps is told all of it.
    const step = await allSteps(setting);
    expect(Math.hypot(...step)).toBeGreaterThan(0);
    setting.clock.nowMs += DAY_MS;
    await setting.renew({ manifest: { deltaVersion: 2, secureAggregation: null } });
    await setting.page().share.begin();
    expect((await setting.share.share()).outcome).toBe("accepted");
    const [{ bytes }] = setting.sent();
    expectSaid(bytes, step);
  });

  test("sends the first server nothing of what the second one refuses", async () => {
    const setting = await splitSetting();
    await setting.learn();
    setting.server.statuses.push(422);
    expect((await setting.share.share()).outcome).toBe("rejected");
    expect(hosts(setting)).toEqual([HELPER]);
    expect(await setting.platform.records.getAll("outbox")).toEqual([]);
    // What is shown as sent is what both have got: of this the first has nothing.
    expect((await setting.share.report()).lastSent).toBeNull();
  });

  test("sends the first server nothing of what was forgotten while the second one took its part", async () => {
    const setting = await splitSetting();
    await setting.learn();
    await setting.share.begin();
    const { fetch } = setting.server;
    Object.assign(setting.server, {
      fetch: async (...request: Parameters<typeof fetch>) => {
        const answer = await fetch(...request);
        if (request[1]?.method === "POST") await setting.person.forget({ eventIds: ["r0/a"] });
        return answer;
      },
    });
    expect((await setting.page().share.share()).outcome).toBe("nothing-to-share");
    expect(hosts(setting)).toEqual([HELPER]);
    expect(await setting.platform.records.getAll("outbox")).toEqual([]);
    expect((await setting.share.report()).lastSent).toBeNull();
  });

  describe("of what waits, made by other terms,", () => {
    const OTHER = "another.example";
    const OTHER_SPLIT = {
      ...SPLIT,
      secureAggregation: encodeSplitTerms({ helper: `https://${OTHER}/v1`, coordinates: 1 }),
    };
    const paths = (setting: SharingSetting): string[] =>
      posts(setting).map(({ host, path }) => `${host}${path}`);

    /** One lesson, in an upload whose posts are answered so; then the server has other terms, which the next page takes. */
    async function waitingBy(
      terms: Partial<SignedManifest>,
      { statuses, next }: { statuses: (number | "down")[]; next: typeof terms },
    ): Promise<SharingSetting> {
      const setting = await sharingSetting({ manifest: terms }, textRanking);
      await setting.learn();
      setting.server.statuses.push(...statuses);
      expect((await setting.share.share()).outcome).toBe("queued");
      setting.clock.nowMs += 1_000;
      await setting.renew({ manifest: next });
      await setting.page().share.begin();
      return setting;
    }

    test.each([
      ["whole", {}, ["down"], SPLIT, [`${LEADER}/v1/deltas`]],
      [
        "for another second server",
        SPLIT,
        [202, "down"],
        OTHER_SPLIT,
        [`${HELPER}/v1/shares`, `${LEADER}/v1/shares`],
      ],
    ] as const)(
      "sends nothing, and tells it once, where a server may have counted it: %s",
      async (_, terms, statuses, next, gone) => {
        const setting = await waitingBy(terms, { statuses: [...statuses], next });
        expect(await setting.share.preview()).toBeNull();
        expect((await setting.share.share()).outcome).toBe("nothing-to-share");
        expect(paths(setting)).toEqual(gone);
        expect(await setting.platform.records.getAll("outbox")).toEqual([]);
        // Its bytes have left: they count still. What is done from now on goes by the new terms.
        expect((await setting.share.report()).sent.atMs).toHaveLength(1);
        const before = await wholeStepOf(setting);
        await setting.learn();
        const after = await wholeStepOf(setting);
        const preview = (await setting.share.preview())!;
        expect(preview.normBeforeClip).toBeCloseTo(
          Math.hypot(...after.map((value, at) => value - before[at])),
          5,
        );
        expect((await setting.share.share()).outcome).toBe("accepted");
        const { helper } = next.secureAggregation as unknown as { helper: string };
        expect(paths(setting)).toEqual([...gone, `${new URL(helper).host}/v1/shares`, `${LEADER}/v1/shares`]);
      },
    );

    test("sends nothing, and tells it anew at once, where the first server has surely not got it", async () => {
      const setting = await waitingBy(SPLIT, { statuses: [503], next: OTHER_SPLIT });
      const step = await wholeStepOf(setting);
      const preview = (await setting.share.preview())!;
      expect(preview.helper!.url).toBe(`https://${OTHER}/v1`);
      expect(preview.normBeforeClip).toBeCloseTo(Math.hypot(...step), 5);
      expect((await setting.share.share()).outcome).toBe("accepted");
      expect(paths(setting)).toEqual([`${HELPER}/v1/shares`, `${OTHER}/v1/shares`, `${LEADER}/v1/shares`]);
      expect((await setting.share.report()).sent.atMs).toHaveLength(2);
      expect((await setting.share.share()).outcome).toBe("nothing-to-share");
    });

    test("tells it anew at once where it never left, whole again too", async () => {
      const setting = await waitingBy(SPLIT, {
        statuses: ["down"],
        next: { deltaVersion: 2, secureAggregation: null },
      });
      const { records } = setting.platform;
      const [{ attemptedAtMs: _, ...record }] = await records.getAll("outbox");
      await records.write([{ type: "put", kind: "outbox", record }]);
      const step = await allSteps(setting);
      expect((await setting.share.share()).outcome).toBe("accepted");
      expect(paths(setting)).toEqual([`${HELPER}/v1/shares`, `${LEADER}/v1/deltas`]);
      expectSaid(setting.sent()[0].bytes, step);
    });
  });

  test.each([
    [
      "an address that others can listen to",
      { version: 1, helper: "http://other.example/v1", coordinates: 1 },
    ],
    [
      "coordinates that are not known here",
      { version: 1, helper: "https://other.example/v1", coordinates: 2 },
    ],
    ["terms of another version", { version: 2, helper: "https://other.example/v1", coordinates: 1 }],
  ])("sends nothing by %s", async (_, secureAggregation) => {
    const setting = await sharingSetting({ manifest: { deltaVersion: 3, secureAggregation } }, textRanking);
    await setting.learn();
    expect((await setting.share.share()).outcome).toBe("withheld");
    expect(posts(setting)).toEqual([]);
  });
});
