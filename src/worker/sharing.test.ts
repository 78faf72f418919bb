import { describe, expect, test, vi } from "vitest";
import { FEATURE_COUNT } from "../learning/feature-layout.ts";
import { sharing } from "./sharing.ts";
import { allSteps, decoded, expectSaid, sharingSetting } from "./sharing-fixtures.test-helper.ts";
import { sharedSoFar } from "./shared-so-far.ts";

// Each lives through many visits, on machines that have other things to do.
vi.setConfig({ testTimeout: 30_000 });

const DAY_MS = 86_400_000;

describe("share", () => {
  test("sends the step that the pages ask for, clipped, and nothing the second time", async () => {
    const setting = await sharingSetting();
    await setting.learn();
    expect((await setting.share.share()).outcome).toBe("accepted");
    expectSaid(setting.sent()[0].bytes, await allSteps(setting));
    expect((await setting.share.share()).outcome).toBe("nothing-to-share");
    expect(setting.sent()).toHaveLength(1);
  });

  test("tells what comes to no step in sum too, where steps go whole: else it would be kept for ever", async () => {
    const setting = await sharingSetting();
    await setting.learn();
    const { records } = setting.platform;
    const { modelId } = (await setting.person.heads(null)).personal;
    const sealed = (await allSteps(setting)).map((value) => -value);
    const record = { ...(await sharedSoFar(records, modelId)), sealed };
    await records.write([{ type: "put", kind: "sharing", record }]);
    expect((await setting.share.share()).outcome).toBe("accepted");
    expect(decoded(setting.sent()[0].bytes).every((value) => value === 0)).toBe(true);
    expect((await records.get("sharing", "sharing"))!.sealed).toBeNull();
    expect((await setting.share.share()).outcome).toBe("nothing-to-share");
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

  test("makes and sends nothing, by hand or by itself, where storage was refused and no upload can be counted", async () => {
    const setting = await sharingSetting();
    const { platform } = setting;
    await setting.learn(7);
    const { share } = setting.page({ ...platform.records, storage: "memory" });
    await share.begin();
    expect((await share.share()).outcome).toBe("withheld");
    expect(platform.warnings.map(({ message }) => message)).toEqual([
      expect.stringContaining("takes storage"),
    ]);
    await share.shareIfDue();
    expect([setting.sent(), await platform.records.keys("outbox")]).toEqual([[], []]);
    await setting.share.shareIfDue();
    expect(setting.sent()).toHaveLength(1);
  });

  test("does not send what storage has failed to count at the last moment", async () => {
    const setting = await sharingSetting();
    const { records } = setting.platform;
    await setting.learn();
    await setting.share.begin();
    let storage: "indexeddb" | "memory" = "indexeddb";
    const failing = {
      ...records,
      get storage() {
        return storage;
      },
      write: (changes: Parameters<typeof records.write>[0]) => {
        if (changes.some(({ kind }) => kind === "outbox")) storage = "memory";
        return records.write(changes);
      },
    };
    expect((await setting.page(failing).share.share()).outcome).toBe("withheld");
    expect(setting.sent()).toEqual([]);
  });

  test("sends only what was done since the last accepted upload", async () => {
    const setting = await sharingSetting();
    await setting.learn();
    await setting.share.share();
    const before = await allSteps(setting);
    await setting.learn();
    await setting.share.share();
    const after = await allSteps(setting);
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
    expectSaid(setting.sent()[0].bytes, await allSteps(setting));
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

describe("begin", () => {
  test("has a list wait for the head, and not for a note of when to ask again while another tab is learning", async () => {
    const setting = await sharingSetting();
    setting.server.headers = { "cache-control": "max-age=14400" };
    let letGo = (): void => undefined;
    const { exclusively } = setting.platform;
    let calls = 0;
    // The head is taken in the first; then another tab has the lock.
    Object.assign(setting.platform, {
      exclusively: async (action: () => Promise<unknown>) => {
        if (++calls > 1) await new Promise<void>((resolve) => (letGo = resolve));
        return exclusively(action);
      },
    });
    const { share } = setting.page();
    await share.begin();
    const { records } = setting.platform;
    expect(await records.get("release", "release")).toMatchObject({ version: 0 });
    expect(await records.get("sharing", "sharing")).toBeUndefined();
    letGo();
    await expect.poll(async () => (await records.get("sharing", "sharing"))?.pull).toBeDefined();
  });

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
