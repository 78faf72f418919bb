import { expect, onTestFinished, test } from "vitest";
import { seededRandom } from "../../../src/base/random.ts";
import { FEATURE_COUNT, FEATURE_LAYOUT } from "../../../src/learning/feature-layout.ts";
import { startServer, temporaryFolder } from "../../../src/server/server-fixture.ts";
import { createSyncClient } from "../../../src/sync/sync-client.ts";
import { sharing } from "../../../src/worker/sharing.ts";
import { sharingSetting } from "../../../src/worker/sharing-fixtures.test-helper.ts";
import { BAYES } from "../../../src/worker/visitor-fixtures.test-helper.ts";
import { visitor } from "../../../src/worker/visitor.ts";
import { NETWORKS, type Network, startBadNetwork } from "./bad-network.ts";

const DAY_MS = 86_400_000;
const YEAR_DAYS = 365;
/** How far the browser's clock is wrong, in days. */
const SKEWS_DAYS = [0, 1, -1, 30, -30, YEAR_DAYS, -YEAR_DAYS, 10 * YEAR_DAYS, -10 * YEAR_DAYS];
const IS_LONG = process.env["NETWORK_MATRIX"] === "1";
const skews = IS_LONG ? SKEWS_DAYS : [0, -1, 10 * YEAR_DAYS];
const PAGES = 30;
const PAGE_MS = 60_000;
/** Waits are a minute at least, and double: of 30 pages a minute apart no more than these may send by themselves. */
const MOST_UPLOADS = 12;
/** It asks to be left alone for an hour; a browser leaves it for an hour and a half at most. */
const LEFT_ALONE: Network = "503, come again";
const LEFT_ALONE_MS = 2 * 3_600_000;
/** A server that does not answer is given up after 10 s; so many pages of it are enough. */
const SLOW: readonly Network[] = ["half-open", "1 byte/s"];

test.each(NETWORKS.filter((network) => IS_LONG || !SLOW.includes(network)))(
  "%s: nothing is lost, nothing counts twice, whatever the clock says",
  { timeout: 300_000 },
  async (network) => {
    const dataDir = temporaryFolder();
    const server = await startServer({
      dataDir,
      layout: FEATURE_LAYOUT,
      dimensions: FEATURE_COUNT,
      cohort: 1_000_000,
    });
    const rootKeys = server.rootKey!;
    let learned = 0;
    for (const days of skews) {
      const proxy = await startBadNetwork(server.port, network);
      onTestFinished(() => proxy.stop());
      const { platform: shared, clock, idle, learn } = await sharingSetting();
      // Browsers draw keys of their own.
      const platform = { ...shared, random: seededRandom(100 + learned) };
      const skewMs = days * DAY_MS;
      const startMs = Date.now();
      clock.nowMs = startMs + skewMs;
      const person = visitor(platform, { ...BAYES, isShared: true });
      const sync = createSyncClient({ baseUrl: proxy.baseUrl, rootKeys, fetch, now: platform.now });
      const page = () => sharing(platform, { person, sync });
      await learn(7);
      const learnedBefore = (await person.heads(null)).personal;
      const isSlow = SLOW.includes(network);
      if (!isSlow) {
        await page().begin(); // whatever is wrong is a warning
        await page().share();
        // Nothing is sent without a release: it comes while the network is whole for a moment.
        proxy.network = "whole";
        clock.nowMs += LEFT_ALONE_MS;
        await page().begin();
        proxy.network = network;
      }
      const before = proxy.asked["/v1/deltas"] ?? 0;
      for (let at = 0; at < (isSlow ? 1 : PAGES); at++) {
        clock.nowMs += PAGE_MS;
        const here = page();
        await here.begin();
        idle.length = 0; // it would share what is due, which is awaited here
        await (at === 0 ? here.share() : here.shareIfDue());
      }
      // What the visitor has is as it was: no fault of a network changes an order.
      const after = (await person.heads(null)).personal;
      expect([days, after.generation]).toEqual([days, learnedBefore.generation]);
      const uploads = proxy.asked["/v1/deltas"] ?? 0;
      const most = network === LEFT_ALONE ? 1 : MOST_UPLOADS;
      expect(uploads - before, `uploads with the clock ${days} days off`).toBeLessThanOrEqual(most);
      if (days === 0 && !isSlow) expect(uploads, "uploads with the right clock").toBeGreaterThan(0);
      // The network is back, and so is the clock, after whatever the server or the back-off had asked for.
      proxy.network = "whole";
      clock.nowMs = Date.now() + 2 * DAY_MS;
      await page().begin();
      const { outcome } = await page().share();
      expect([days, ["accepted", "duplicate", "nothing-to-share"].includes(outcome)]).toEqual([days, true]);
      expect(await platform.records.keys("outbox")).toEqual([]);
      learned++;
      expect([days, (await server.store.status()).reports]).toEqual([days, learned]);
    }
  },
);

test(
  "what goes by itself is sent more and more seldom while the server is away",
  { timeout: 120_000 },
  async () => {
    const dataDir = temporaryFolder();
    const server = await startServer({
      dataDir,
      layout: FEATURE_LAYOUT,
      dimensions: FEATURE_COUNT,
      cohort: 1_000_000,
    });
    const proxy = await startBadNetwork(server.port, "whole");
    onTestFinished(() => proxy.stop());
    const { platform, clock, idle, learn } = await sharingSetting();
    clock.nowMs = Date.now();
    const person = visitor(platform, { ...BAYES, isShared: true });
    const rootKeys = server.rootKey!;
    const sync = createSyncClient({ baseUrl: proxy.baseUrl, rootKeys, fetch, now: platform.now });
    const share = sharing(platform, { person, sync });
    await share.begin();
    await learn(7);
    proxy.network = "500";
    await share.share(); // it waits in the outbox from here on
    const first = proxy.asked["/v1/deltas"] ?? 0;
    expect(first).toBe(1);
    for (let at = 0; at < 24 * 60; at++) {
      clock.nowMs += PAGE_MS;
      idle.length = 0;
      await share.shareIfDue();
    }
    expect(proxy.asked["/v1/deltas"] - first).toBeLessThanOrEqual(MOST_UPLOADS + 4);
    expect(proxy.asked["/v1/deltas"] - first).toBeGreaterThan(2);
  },
);
