import { describe, expect, test, vi } from "vitest";
import { clipByNorm } from "../federation/clip.ts";
import { splitAggregator } from "../federation/split-aggregator.ts";
import { splitMean } from "../federation/split-mean.ts";
import { decodeSplitShare } from "../federation/split-share.ts";
import { epsilonOf, rhoOf } from "../federation/zcdp.ts";
import { FEATURE_LAYOUT } from "../learning/feature-layout.ts";
import { eraseAllButLedger } from "./erase-all-but-ledger.ts";
import { allSteps, expectSaid, sharingSetting } from "./sharing-fixtures.test-helper.ts";
import {
  HELPER,
  hosts,
  LEADER,
  posts,
  SPLIT,
  splitSetting,
  textRanking,
  wholeStepOf,
} from "./split-sharing-fixtures.test-helper.ts";

vi.setConfig({ testTimeout: 30_000 });

const DAY_MS = 86_400_000;
const TERMS = { layout: FEATURE_LAYOUT, clipNorm: 1, coordinates: 1, dimensions: 64 };

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

  test("says of the second server, which no page names, who it is, and waits for as long as it asks", async () => {
    const setting = await splitSetting();
    const { share, server, platform } = setting;
    await setting.learn();
    const who = 'the second aggregator of the server that the page names as "sync"';
    server.statuses.push("down", 202, "down");
    expect((await share.share()).outcome).toBe("queued");
    expect(platform.warnings.map(({ message }) => message)).toEqual([
      expect.stringMatching(new RegExp(`Cannot reach "https://${HELPER}/v1/shares".*${who}.*connect-src`)),
    ]);
    expect((await share.share()).outcome).toBe("queued");
    expect(platform.warnings[1].message).toContain(LEADER);
    expect(platform.warnings[1].message).not.toContain(who);
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
