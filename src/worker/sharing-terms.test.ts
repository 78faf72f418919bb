import { describe, expect, test, vi } from "vitest";
import { l2Norm } from "../federation/clip.ts";
import { epsilonOf } from "../federation/zcdp.ts";
import { FEATURE_COUNT } from "../learning/feature-layout.ts";
import { decoded, sharingSetting, type SharingSetting } from "./sharing-fixtures.test-helper.ts";

// Each lives through many visits, on machines that have other things to do.
vi.setConfig({ testTimeout: 30_000 });

const DAY_MS = 86_400_000;

describe("share", () => {
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

describe("what waits while the server comes to ask for", () => {
  /** One lesson in an upload that was not answered; then the server has other terms, which the next page takes. */
  async function waitingBy(manifest: { localSigma?: number; clipNorm?: number }): Promise<SharingSetting> {
    const setting = await sharingSetting();
    await setting.learn();
    setting.server.statuses.push("down");
    expect((await setting.share.share()).outcome).toBe("queued");
    setting.clock.nowMs += 1_000;
    await setting.renew({ manifest });
    await setting.page().share.begin();
    return setting;
  }

  test.each([
    ["noise of the device's own", { localSigma: 0.5 }],
    ["another clip", { clipNorm: 0.25 }],
  ])("%s is not sent again, and told once, as it may have been counted", async (_, terms) => {
    const setting = await waitingBy(terms);
    expect((await setting.share.share()).outcome).toBe("nothing-to-share");
    expect(setting.sent()).toHaveLength(1);
    expect(await setting.platform.records.getAll("outbox")).toEqual([]);
  });

  test("noise of the device's own is made anew with it where it never left", async () => {
    const setting = await waitingBy({ localSigma: 0.5 });
    const { records } = setting.platform;
    const [{ attemptedAtMs: _, ...record }] = await records.getAll("outbox");
    await records.write([{ type: "put", kind: "outbox", record }]);
    expect(await setting.share.preview()).toMatchObject({ localSigma: 0.5 });
    expect((await setting.share.share()).outcome).toBe("accepted");
    expect(l2Norm(decoded(setting.sent()[1].bytes))).toBeGreaterThan(2);
  });

  test("less noise of the device's own goes as it is", async () => {
    const setting = await sharingSetting({ manifest: { localSigma: 0.5 } });
    await setting.learn();
    setting.server.statuses.push("down");
    await setting.share.share();
    setting.clock.nowMs += 1_000;
    await setting.renew({ manifest: { localSigma: 0.25 } });
    await setting.page().share.begin();
    expect((await setting.share.share()).outcome).toBe("accepted");
    const [first, second] = setting.sent();
    expect(second).toEqual(first);
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
