import { describe, expect, test } from "vitest";
import { RankError } from "../base/errors.ts";
import { seededRandom } from "../base/random.ts";
import { QUALITY_FIELDS } from "../base/quality-fields.ts";
import { parseQualityReport } from "../federation/quality-report.ts";
import { FEATURE_COUNT, FEATURE_LAYOUT } from "../learning/feature-layout.ts";
import { initGuard } from "../learning/guard.ts";
import { initPageViews, withChoice, withView } from "../learning/page-views.ts";
import { initQualityNotes } from "../learning/quality-notes.ts";
import type { MonitoringRecord } from "../store/sharing-records.ts";
import { eraseAllButLedger } from "./erase-all-but-ledger.ts";
import { type Monitoring, monitoring } from "./monitoring.ts";
import type { Platform } from "./platform.ts";
import { initMonitoring } from "./usable-monitoring.ts";
import { BAYES, releaseOf, testPlatform } from "./visitor-fixtures.test-helper.ts";
import { visitor, type Visitor } from "./visitor.ts";

const DAY_MS = 86_400_000;
const START_MS = 20_000 * DAY_MS;

interface SetUp {
  readonly monitor: Monitoring;
  /** The same browser on its next page. */
  readonly nextPage: () => Monitoring;
  readonly platform: Platform & { readonly warnings: RankError[] };
  readonly clock: { nowMs: number };
  readonly sent: Uint8Array[];
  readonly network: { isDown: boolean };
  readonly stored: () => Promise<MonitoringRecord | undefined>;
}

function setUp({ seed = 4, memory }: { seed?: number; memory?: Visitor["memory"] } = {}): SetUp {
  const clock = { nowMs: START_MS };
  const platform = { ...testPlatform(), now: () => clock.nowMs, random: seededRandom(seed) };
  const sent: Uint8Array[] = [];
  const network = { isDown: false };
  const sendQuality = async (bytes: Uint8Array): Promise<void> => {
    sent.push(bytes);
    if (network.isDown) throw new RankError("sync-failed", "down");
  };
  const real = visitor(platform, BAYES);
  const person = { memory: memory ?? (() => real.memory()) };
  const nextPage = (): Monitoring =>
    monitoring(platform, { person, sync: { sendQuality }, monitor: "beacon" })!; // both are there
  const stored = (): Promise<MonitoringRecord | undefined> =>
    platform.records.get("monitoring", "monitoring");
  return { monitor: nextPage(), nextPage, platform, clock, sent, network, stored };
}

describe("monitoring", () => {
  test("is not there unless the page asks for it and names a server: a browser with Global Privacy Control has none", () => {
    const platform = testPlatform();
    const person = visitor(platform, BAYES);
    const sync = { sendQuality: () => Promise.reject(new Error("never")) };
    expect(monitoring(platform, { person, sync, monitor: "none" })).toBeNull();
    expect(monitoring(platform, { person, sync: null, monitor: "beacon" })).toBeNull();
  });

  test("sends nothing of which nothing was noted, and nothing in the first week", async () => {
    const { monitor, clock, sent, stored } = setUp();
    clock.nowMs += 100 * DAY_MS;
    await monitor.sendIfDue();
    expect(await stored()).toBeUndefined();
    await monitor.ranked(300, "wasm");
    clock.nowMs += 7 * DAY_MS - 1;
    await monitor.sendIfDue();
    expect(sent).toEqual([]);
    clock.nowMs += 1;
    await monitor.sendIfDue();
    expect(sent).toHaveLength(1);
  });

  test("keeps where texts were encoded over pages on which all are known, and notes a later opening", async () => {
    const { nextPage, monitor, stored } = setUp();
    await monitor.ranked(300, "wasm");
    await nextPage().ranked(20, null);
    expect((await stored())!.notes).toMatchObject({ firstRankingMs: 20, backend: "wasm" });
    await nextPage().opened("webgpu");
    expect((await stored())!.notes).toMatchObject({ firstRankingMs: 20, backend: "webgpu" });
  });

  test("sends at most one report in 7 days and 12 in 90, whatever is done on how many pages", async () => {
    const { nextPage, clock, sent } = setUp();
    const sentAtDays: number[] = [];
    for (let hour = 0; hour < 24 * 400; hour += 12) {
      clock.nowMs = START_MS + hour * 3_600_000;
      const monitor = nextPage();
      const before = sent.length;
      await Promise.all([monitor.sendIfDue(), nextPage().sendIfDue()]);
      await monitor.ranked(1, "wasm"); // so that the next week begins at once
      if (sent.length > before) sentAtDays.push(hour / 24);
      expect(sent.length - before).toBeLessThanOrEqual(1);
    }
    for (const [at, day] of sentAtDays.entries()) {
      if (at > 0) expect(day - sentAtDays[at - 1]).toBeGreaterThanOrEqual(7);
      expect(sentAtDays.filter((other) => other > day - 90 && other <= day).length).toBeLessThanOrEqual(12);
    }
    expect(sent.length).toBeGreaterThan(45);
  });

  test("says whether the head is a canary's, in the first of its three bytes, and draws anew when that changes", async () => {
    const { nextPage, clock, sent, platform } = setUp();
    const take = async (version: number, headVersion: number): Promise<void> => {
      const weights = new Float32Array(FEATURE_COUNT);
      const global = { key: "global", layout: FEATURE_LAYOUT, version: headVersion, weights } as const;
      await platform.records.write([
        { type: "put", kind: "release", record: releaseOf(version, { headVersion }) },
        { type: "put", kind: "global", record: global },
      ]);
    };
    for (const [version, headVersion] of [
      [4, 4],
      [4, 6],
      [6, 6],
    ]) {
      await nextPage().ranked(1, "wasm");
      await take(4, 4);
      const before = (await nextPage().preview()).bytes[0];
      await take(version, headVersion);
      expect([before, (await nextPage().preview()).bytes[0]]).toEqual([1, version === headVersion ? 1 : 2]);
      clock.nowMs += 8 * DAY_MS;
      await nextPage().sendIfDue();
    }
    expect(sent.map((bytes) => [bytes.length, bytes[0]])).toEqual([
      [3, 1],
      [3, 2],
      [3, 1],
    ]);
  });

  test("sends nothing for a clock that was set back", async () => {
    const { monitor, clock, sent } = setUp();
    await monitor.ranked(1, "wasm");
    clock.nowMs += 8 * DAY_MS;
    await monitor.sendIfDue();
    clock.nowMs -= 300 * DAY_MS;
    await monitor.ranked(1, "wasm");
    clock.nowMs += 290 * DAY_MS;
    await monitor.sendIfDue();
    expect(sent).toHaveLength(1);
  });

  test("sends the bytes that were shown, on whatever page, unless something new was noted", async () => {
    for (let seed = 0; seed < 30; seed++) {
      const { monitor, nextPage, clock, sent } = setUp({ seed });
      await monitor.ranked(600, "webgpu");
      const shown = await monitor.preview();
      expect((await nextPage().preview()).bytes).toEqual(shown.bytes);
      expect(shown).toMatchObject({
        epsilon: 2,
        noted: { first_ranking: "within_2s", backend: "webgpu", failure: "none", drift: "not_found" },
        dueAtMs: START_MS + 7 * DAY_MS,
        sent: { atMs: [], most: 12, days: 90 },
        lastBytes: null,
      });
      const { field, value } = parseQualityReport(shown.bytes)!;
      expect([shown.field, shown.value]).toEqual([
        QUALITY_FIELDS[field].name,
        QUALITY_FIELDS[field].values[value],
      ]);
      clock.nowMs = shown.dueAtMs!;
      await nextPage().sendIfDue();
      expect(sent).toEqual([shown.bytes]);
      await monitor.ranked(100, "wasm"); // the next report is another one; the last one stays what it was
      expect(await monitor.preview()).toMatchObject({
        dueAtMs: clock.nowMs + 7 * DAY_MS,
        sent: { atMs: [clock.nowMs] },
        lastBytes: shown.bytes,
      });
    }
  });

  test("draws anew once something else is true: what was seen of old facts says nothing of new ones", async () => {
    const { monitor } = setUp();
    const seen = new Set<string>();
    for (let time = 0; time < 60; time++) {
      await monitor.ranked(time, "wasm"); // the same class each time, and another note
      seen.add((await monitor.preview()).bytes.toString());
    }
    expect(seen.size).toBeGreaterThan(6);
  });

  test("counts a report that is lost as sent, tells the page once, and begins anew", async () => {
    const { monitor, clock, sent, network, platform, stored } = setUp();
    network.isDown = true;
    await monitor.failed("storage-failed");
    clock.nowMs += 7 * DAY_MS;
    await monitor.sendIfDue();
    await monitor.sendIfDue();
    expect(sent).toHaveLength(1);
    expect(platform.warnings.map(({ reason }) => reason)).toEqual(["sync-failed"]);
    expect(await stored()).toMatchObject({ sinceMs: null, sentAtMs: [clock.nowMs] });
    expect((await stored())!.notes).toEqual(initQualityNotes());
  });

  test("notes drift while the guard sees it, and keeps it until the report", async () => {
    const guard = { ...initGuard(), drift: { pages: 20, mean: 0, fall: 0, loss: 4.5 } };
    const memory = { guard, views: initPageViews() } as Awaited<ReturnType<Visitor["memory"]>>; // all that is asked of it
    const { monitor } = setUp({ memory: async () => memory });
    expect((await monitor.preview()).noted.drift).toBe("not_found");
    await monitor.learned(80);
    expect((await monitor.preview()).noted).toMatchObject({ drift: "found", learning: "within_200ms" });
    Object.assign(guard, initGuard());
    await monitor.learned(20);
    expect((await monitor.preview()).noted).toMatchObject({ drift: "found", learning: "within_50ms" });
  });

  test("reports each compared page once", async () => {
    let views = initPageViews();
    const memory = { guard: initGuard() };
    const { monitor, clock, stored } = setUp({
      memory: async () => ({ ...memory, views }) as Awaited<ReturnType<Visitor["memory"]>>,
    });
    views = withChoice(withView(views, { id: "a", arm: "interleaved" }), { id: "a", team: "personal" });
    await monitor.ranked(1, "wasm");
    clock.nowMs += 7 * DAY_MS;
    await monitor.sendIfDue();
    expect(await stored()).toMatchObject({ reported: { wins: 1, losses: 0 } });
  });

  test("begins anew, and never throws, where another script has written something else", async () => {
    const { monitor, platform, clock, sent } = setUp();
    for (const damage of [
      { sentAtMs: "never" },
      { notes: null, sentAtMs: [] },
      { sinceMs: "0" },
      { draft: { basis: 3 } },
      { reported: { wins: 1 } },
      { lastBytes: "1,0,2" },
    ]) {
      await monitor.ranked(1, "wasm");
      const record = { ...(await platform.records.get("monitoring", "monitoring"))!, ...damage };
      await platform.records.write([{ type: "put", kind: "monitoring", record: record as MonitoringRecord }]);
      clock.nowMs += 8 * DAY_MS;
      await monitor.sendIfDue();
      expect((await monitor.preview()).dueAtMs).toBeNull();
    }
    const bytes = Uint8Array.of(7, 7, 7, 7);
    const foreign = { basis: "", bytes };
    await monitor.ranked(1, "wasm");
    const record = {
      ...(await platform.records.get("monitoring", "monitoring"))!,
      draft: foreign,
      lastBytes: bytes,
    };
    await platform.records.write([{ type: "put", kind: "monitoring", record }]);
    expect((await monitor.preview()).lastBytes).toBeNull();
    clock.nowMs += 8 * DAY_MS;
    await monitor.sendIfDue();
    expect(sent).toHaveLength(1);
    expect(parseQualityReport(sent[0])).not.toBeNull();
    expect(platform.warnings).toEqual([]);
  });

  test("leaves nothing behind when everything is erased", async () => {
    const { monitor, platform, stored } = setUp();
    await monitor.ranked(1, "wasm");
    await platform.records.erase();
    expect(await stored()).toBeUndefined();
    expect((await monitor.preview()).noted.first_ranking).toBe("none");
  });

  test("keeps the days of its reports when everything is forgotten, and nothing else of them", async () => {
    const { monitor, nextPage, clock, sent, platform, stored } = setUp();
    for (let week = 0; week < 12; week++) {
      await monitor.ranked(300, "wasm");
      clock.nowMs += 7 * DAY_MS;
      await monitor.sendIfDue();
    }
    expect(sent).toHaveLength(12);
    await monitor.failed("model-failed");
    await eraseAllButLedger(platform.records, clock.nowMs);
    const sentAtMs = Array.from({ length: 12 }, (_, week) => START_MS + (week + 1) * 7 * DAY_MS);
    expect(await stored()).toEqual({ ...initMonitoring(), sentAtMs });
    const after = nextPage();
    await after.ranked(300, "wasm");
    clock.nowMs += 7 * DAY_MS - 1;
    await after.sendIfDue();
    expect(sent).toHaveLength(12); // the first is not 90 days old
    clock.nowMs = START_MS + 97 * DAY_MS;
    await after.sendIfDue();
    expect(sent).toHaveLength(13);
    await eraseAllButLedger(platform.records, clock.nowMs + 91 * DAY_MS);
    expect(await stored()).toBeUndefined();
  });
});
