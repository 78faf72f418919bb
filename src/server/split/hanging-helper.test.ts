import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { DEAF } from "../deaf-observer-fixture.ts";
import { DAY_MS } from "../day-ms.ts";
import { openStore } from "../open-store.ts";
import { PLAIN_ROUNDS } from "../plain-rounds.ts";
import { temporaryFolder } from "../server-fixture.ts";
import type { RoundState, Store } from "../store.ts";
import { createHelperClient } from "./helper-client.ts";
import { SECRETS } from "./split-fixture.ts";
import type { SplitHelper } from "./split-helper.ts";
import { add, helperOf, reports, splitBy } from "./split-leader-fixture.ts";

/** So much faster than in earnest; half a second is left for a question to arrive on a busy machine. */
const FASTER = 10;
const COHORT = { cohort: 2, minCohort: 2 };

async function storeOf(helper: SplitHelper, clock: { readonly nowMs: number }): Promise<Store> {
  const store = await openStore({
    ...PLAIN_ROUNDS,
    ...COHORT,
    dataDir: temporaryFolder(),
    layout: "phi-1",
    dimensions: 3,
    promotion: "person",
    maxAgeMs: DAY_MS,
    nowMs: () => clock.nowMs,
    split: splitBy(helper),
  });
  onTestFinished(() => store.close());
  return store;
}

const statesIn = async (store: Store): Promise<RoundState[]> =>
  (await store.rounds(9)).map(({ state }) => state);

test("a second server that takes requests and never answers holds a pass for a few seconds, and later ones not; rounds go on meanwhile", async () => {
  const all = await reports(6);
  let asked = 0;
  const server = createServer(() => asked++).listen(0);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo; // it listens on TCP
  const client = createHelperClient({
    url: `http://localhost:${port}/v1`,
    token: SECRETS.token,
    noiseMultiplier: 0,
    fetch,
    timeout: (delayMs) => AbortSignal.timeout(delayMs / FASTER),
    nowMs: () => performance.now() * FASTER,
  });
  let isHanging = true;
  const other = helperOf(all);
  const helper: SplitHelper = {
    check: (...request) => (isHanging ? client : other).check(...request),
    sum: (...request) => (isHanging ? client : other).sum(...request),
  };
  const clock = { nowMs: 1_000 * DAY_MS };
  const store = await storeOf(helper, clock);
  const failures: unknown[] = [];
  store.observe({ ...DEAF, roundStepFailed: (error) => failures.push(error) });

  for (const report of all.slice(0, 2)) await add(store, report);
  await expect.poll(() => failures.length, { timeout: 10_000 }).toBe(1);
  expect([await statesIn(store), asked]).toEqual([["OPEN", "CLOSING"], 1]);

  // A minute goes by, in thirty passes: more reports are taken, and their rounds close.
  for (let pass = 0; pass < 29; pass++) {
    if (pass === 3) for (const report of all.slice(2, 4)) await add(store, report);
    if (pass === 9) for (const report of all.slice(4)) await add(store, report);
    clock.nowMs += 2_000;
    await store.advance();
  }
  expect(await statesIn(store)).toEqual(["OPEN", "CLOSING", "CLOSING", "CLOSING"]);
  expect([asked, failures.length]).toEqual([1, 1]);

  // Then it is asked again, once.
  clock.nowMs += 600_000;
  await store.advance();
  await store.advance();
  expect([asked, failures.length]).toEqual([2, 2]);
  isHanging = false;
  clock.nowMs += 600_000;
  await store.advance();
  expect(await statesIn(store)).toEqual(["OPEN", "CANDIDATE", "CANDIDATE", "CANDIDATE"]);
}, 20_000);

test("a second server that takes long for each batch holds a pass for ten seconds; the next one goes on where it stopped", async () => {
  const all = await reports(24);
  const clock = { nowMs: 1_000 * DAY_MS };
  let batches = 0;
  const other = helperOf(all);
  const slow: SplitHelper = {
    ...other,
    check: async (...request) => {
      batches++;
      clock.nowMs += 4_000;
      return other.check(...request);
    },
  };
  const store = await openStore({
    ...PLAIN_ROUNDS,
    dataDir: temporaryFolder(),
    layout: "phi-1",
    dimensions: 3,
    promotion: "person",
    cohort: 25,
    minCohort: 24,
    nowMs: () => clock.nowMs,
    split: splitBy(slow),
  });
  onTestFinished(() => store.close());
  for (const report of all) await add(store, report);
  await store.closeRound();
  expect(await statesIn(store)).toEqual(["OPEN", "CLOSING"]);
  expect(batches).toBe(3);
  for (let pass = 2; (await statesIn(store))[1] === "CLOSING"; pass++) {
    await store.advance();
    expect(batches).toBeLessThanOrEqual(3 * pass);
  }
  expect(await statesIn(store)).toEqual(["OPEN", "CANDIDATE"]);
  expect(await store.round(0)).toMatchObject({ reports: 24 });
}, 20_000);
