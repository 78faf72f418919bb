import { describe, expect, test, vi } from "vitest";
import type { Records } from "../store/records.ts";
import { eraseAllButLedger } from "./erase-all-but-ledger.ts";
import { allSteps, expectSaid, sharingSetting } from "./sharing-fixtures.test-helper.ts";

// Each lives through many visits, on machines that have other things to do.
vi.setConfig({ testTimeout: 30_000 });

const DAY_MS = 86_400_000;

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
    expectSaid(setting.sent()[12].bytes, await allSteps(after));
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
      expectSaid(sent[0].bytes, await allSteps(setting));
      expect((await setting.share.report()).sent.atMs).toHaveLength(1);
      expect(await setting.platform.records.keys("outbox")).toEqual([]);
      expect((await setting.page().share.share()).outcome).toBe("nothing-to-share");
    }
    expect(steps).toBeGreaterThanOrEqual(4); // the release, the outbox, the ledger, what became of it
  });
});
