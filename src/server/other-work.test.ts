import { expect, onTestFinished, test } from "vitest";
import { openStore } from "./open-store.ts";
import { PLAIN_ROUNDS } from "./plain-rounds.ts";
import { addReport } from "./rounds/two-nodes.test-helper.ts";
import { SHARDS } from "./rounds/shards.ts";
import { deltaFile, randomKey, temporaryFolder } from "./server-fixture.ts";
import type { Store } from "./store.ts";

/** A round takes two reports. */
async function storeOfTwo(): Promise<Store> {
  const store = await openStore({
    ...PLAIN_ROUNDS,
    layout: "phi-1",
    dimensions: 3,
    cohort: 2,
    promotion: "person",
    dataDir: temporaryFolder(),
  });
  onTestFinished(() => store.close());
  return store;
}

test("a round is closed in pieces, beside other requests, and whoever fills it does not wait", async () => {
  const store = await storeOfTwo();
  await addReport(store, 0.5);
  await store.addDelta({ key: randomKey(), baseVersion: 0, bytes: deltaFile([0.5, 0, 0]), network: null });
  expect((await store.rounds(2))[1]?.state).not.toBe("CANDIDATE");
  let turns = 0;
  let isClosing = true;
  const count = (): void => {
    turns++;
    if (isClosing) setImmediate(count);
  };
  setImmediate(count);
  await store.advance();
  isClosing = false;
  expect((await store.rounds(2))[1].state).toBe("CANDIDATE");
  // A database in the process answers at once: without its breaks nothing else has a turn between the shards, and the steps alone have 24.
  expect(turns).toBeGreaterThan(4 * SHARDS);
});

test("a round that fills while the one before is closed is closed after it, though nobody else asks for that", async () => {
  const store = await storeOfTwo();
  for (let report = 0; report < 4; report++)
    await store.addDelta({ key: randomKey(), baseVersion: 0, bytes: deltaFile([0.5, 0, 0]), network: null });
  expect((await store.rounds(9)).map(({ state }) => state)).not.toContain("CANDIDATE");
  const states = async (): Promise<string[]> => (await store.rounds(9)).map(({ state }) => state);
  await expect.poll(states).toEqual(["OPEN", "CANDIDATE", "CANDIDATE"]);
});
