import { expect } from "vitest";
import { FEATURE_COUNT, FEATURE_LAYOUT } from "../learning/feature-layout.ts";
import { DAY_MS, RELEASED_AT_MS, releaseServer } from "../sync/release-server.test-helper.ts";
import type { ReleaseServer } from "../sync/release-server.test-helper.ts";
import { createSyncClient } from "../sync/sync-client.ts";
import { pullRelease } from "./pull-release.ts";
import { everythingIn } from "./sharing-fixtures.test-helper.ts";
import { BAYES, click, ranking, testPlatform } from "./visitor-fixtures.test-helper.ts";
import { visitor, type Visitor } from "./visitor.ts";

/** A day after the release that a {@link pullingDevice} has. */
export const LATER_MS: number = RELEASED_AT_MS + DAY_MS;

/** A browser that asks a server with real signatures for releases. For tests. */
export interface PullingDevice {
  readonly server: ReleaseServer;
  readonly person: Visitor;
  readonly clock: { nowMs: number };
  readonly warnings: readonly { readonly message: string }[];
  /** How often anything was written. */
  readonly writes: () => number;
  readonly everything: () => Promise<unknown>;
  readonly pull: () => Promise<void>;
}

/** A device that has taken release 2 under key list 2, and learned something on top of it. */
export async function pullingDevice(): Promise<PullingDevice> {
  const server = await releaseServer(FEATURE_LAYOUT, FEATURE_COUNT);
  await server.release({ manifest: { version: 2 }, list: { version: 2 } });
  const clock = { nowMs: RELEASED_AT_MS };
  const platform = { ...testPlatform(), now: () => clock.nowMs };
  const { records } = platform;
  let writes = 0;
  const counted = {
    ...platform,
    records: {
      ...records,
      write: (changes: Parameters<typeof records.write>[0]) => {
        writes++;
        return records.write(changes);
      },
    },
  };
  const person = visitor(counted, BAYES);
  const sync = createSyncClient({
    baseUrl: "https://rank.shop.example/v1",
    rootKeys: server.root.text,
    fetch: (...request) => server.fetch(...request),
    now: platform.now,
  });
  const pull = async (): Promise<void> => (await pullRelease(counted, { person, sync })).planned;
  await person.show(ranking("r1"));
  await person.learn([click("r1", "b")]);
  await pull();
  expect((await person.heads(null)).global.version).toBe(2);
  writes = 0;
  return {
    server,
    person,
    clock,
    warnings: platform.warnings,
    writes: () => writes,
    everything: () => everythingIn(records),
    pull,
  };
}

/** Pulls, and expects one warning and nothing stored. */
export async function expectRefused(used: PullingDevice, words = ""): Promise<void> {
  const { warnings, writes, pull } = used;
  const before = [warnings.length, writes()];
  await pull();
  expect([warnings.length, writes()]).toEqual([before[0] + 1, before[1]]);
  expect(warnings.at(-1)).toMatchObject({ reason: "sync-failed", message: expect.stringContaining(words) });
}
