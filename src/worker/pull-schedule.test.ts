import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isPullDue, nextPull } from "./pull-schedule.ts";
import { sharingSetting, type SharingSetting } from "./sharing-fixtures.test-helper.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe("nextPull", () => {
  test("is after the time that was told, and at most half as long again; never after 6 hours for an answer that is good", () => {
    const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e12 }), unit, unit, (nowMs, share, draw) => {
        const freshForMs = Math.floor(share * 3 * DAY_MS);
        const next = nextPull({ freshForMs }, { nowMs, random: () => draw });
        if (freshForMs === 0) return next === null;
        const waitMs = next!.notBeforeMs - nowMs;
        return (
          waitMs >= Math.min(freshForMs, 4 * HOUR_MS) && waitMs <= Math.min(1.5 * freshForMs, 6 * HOUR_MS)
        );
      }),
    );
    const busy = nextPull({ retryAfterMs: DAY_MS }, { nowMs: 0, random: () => 0.5 });
    expect(busy).toEqual({ notBeforeMs: 1.25 * DAY_MS, isBusy: true });
  });
});

describe("isPullDue", () => {
  const kept = { expiresAtMs: 100 * HOUR_MS, headHash: "ab" };
  const later = { notBeforeMs: 20 * HOUR_MS, isBusy: false };
  const busy = { ...later, isBusy: true };

  test.each([
    ["nothing was said", kept, undefined, 10, true],
    ["it is early", kept, later, 19, false],
    ["it is time", kept, later, 20, true],
    ["nothing is kept", null, later, 19, true],
    ["the head is gone", { ...kept, headHash: null }, later, 19, true],
    ["what is kept has expired", { ...kept, expiresAtMs: 18 * HOUR_MS }, later, 19, true],
    ["nothing is kept, but the server has too much to do", null, busy, 19, false],
    ["the time is further off than any wait", kept, busy, -17, true],
    ["the stored time is none", kept, { notBeforeMs: Number.NaN, isBusy: true }, 10, true],
  ])("where %s", (_, release, schedule, hour, isDue) => {
    expect(isPullDue(release, schedule, hour * HOUR_MS)).toBe(isDue);
  });
});

describe("a browser", () => {
  const asked = ({ server }: SharingSetting): number =>
    server.requests.filter(({ path }) => path === "/v1/manifest").length;
  /** A page that stays for long enough to note when to ask again. */
  const begin = async (
    { platform }: Pick<SharingSetting, "platform">,
    { share }: Pick<SharingSetting, "share">,
  ): Promise<void> => {
    await share.begin();
    await platform.exclusively(() => Promise.resolve()); // the note is the last that asked for the lock
  };

  test("asks for the manifest once in 4 to 6 hours, over pages, and hears of a revoked key within 6", async () => {
    const setting = await sharingSetting();
    const { server, clock, platform } = setting;
    server.headers = { "cache-control": "public, max-age=14400, s-maxage=10" };
    const startMs = clock.nowMs;
    const times: number[] = [];
    for (let minute = 0; minute < 24 * 60; minute += 10) {
      clock.nowMs = startMs + minute * 60_000;
      const before = asked(setting);
      await begin(setting, setting.page());
      if (asked(setting) > before) times.push(clock.nowMs);
    }
    expect(times[0]).toBe(startMs);
    for (const [at, atMs] of times.slice(1).entries()) {
      expect(atMs - times[at]).toBeGreaterThanOrEqual(4 * HOUR_MS);
      expect(atMs - times[at]).toBeLessThanOrEqual(6 * HOUR_MS + 600_000);
    }
    expect(server.requests.some(({ init }) => new Headers(init.headers).has("if-none-match"))).toBe(true);
    // The release key is revoked: what it signs is refused as soon as the new list is there.
    const key = server.releaseKey.keyId;
    await setting.renew({ manifest: { version: 1 }, list: { version: 2, revoked: [key] } });
    clock.nowMs = times.at(-1) + 6 * HOUR_MS;
    await begin(setting, setting.page());
    expect(platform.warnings.at(-1).message).toContain("which is revoked");
  });

  test.each([
    ["other deltas", { manifest: { deltaVersion: 3 } }, 0],
    ["deltas in parts", { manifest: { secureAggregation: { helpers: 2 } } }, 0],
    ["deltas, at another time than the clock's", {}, -3 * DAY_MS],
  ])("asks no more often where something is due and the server takes %s", async (_, release, aheadMs) => {
    const setting = await sharingSetting(release);
    const { server, clock } = setting;
    await setting.learn(6);
    clock.nowMs += aheadMs;
    for (let page = 1; page <= 3; page++) {
      await begin(setting, setting.page());
      setting.idle.shift()!();
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(asked(setting)).toBe(page); // once a page where the server does not say how long its answer is good
    }
    server.headers = { "cache-control": "public, max-age=14400" };
    await begin(setting, setting.page());
    for (let page = 0; page < 3; page++) await setting.page().share.shareIfDue();
    expect(asked(setting)).toBe(4);
    expect(setting.sent()).toEqual([]);
  });

  test("asks at once after an upload was answered, and by hand where it has no terms", async () => {
    const setting = await sharingSetting();
    setting.server.headers = { "cache-control": "public, max-age=14400" };
    await begin(setting, setting);
    await setting.learn();
    await setting.renew({ manifest: { version: 1, issuedAtMs: setting.clock.nowMs + 1 } });
    await setting.share.share();
    expect(asked(setting)).toBe(2);
    expect((await setting.person.heads(null)).global.version).toBe(1);
  });

  test("leaves a server alone that has asked for it, a day and a half at most, uploads and by hand too", async () => {
    const setting = await sharingSetting();
    const { server, clock } = setting;
    await begin(setting, setting);
    await setting.learn();
    server.headers = { "retry-after": "7200" };
    server.statuses.push(503);
    expect((await setting.share.share()).outcome).toBe("queued");
    clock.nowMs += 2 * HOUR_MS - 1;
    expect((await setting.share.share()).outcome).toBe("queued");
    await setting.page().share.shareIfDue();
    expect(setting.sent()).toHaveLength(1);
    clock.nowMs += HOUR_MS + 1;
    expect((await setting.share.share()).outcome).toBe("accepted");
    expect(setting.sent()).toHaveLength(2);

    server.headers = { "retry-after": "99999999" };
    server.manifestStatus = 429;
    await begin(setting, setting.page());
    const before = asked(setting);
    clock.nowMs += DAY_MS - 1;
    for (let page = 0; page < 3; page++) await begin(setting, setting.page());
    expect(asked(setting)).toBe(before);
    clock.nowMs += DAY_MS / 2 + 1;
    server.manifestStatus = null;
    await begin(setting, setting.page());
    expect(asked(setting)).toBe(before + 1);
  });
});
