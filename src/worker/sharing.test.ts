import { describe, expect, test, vi } from "vitest";
import { l2Norm } from "../federation/clip.ts";
import { epsilonOf } from "../federation/zcdp.ts";
import { FEATURE_COUNT } from "../learning/feature-layout.ts";
import type { Records } from "../store/records.ts";
import { eraseAllButLedger } from "./erase-all-but-ledger.ts";
import { sharing } from "./sharing.ts";
import { decoded, expectSaid, sharingSetting } from "./sharing-fixtures.test-helper.ts";
import type { SharingSetting } from "./sharing-fixtures.test-helper.ts";
import { globalStep } from "../federation/global-step.ts";
import { listwiseEvidence } from "../learning/listwise-evidence.ts";
import { stepPages } from "../learning/step-pages.ts";
import { stepScale } from "../learning/step-scale.ts";

// Each lives through many visits, on machines that have other things to do.
vi.setConfig({ testTimeout: 30_000 });

const DAY_MS = 86_400_000;

/** The step of all that was ever done, told or not, as long as nothing is sealed. */
async function stepOf({ person }: Pick<SharingSetting, "person">): Promise<Float64Array> {
  const { memory, entries, rankings } = await person.logged();
  const likelihood = { evidence: listwiseEvidence };
  const step = globalStep(stepPages(memory, entries, rankings), { likelihood, scale: stepScale() });
  return Float64Array.from(step!);
}

describe("share", () => {
  test("sends the step that the pages ask for, clipped, and nothing the second time", async () => {
    const setting = await sharingSetting();
    await setting.learn();
    expect((await setting.share.share()).outcome).toBe("accepted");
    expectSaid(setting.sent()[0].bytes, await stepOf(setting));
    expect((await setting.share.share()).outcome).toBe("nothing-to-share");
    expect(setting.sent()).toHaveLength(1);
  });

  test("sends the same bytes under the same key until the server answers, and counts them once", async () => {
    const setting = await sharingSetting();
    const { share, server, platform } = setting;
    server.statuses.push("down", 503);
    await setting.learn();
    expect((await share.share()).outcome).toBe("queued");
    await setting.learn(); // learning goes on, the upload does not change
    await share.share();
    expect((await share.share()).outcome).toBe("accepted");
    const sent = setting.sent();
    expect(sent).toHaveLength(3);
    expect(new Set(sent.map(({ key }) => key)).size).toBe(1);
    expect(sent[0].key).toMatch(/^[0-9a-f]{32}$/);
    expect(sent[2].bytes).toEqual(sent[0].bytes);
    expect(await platform.records.getAll("outbox")).toEqual([]);
    expect((await share.report()).sent.atMs).toHaveLength(1);
  });

  test("sends only what was done since the last accepted upload", async () => {
    const setting = await sharingSetting();
    await setting.learn();
    await setting.share.share();
    const before = await stepOf(setting);
    await setting.learn();
    await setting.share.share();
    const after = await stepOf(setting);
    expectSaid(
      setting.sent()[1].bytes,
      after.map((value, at) => value - before[at]),
    );
  });

  test("counts the uploads of a state that it cannot use, and tells all of what was done", async () => {
    const setting = await sharingSetting();
    const { clock, platform } = setting;
    const sentAtMs = [clock.nowMs - DAY_MS, Number.NaN];
    const told = [{ rankingId: "r0", liked: Float64Array.of(9, 9, 9) }];
    const old = { key: "sharing", modelId: "m1", told, shifts: [], generation: 9, sentAtMs } as const;
    const sealed = new Float64Array(184).fill(1);
    await platform.records.write([{ type: "put", kind: "sharing", record: { ...old, sealed } }]);
    await setting.learn();
    await setting.share.share();
    expectSaid(setting.sent()[0].bytes, await stepOf(setting));
    expect((await setting.share.report()).sent.atMs).toEqual([sentAtMs[0], clock.nowMs]);
  });

  test("sends the very bytes that were shown before, rounding and all, and shows them after", async () => {
    const setting = await sharingSetting();
    const { share } = setting;
    await setting.learn();
    await share.begin();
    const shown = (await share.preview())!.bytes;
    expect((await share.preview())!.bytes).toEqual(shown);
    expect((await share.report()).lastSent).toBeNull();
    await share.share();
    expect(setting.sent()[0].bytes).toEqual(shown);
    expect((await share.report()).lastSent).toEqual({ atMs: setting.clock.nowMs, bytes: shown });
    await setting.learn();
    expect((await share.preview())!.bytes).not.toEqual(shown);
  });

  test("shows before sending exactly what waits in the outbox, also where nothing came after it", async () => {
    const setting = await sharingSetting();
    const { platform, share } = setting;
    setting.server.statuses.push("down");
    await setting.learn();
    await share.begin();
    const before = await share.preview();
    await share.share();
    expect(await share.preview()).toEqual(before);
    expect(before!.bytes).toEqual(setting.sent()[0].bytes);
    await setting.learn();
    expect(await share.preview()).toEqual(before);
    // All that was liked counts as told: of the log nothing would be made.
    const sharing = (await platform.records.get("sharing", "sharing"))!;
    const told = ["r0", "r1"].map((rankingId) => ({ rankingId, liked: Float64Array.of(9, 9, 9) }));
    await platform.records.write([{ type: "put", kind: "sharing", record: { ...sharing, told } }]);
    expect(await share.preview()).toEqual(before);
  });

  test("neither shows nor sends what waits while the visitor is taken for a machine", async () => {
    const setting = await sharingSetting();
    const { records } = setting.platform;
    setting.server.statuses.push("down");
    await setting.learn();
    await setting.share.share();
    const now = (await records.get("memory", "now"))!;
    const flagged = (isFlagged: boolean): Promise<void> => {
      const guard = { ...now.guard, profile: { ...now.guard.profile, isFlagged } };
      return records.write([{ type: "put", kind: "memory", record: { ...now, guard } }]);
    };
    await flagged(true);
    expect(await setting.share.preview()).toBeNull();
    expect((await setting.share.share()).outcome).toBe("nothing-to-share");
    expect(setting.sent()).toHaveLength(1);
    await flagged(false);
    expect((await setting.share.share()).outcome).toBe("accepted");
  });

  test("does not say that something waits where nothing does, though the server has asked for time", async () => {
    const setting = await sharingSetting();
    const { server, share } = setting;
    await share.begin();
    await setting.learn();
    server.headers = { "retry-after": "7200" };
    server.statuses.push(503);
    expect((await share.share()).outcome).toBe("queued");
    expect((await share.share()).outcome).toBe("queued");
    await setting.person.forget({ eventIds: ["r0/a"] });
    expect((await share.share()).outcome).toBe("nothing-to-share");
    await setting.learn();
    expect((await share.share()).outcome).toBe("queued");
    expect(setting.sent()).toHaveLength(1);
  });

  test.each([409, 422])("counts bytes that the server refused with %i, and not as shared", async (status) => {
    const setting = await sharingSetting();
    await setting.learn();
    setting.server.statuses.push(status);
    await setting.share.share();
    const { records } = setting.platform;
    expect(await records.get("sharing", "sharing")).toMatchObject({
      generation: 0,
      sentAtMs: [setting.clock.nowMs],
    });
    expect((await setting.share.share()).outcome).toBe("accepted");
  });

  test("sends at most 12 times in 90 days, and 13 once the first is 90 days old", async () => {
    const setting = await sharingSetting();
    const { clock, share } = setting;
    const startMs = clock.nowMs;
    for (let day = 0; day < 15; day++) {
      clock.nowMs = startMs + day * DAY_MS;
      await setting.renew();
      await setting.learn();
      await share.share();
    }
    expect(setting.sent()).toHaveLength(12);
    expect((await share.share()).outcome).toBe("withheld");
    expect(setting.platform.warnings.at(-1).message).toContain("at most 12 times in 90 days");
    clock.nowMs = startMs + 90 * DAY_MS - 1;
    await setting.renew();
    expect((await share.share()).outcome).toBe("withheld");
    clock.nowMs = startMs + 90 * DAY_MS;
    expect((await share.share()).outcome).toBe("accepted");
    expect(setting.sent()).toHaveLength(13);
  });

  test("sends no more often than the server's terms say, if that is less", async () => {
    const privacy = { noiseMultiplier: 1, delta: 1e-8, reportsPer90Days: 2 };
    const setting = await sharingSetting({ manifest: { privacy } });
    for (let time = 0; time < 4; time++) {
      await setting.learn();
      await setting.share.share();
    }
    expect(setting.sent()).toHaveLength(2);
    expect((await setting.share.report()).sent.most).toBe(2);
  });

  test("keeps counting what went where forgetting events drops an upload that nobody has answered", async () => {
    const setting = await sharingSetting();
    setting.server.statuses.push("down");
    await setting.learn();
    await setting.share.share();
    await setting.person.forget({ eventIds: ["r0/a"] });
    expect(await setting.platform.records.keys("outbox")).toEqual([]);
    expect((await setting.share.report()).sent.atMs).toEqual([setting.clock.nowMs]);
  });

  test("never makes anything to send where the page names no server, and shows what it would be", async () => {
    const { platform, person, learn } = await sharingSetting();
    await learn();
    const share = sharing(platform, { person, sync: null });
    expect((await share.share()).outcome).toBe("no-server");
    await share.shareIfDue();
    expect(await platform.records.getAll("outbox")).toEqual([]);
    expect(await share.preview()).toMatchObject({ dimensions: FEATURE_COUNT, clipNorm: 1, localSigma: 0 });
    expect(await share.report()).toMatchObject({ privacy: null, sent: { atMs: [], most: 12 } });
  });

  test("has nothing to share of a visitor who has taught nothing", async () => {
    const { share } = await sharingSetting();
    expect((await share.share()).outcome).toBe("nothing-to-share");
    expect(await share.preview()).toBeNull();
  });

  test("makes and sends nothing on terms that cannot be verified, and does as soon as they can", async () => {
    const setting = await sharingSetting();
    const { server, share, platform } = setting;
    const { body } = server;
    server.body = new TextEncoder().encode("{}");
    server.etag = null;
    await setting.learn();
    expect((await share.share()).outcome).toBe("withheld");
    await share.shareIfDue();
    expect(await platform.records.keys("outbox")).toEqual([]);
    expect(setting.sent()).toEqual([]);
    server.body = body;
    expect((await share.share()).outcome).toBe("accepted");
  });

  test.each([1, 3])("sends nothing to a server that takes deltas of version %i", async (deltaVersion) => {
    const setting = await sharingSetting({ manifest: { deltaVersion } });
    await setting.learn();
    expect((await setting.share.share()).outcome).toBe("withheld");
    expect(setting.sent()).toEqual([]);
    await setting.renew({ manifest: { deltaVersion: 2 } });
    expect((await setting.share.share()).outcome).toBe("accepted");
  });

  test("sends no whole delta to a server that takes only parts", async () => {
    const setting = await sharingSetting({ manifest: { secureAggregation: { helpers: 2 } } });
    await setting.learn();
    expect((await setting.share.share()).outcome).toBe("withheld");
    expect(setting.sent()).toEqual([]);
  });

  test.each([
    ["ten years ahead", 3_650],
    ["nine days ahead", 9],
    ["two days behind", -2],
    ["ten years behind", -3_650],
  ])("sends nothing by a clock that is %s, and goes on when it is right again", async (_, days) => {
    const setting = await sharingSetting();
    const { clock, share, platform, person } = setting;
    await setting.learn();
    const rightMs = clock.nowMs;
    await share.begin();
    clock.nowMs = rightMs + days * DAY_MS;
    const before = (await person.heads(null)).personal.state;
    expect((await share.share()).outcome).toBe("withheld");
    await share.shareIfDue();
    expect(setting.sent()).toEqual([]);
    expect(await platform.records.keys("outbox")).toEqual([]);
    expect((await share.report()).sent.atMs).toEqual([]);
    expect((await person.heads(null)).personal.state).toEqual(before);
    clock.nowMs = rightMs;
    expect((await share.share()).outcome).toBe("accepted");
    expect((await share.report()).sent.atMs).toEqual([rightMs]);
  });

  test("adds the noise that the server's terms ask for before anything is sent, once", async () => {
    const setting = await sharingSetting({ manifest: { localSigma: 0.5 } });
    await setting.learn();
    await setting.share.begin();
    const shown = (await setting.share.preview())!;
    expect(shown.localSigma).toBe(0.5);
    await setting.share.share();
    const [{ bytes }] = setting.sent();
    expect(bytes).toEqual(shown.bytes);
    // σ √d clips long, within a fifth: five standard errors.
    expect(Math.abs(l2Norm(decoded(bytes)) / (0.5 * Math.sqrt(FEATURE_COUNT)) - 1)).toBeLessThan(0.2);
  });
});

describe("two tabs", () => {
  test("send an upload once: the second finds the first at it", async () => {
    const setting = await sharingSetting();
    await setting.learn();
    const [one, other] = [setting.page().share, setting.page().share];
    const outcomes = await Promise.all([one.share(), other.share()]);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(["accepted", "queued"]);
    expect(setting.sent()).toHaveLength(1);
  });
});

describe("shareIfDue", () => {
  test("waits for 6 updates, and then for 7 days", async () => {
    const setting = await sharingSetting();
    const { share, clock } = setting;
    await setting.learn(5);
    await share.shareIfDue();
    expect(setting.sent()).toHaveLength(0);
    await setting.learn();
    await share.shareIfDue();
    expect(setting.sent()).toHaveLength(1);
    await setting.learn(6);
    clock.nowMs += 7 * DAY_MS - 1;
    await setting.renew();
    await share.shareIfDue();
    expect(setting.sent()).toHaveLength(1);
    clock.nowMs += 1;
    await share.shareIfDue();
    expect(setting.sent()).toHaveLength(2);
  });

  test("waits for 6 updates of a head that started anew, however many there were before, and for 6 more after a lot", async () => {
    const setting = await sharingSetting({ manifest: { reportProbability: 1e-9 } });
    const { share, clock, platform } = setting;
    const { records } = platform;
    await setting.learn(20);
    await share.share();
    expect(setting.sent()).toHaveLength(1);
    const head = (await records.get("head", "personal"))!;
    await records.write([{ type: "put", kind: "head", record: { ...head, checksum: head.checksum + 1 } }]);
    const drawnAfter = async (lessons: number): Promise<number | undefined> => {
      await setting.learn(lessons);
      clock.nowMs += 7 * DAY_MS;
      await setting.renew();
      await setting.page().share.shareIfDue();
      return (await records.get("sharing", "sharing"))!.drawn?.generation;
    };
    expect(await drawnAfter(5)).toBeUndefined();
    expect(await drawnAfter(1)).toBe(6);
    expect(await drawnAfter(5)).toBe(6);
    expect(await drawnAfter(1)).toBe(12);
  });

  test("draws once for each report that is due: one that the lot does not fall on is not asked again before the next", async () => {
    const setting = await sharingSetting({ manifest: { reportProbability: 0.3 } });
    const { share, clock, platform } = setting;
    let chosen = 0;
    const due = 60;
    for (let time = 0; time < due; time++) {
      clock.nowMs += 8 * DAY_MS;
      await setting.renew();
      await setting.learn(6);
      const before = setting.sent().length;
      for (let page = 0; page < 3; page++) await share.shareIfDue();
      expect((await platform.records.get("sharing", "sharing"))!.drawn!.atMs).toBe(clock.nowMs);
      expect(setting.sent().length - before).toBeLessThanOrEqual(1);
      chosen += setting.sent().length - before;
    }
    // 18 expected; three standard errors of 3.5.
    expect(Math.abs(chosen - 0.3 * due)).toBeLessThan(3 * Math.sqrt(due * 0.3 * 0.7));
  });

  test("is not asked by who sends by hand", async () => {
    const setting = await sharingSetting({ manifest: { reportProbability: 1e-9 } });
    await setting.learn(6);
    await setting.share.shareIfDue();
    expect(setting.sent()).toHaveLength(0);
    expect((await setting.share.share()).outcome).toBe("accepted");
  });

  test("tries what failed again after a wait that is kept over pages, that doubles and is drawn", async () => {
    const setting = await sharingSetting();
    const { clock, server, platform } = setting;
    await setting.learn(6);
    const waits: number[] = [];
    for (let failures = 1; failures <= 14; failures++) {
      server.statuses.push("down");
      await setting.page().share.shareIfDue();
      expect(setting.sent()).toHaveLength(failures);
      const { retry } = (await platform.records.get("sharing", "sharing"))!;
      expect(retry!.failures).toBe(failures);
      waits.push(retry!.notBeforeMs - clock.nowMs);
      clock.nowMs = retry!.notBeforeMs - 1;
      await setting.renew();
      await setting.page().share.shareIfDue();
      expect(setting.sent()).toHaveLength(failures);
      clock.nowMs++;
    }
    for (const [at, wait] of waits.entries()) {
      expect(wait).toBeGreaterThanOrEqual(60_000);
      expect(wait).toBeLessThan(Math.min(DAY_MS, 60_000 * 2 ** (at + 1)));
    }
    expect(Math.max(...waits)).toBeGreaterThan(6 * 3_600_000);
    await setting.page().share.shareIfDue();
    expect((await platform.records.get("sharing", "sharing"))!.retry).toBeUndefined();
    expect(new Set(setting.sent().map(({ key }) => key)).size).toBe(1);
  });

  test("does not wait for a time that a clock was set back from", async () => {
    const setting = await sharingSetting();
    setting.server.statuses.push("down");
    await setting.learn(6);
    await setting.share.shareIfDue();
    const { records } = setting.platform;
    const sharing = (await records.get("sharing", "sharing"))!;
    const retry = { failures: 1, notBeforeMs: setting.clock.nowMs + 400 * DAY_MS };
    await records.write([{ type: "put", kind: "sharing", record: { ...sharing, retry } }]);
    await setting.share.shareIfDue();
    expect(setting.sent()).toHaveLength(2);
  });
});

describe("begin", () => {
  test("takes the release at once and sends nothing before the browser is idle", async () => {
    const setting = await sharingSetting();
    await setting.learn(6);
    await setting.share.begin();
    expect(await setting.platform.records.get("release", "release")).toMatchObject({ version: 0 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(setting.sent()).toEqual([]);
    expect(setting.idle).toHaveLength(1);
    setting.idle[0]();
    await expect.poll(() => setting.sent().length).toBe(1);
  });
});

describe("report", () => {
  test("tells what is spent before and after one more, by the server's terms", async () => {
    const privacy = { noiseMultiplier: 6, delta: 1e-8, reportsPer90Days: 12 };
    const setting = await sharingSetting({ manifest: { privacy } });
    const { share, clock } = setting;
    await share.begin();
    const epsilon = (uploads: number): number => epsilonOf(uploads / (2 * 6 ** 2), 1e-8);
    const { privacy: fresh } = await share.report();
    expect(fresh).toMatchObject({ noiseMultiplier: 6, spent: 0, withNext: epsilon(1) });
    expect([fresh!.serverSpent, fresh!.serverWithNext]).toEqual([0, Infinity]);
    for (let time = 0; time < 3; time++) {
      await setting.learn();
      await share.share();
    }
    const report = await share.report();
    expect(report.sent.atMs).toHaveLength(3);
    expect(report.privacy).toMatchObject({ spent: epsilon(3), withNext: epsilon(4) });
    clock.nowMs += 90 * DAY_MS;
    expect((await share.report()).privacy).toMatchObject({ spent: 0, withNext: epsilon(1) });
  });

  test("counts whichever noise hides more, and to the server itself only the device's own", async () => {
    const privacy = { noiseMultiplier: 1, delta: 1e-8, reportsPer90Days: 12 };
    const setting = await sharingSetting({ manifest: { privacy, localSigma: 2 } });
    await setting.share.begin();
    const one = epsilonOf(1 / 8, 1e-8);
    expect((await setting.share.report()).privacy).toMatchObject({ withNext: one, serverWithNext: one });
    const without = await sharingSetting({ manifest: { privacy: { ...privacy, noiseMultiplier: 0 } } });
    await without.share.begin();
    expect((await without.share.report()).privacy).toMatchObject({ spent: 0, withNext: Infinity });
  });
});

describe("erasing everything", () => {
  test("leaves the days of uploads that count still, to the end of each, and they count on", async () => {
    const setting = await sharingSetting();
    const { clock, platform } = setting;
    const { records } = platform;
    const startMs = clock.nowMs;
    for (let time = 0; time < 12; time++) {
      clock.nowMs = startMs + time * DAY_MS + 1;
      await setting.renew();
      await setting.learn();
      await setting.share.share();
    }
    await eraseAllButLedger(records, clock.nowMs);
    expect(await records.getAll("release")).toEqual([]);
    const after = setting.page();
    await setting.learn();
    expect((await after.share.share()).outcome).toBe("withheld");
    const { sent } = await after.share.report();
    expect(sent.atMs).toEqual(Array.from({ length: 12 }, (_, time) => startMs + (time + 1) * DAY_MS));
    clock.nowMs = startMs + 91 * DAY_MS;
    await setting.renew();
    expect((await after.share.share()).outcome).toBe("accepted");
    expectSaid(setting.sent()[12].bytes, await stepOf(after));
  });

  test("leaves nothing where nothing was sent, or longer ago than it counts", async () => {
    const setting = await sharingSetting();
    const { records } = setting.platform;
    await setting.learn();
    await eraseAllButLedger(records, setting.clock.nowMs);
    expect(await records.getAll("sharing")).toEqual([]);
    await setting.learn();
    await setting.share.share();
    await eraseAllButLedger(records, setting.clock.nowMs + 90 * DAY_MS);
    expect(await records.getAll("sharing")).toEqual([]);
  });

  test("while an upload is on its way leaves that in the ledger, and brings nothing else back", async () => {
    const setting = await sharingSetting();
    const { records } = setting.platform;
    await setting.learn();
    await setting.share.begin();
    const { fetch } = setting.server;
    let erased: Promise<void> | null = null;
    Object.assign(setting.server, {
      fetch: async (...request: Parameters<typeof fetch>) => {
        erased ??= eraseAllButLedger(records, setting.clock.nowMs);
        await erased;
        return fetch(...request);
      },
    });
    await setting.page().share.share();
    expect((await setting.share.report()).sent.atMs).toHaveLength(1);
    expect((await setting.share.report()).lastSent).toBeNull();
    for (const kind of ["outbox", "head", "events"] as const) expect(await records.getAll(kind)).toEqual([]);
  });
});

describe("the outbox", () => {
  /** Records whose k-th change fails, as if the page had ended there: nothing after it comes through either. */
  function endingAt(records: Records, k: number): { records: Records; hasEnded: () => boolean } {
    let changes = 0;
    return {
      hasEnded: () => changes >= k,
      records: {
        ...records,
        write: (list) => {
          changes++;
          return changes >= k ? Promise.reject(new Error("the page has ended")) : records.write(list);
        },
      },
    };
  }

  test("survives a page that ends at any write: what was learned is counted once, and each upload is one set of bytes", async () => {
    let steps = 0;
    for (let k = 1; ; k++) {
      const setting = await sharingSetting();
      await setting.learn();
      const ending = endingAt(setting.platform.records, k);
      const outcome = await setting
        .page(ending.records)
        .share.share()
        .catch(() => null);
      if (!ending.hasEnded()) {
        expect(outcome).toMatchObject({ outcome: "accepted" });
        steps = k - 1;
        break;
      }
      // The next page finds what is left. The server knows keys that it has seen.
      const seen = setting.sent();
      if (seen.length > 0) setting.server.statuses.push(200);
      await setting.page().share.share();
      const sent = setting.sent();
      const keys = new Set(sent.map(({ key }) => key));
      expect(keys.size).toBe(1);
      for (const { bytes } of sent) expect(bytes).toEqual(sent[0].bytes);
      expectSaid(sent[0].bytes, await stepOf(setting));
      expect((await setting.share.report()).sent.atMs).toHaveLength(1);
      expect(await setting.platform.records.keys("outbox")).toEqual([]);
      expect((await setting.page().share.share()).outcome).toBe("nothing-to-share");
    }
    expect(steps).toBeGreaterThanOrEqual(4); // the release, the outbox, the ledger, what became of it
  });
});
