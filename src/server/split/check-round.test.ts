import { describe, expect, onTestFinished, test } from "vitest";
import { seededRandom } from "../../base/random.ts";
import { openStore } from "../open-store.ts";
import { PLAIN_ROUNDS } from "../plain-rounds.ts";
import { temporaryFolder } from "../server-fixture.ts";
import type { Store } from "../store.ts";
import { SECRETS, seededBytes, testReport, type TestReport } from "./split-fixture.ts";
import type { SplitHelper } from "./split-helper.ts";

const OTHER_KEY = new Uint8Array(16).fill(7);

/** Remembers what it was told, and never answers. */
function silentHelper(): SplitHelper & { readonly told: Map<string, Set<string>> } {
  const told = new Map<string, Set<string>>();
  return {
    told,
    check: async (_roundId, reports) => {
      for (const { id, part } of reports) told.set(id, (told.get(id) ?? new Set()).add(part.join()));
      throw new Error("connection reset");
    },
    sum: async () => {
      throw new Error("connection reset");
    },
  };
}

async function leaderAt(dataDir: string, helper: SplitHelper, verifyKey: Uint8Array): Promise<Store> {
  const split = {
    terms: { helper: "https://other.example/v1", coordinates: 1 },
    coordinates: [0, 1, 2],
    verifyKey,
    helper,
    noiseBytes: seededBytes(1),
  };
  const terms = { layout: "phi-1", dimensions: 3 };
  const store = await openStore({ ...terms, ...PLAIN_ROUNDS, dataDir, cohort: 2, minCohort: 2, split });
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= store.close());
  onTestFinished(close);
  return { ...store, close };
}

const add = (store: Store, { id, leader }: TestReport) =>
  store.addDelta({ key: id, baseVersion: 0, bytes: leader, network: null });

describe("checkRound", { timeout: 30_000 }, () => {
  test("tells the helper one part of a report's check alone: a round that was begun under another key is dropped", async () => {
    const random = seededRandom(5);
    const [dataDir, helper] = [temporaryFolder(), silentHelper()];
    const before = await leaderAt(dataDir, helper, SECRETS.verifyKey);
    for (let at = 0; at < 2; at++) await add(before, await testReport(random));
    await expect.poll(() => before.advance().then(() => helper.told.size)).toBeGreaterThan(0);
    await before.advance();
    await before.close();
    const after = await leaderAt(dataDir, helper, OTHER_KEY);
    await after.advance();
    for (const parts of helper.told.values()) expect(parts.size).toBe(1);
    expect(await after.round(0)).toMatchObject({
      state: "EXPIRED",
      reason: "SPLIT_SECRET was changed while its reports were checked",
    });
    // What came since is checked by the new one.
    for (let at = 0; at < 2; at++) await add(after, await testReport(random));
    const known = helper.told.size;
    await expect.poll(() => after.advance().then(() => helper.told.size)).toBeGreaterThan(known);
    expect(await after.round(1)).toMatchObject({ state: "CLOSING" });
  });
});
