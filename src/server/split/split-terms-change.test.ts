import { expect, test } from "vitest";
import type { SplitTerms } from "../../federation/split-terms.ts";
import { openStore, type OpenStoreOptions } from "../open-store.ts";
import { PLAIN_ROUNDS } from "../plain-rounds.ts";
import { deltaFile, randomKey, temporaryFolder } from "../server-fixture.ts";
import type { Store } from "../store.ts";
import { testReport } from "./split-fixture.ts";
import { add, helperOf, random, reports, splitBy } from "./split-leader-fixture.ts";

test("a server that is told to split, or not to, begins a new version with the same weights, and drops what waits; a command changes nothing", async () => {
  const dataDir = temporaryFolder();
  const opened = async (changes: Partial<OpenStoreOptions>, act: (store: Store) => Promise<void>) => {
    const store = await openStore({ dataDir, layout: "phi-1", dimensions: 3, cohort: 9, ...changes });
    await act(store).finally(() => store.close());
  };
  const split = splitBy(helperOf([]));
  await opened({ split: null }, async (store) => {
    const bytes = deltaFile([0.5, 0, 0]);
    await store.addDelta({ key: randomKey(), baseVersion: 0, bytes, network: "198.51.100" });
    expect(await store.status()).toMatchObject({ version: 0, reports: 1 });
  });
  await opened({ split }, async (store) => {
    expect(await store.manifest()).toMatchObject({ version: 1, deltaVersion: 3 });
    expect(await store.status()).toMatchObject({ reports: 0 });
    const [report] = await reports(1);
    expect(await add(store, report)).toBe("stale"); // against version 0
  });
  await opened({}, async (store) => {
    // All of it is as it was released, whatever this process was told.
    const secureAggregation = { version: 1, helper: "https://other.example/v1", coordinates: 1 };
    expect(await store.manifest()).toMatchObject({ version: 1, deltaVersion: 3, secureAggregation });
  });
  await opened({ split }, async (store) => expect(await store.version()).toBe(1));
  await opened({ split: null }, async (store) =>
    expect(await store.manifest()).toMatchObject({ version: 2, deltaVersion: 2 }),
  );
});

test("a server with another helper, or other coordinates, begins a new version and drops what waits; the same one goes on", async () => {
  const dataDir = temporaryFolder();
  const all = await reports(2);
  const opened = async (terms: Partial<SplitTerms>, act: (store: Store) => Promise<void>): Promise<void> => {
    const split = splitBy(helperOf(all));
    const rounds = { ...PLAIN_ROUNDS, cohort: 2, minCohort: 2 };
    const store = await openStore({
      dataDir,
      layout: "phi-1",
      dimensions: 3,
      ...rounds,
      split: { ...split, terms: { ...split.terms, ...terms } },
    });
    await act(store).finally(() => store.close());
  };
  const other = { helper: "https://third.example/v1" };
  await opened({}, async (store) => {
    expect(await add(store, all[0])).toBe("accepted");
  });
  await opened({}, async (store) => {
    expect(await store.status()).toMatchObject({ version: 0, reports: 1 });
    expect(await add(store, all[1])).toBe("accepted");
    await expect.poll(() => store.advance().then(() => store.version())).toBe(1);
  });
  // What was promoted is of the terms that its round was of.
  await opened({}, async (store) => {
    expect(await store.version()).toBe(1);
    const bytes = (await testReport(random, { baseVersion: 1 })).leader;
    expect(await store.addDelta({ key: randomKey(), baseVersion: 1, bytes, network: null })).toBe("accepted");
  });
  await opened(other, async (store) => {
    expect(await store.status()).toMatchObject({ version: 2, reports: 0 });
    expect((await store.rounds(1))[0]).toMatchObject({ state: "OPEN" });
    expect((await store.rounds(2))[1]).toMatchObject({ state: "EXPIRED", reason: "the terms changed" });
  });
  await opened(other, async (store) => expect(await store.version()).toBe(2));
  await opened({ ...other, coordinates: 2 }, async (store) => expect(await store.version()).toBe(3));
});
