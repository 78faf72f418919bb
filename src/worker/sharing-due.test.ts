import { describe, expect, test, vi } from "vitest";
import { sharingSetting } from "./sharing-fixtures.test-helper.ts";

// Each lives through many visits, on machines that have other things to do.
vi.setConfig({ testTimeout: 30_000 });

const DAY_MS = 86_400_000;

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
