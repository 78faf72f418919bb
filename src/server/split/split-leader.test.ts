import { join } from "node:path";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { seededRandom } from "../../base/random.ts";
import { splitAggregator } from "../../federation/split-aggregator.ts";
import { decodeSplitShare } from "../../federation/split-share.ts";
import type { SplitTerms } from "../../federation/split-terms.ts";
import { SPLIT_ZERO, UNITS_PER_SPLIT_CLIP } from "../../federation/split-units.ts";
import { KEY_FOLDER, openStore, type OpenStoreOptions } from "../open-store.ts";
import { openHighWater } from "../recovery/high-water.ts";
import { PLAIN_ROUNDS } from "../plain-rounds.ts";
import { placesOf, type OpenNodes } from "../rounds/two-nodes.test-helper.ts";
import { deltaFile, randomKey, temporaryFolder } from "../server-fixture.ts";
import { startPostgres } from "../sql/postgres-fixture.ts";
import type { Receipt, Store } from "../store.ts";
import { seededBytes, SECRETS, SHARE_TERMS, testReport } from "./split-fixture.ts";
import type { TestReport } from "./split-fixture.ts";
import { HelperRefusal, type SplitHelper } from "./split-helper.ts";
import type { SplitLeader } from "./split-leader.ts";

const postgres = await startPostgres();
afterAll(() => postgres?.stop());

const DAY_MS = 86_400_000;
const random = seededRandom(12);

/** A second server that remembers what it must, and may be away. */
function helperOf(
  all: readonly TestReport[],
): SplitHelper & { state: "up" | "down" | "refuses"; sums: number } {
  const aggregator = splitAggregator("helper", { dimensions: 3, verifyKey: SECRETS.verifyKey });
  const outputs = new Map<string, Uint8Array>();
  const files = new Map(all.map(({ id, helper }) => [id, helper]));
  const helper: ReturnType<typeof helperOf> = {
    state: "up",
    sums: 0,
    check: async (_roundId, reports) => {
      if (helper.state === "down") throw new Error("connection refused");
      return Promise.all(
        reports.map(async ({ id, part }) => {
          const file = files.get(id);
          if (file === undefined) return { id, part: null, isAccepted: false };
          const check = await aggregator.check(decodeSplitShare(file, "helper", SHARE_TERMS));
          const output = await check.accept([part, check.part]);
          if (output !== null) outputs.set(id, output);
          return { id, part: check.part, isAccepted: output !== null };
        }),
      );
    },
    sum: async (_roundId, ids) => {
      if (helper.state !== "up") throw new HelperRefusal("its own cohort is larger");
      helper.sums++;
      const noNoise = { noiseMultiplier: 0, randomBytes: seededBytes(1) };
      return aggregator.sum(
        ids.map((id) => outputs.get(id)!),
        noNoise,
      );
    },
  };
  return helper;
}

const splitBy = (helper: SplitHelper): SplitLeader => ({
  terms: { helper: "https://other.example/v1", coordinates: 1 },
  coordinates: [0, 1, 2],
  verifyKey: SECRETS.verifyKey,
  helper,
  noiseBytes: seededBytes(1),
});

/** What some wait for until others open it. */
function newGate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
}

const add = (store: Store, { id, leader }: TestReport): Promise<Receipt> =>
  store.addDelta({ key: id, baseVersion: 0, bytes: leader, network: null });

async function reports(count: number): Promise<TestReport[]> {
  return Promise.all(Array.from({ length: count }, () => testReport(random)));
}

for (const [name, openNodes] of placesOf(postgres))
  describe.skipIf(openNodes === null)(`split rounds on ${name}`, { timeout: 60_000 }, () => {
    const openBoth: OpenNodes = (changes) => openNodes!(changes); // skipped without

    test("both nodes may close a round at once: every report is in the mean once, and the ledger has it once", async () => {
      const all = await reports(24);
      const helper = helperOf(all.slice(1)); // the first one reached this server alone
      helper.state = "down";
      const nodes = await openBoth({
        cohort: 24,
        minCohort: 20,
        promotion: "person",
        split: splitBy(helper),
      });
      const receipts = await Promise.all([...all, ...all].map((report, at) => add(nodes[at % 2], report)));
      expect(receipts.filter((receipt) => receipt === "accepted")).toHaveLength(24);
      await Promise.all(nodes.map((node) => node.advance()));
      expect((await nodes[0].rounds(9)).map(({ state }) => state)).toEqual(["OPEN", "CLOSING"]);
      helper.state = "up";
      const isDone = async (): Promise<string | undefined> => {
        await Promise.all([nodes[0].advance(), nodes[1].advance(), nodes[1].closeRound()]);
        return (await nodes[0].round(0))?.state;
      };
      await expect.poll(isDone, { timeout: 30_000 }).toBe("CANDIDATE");
      expect(await nodes[1].round(0)).toMatchObject({ reports: 23, baseVersion: 0 });
      expect(await nodes[1].spentRhos(0)).toEqual([Infinity]);
      const { candidate } = (await nodes[1].candidateHeads(0))!;
      for (const at of [0, 1, 2]) {
        const sum = all.slice(1).reduce((total, { numbers }) => total + numbers[at] - SPLIT_ZERO, 0);
        expect(candidate[at]).toBeCloseTo(sum / UNITS_PER_SPLIT_CLIP / 23, 6);
      }
    });

    test("a node that is late with a check, as the other has the sum already, ends no round", async () => {
      const all = await reports(4);
      const helper = helperOf(all);
      helper.state = "down";
      const isSummed = newGate();
      const lateIsDone = newGate();
      const calls = { checks: 0, sums: 0 };
      const nodes = await openBoth({
        cohort: 4,
        minCohort: 4,
        promotion: "person",
        split: splitBy({
          check: async (...request) => {
            if (helper.state === "up" && calls.checks++ === 0) {
              await isSummed.opened;
              throw new HelperRefusal("its sum has been given");
            }
            return helper.check(...request);
          },
          sum: async (...request) => {
            const share = await helper.sum(...request);
            isSummed.open();
            if (calls.sums++ === 0) await lateIsDone.opened;
            return share;
          },
        }),
      });
      for (const report of all) await add(nodes[0], report);
      await Promise.all(nodes.map((node) => node.advance()));
      helper.state = "up";
      const late = nodes[0].closeRound().finally(() => lateIsDone.open());
      await expect.poll(() => calls.checks).toBe(1);
      await Promise.all([late, nodes[1].advance()]);
      expect(await nodes[1].round(0)).toMatchObject({ state: "CANDIDATE", reports: 4 });
      expect(await nodes[1].spentRhos(0)).toHaveLength(1);
    });

    test("a round whose second server refuses, or stays away, ends with the reason, and the next one goes on", async () => {
      const all = await reports(6);
      const helper = helperOf(all);
      const clock = { nowMs: 1_000 * DAY_MS };
      const [node] = await openBoth({
        cohort: 2,
        minCohort: 2,
        maxAgeMs: DAY_MS,
        nowMs: () => clock.nowMs,
        split: splitBy(helper),
      });
      helper.state = "refuses";
      for (const report of all.slice(0, 2)) await add(node, report);
      const stateOf = (id: number) => () => node.advance().then(async () => (await node.round(id))?.state);
      await expect.poll(stateOf(0)).toBe("EXPIRED");
      expect((await node.round(0))?.reason).toContain("its own cohort is larger");
      helper.state = "down";
      for (const report of all.slice(2, 4)) await add(node, report);
      await expect.poll(stateOf(1)).toBe("CLOSING");
      clock.nowMs += DAY_MS - 1;
      await node.advance();
      expect(await node.round(1)).toMatchObject({ state: "CLOSING" });
      clock.nowMs += 1;
      await node.advance();
      expect(await node.round(1)).toMatchObject({ state: "EXPIRED", reason: "connection refused" });
      helper.state = "up";
      for (const report of all.slice(4)) await add(node, report);
      await expect.poll(stateOf(2)).toBe("PROMOTED");
      expect(helper.sums).toBe(1);
    });

    test("a second server that hangs is waited for once in a pass, however many rounds wait; those that have waited long enough end", async () => {
      const all = await reports(4);
      const clock = { nowMs: 1_000 * DAY_MS };
      const asked: number[] = [];
      const away = async (roundId: number): Promise<never> => {
        asked.push(roundId);
        throw new Error("The operation was aborted due to timeout");
      };
      const helper = { check: away, sum: away };
      const rounds = { cohort: 2, minCohort: 2, maxAgeMs: DAY_MS };
      const [node] = await openBoth({ ...rounds, nowMs: () => clock.nowMs, split: splitBy(helper) });
      for (const id of [0, 1]) {
        for (const report of all.splice(0, 2)) await add(node, report);
        await expect
          .poll(() => node.advance().then(async () => (await node.round(id))?.state))
          .toBe("CLOSING");
      }
      await node.advance();
      asked.length = 0;
      await node.advance();
      expect(asked).toEqual([0]);
      clock.nowMs += DAY_MS;
      await node.advance();
      expect(asked).toEqual([0, 0]);
      const states = (await node.rounds(9)).map(({ state }) => state);
      expect(states).toEqual(["OPEN", "EXPIRED", "EXPIRED"]);
    });

    test("too few that both have accepted make no head", async () => {
      const all = await reports(3);
      const [node] = await openBoth({ cohort: 3, minCohort: 3, split: splitBy(helperOf(all.slice(1))) });
      for (const report of all) await add(node, report);
      await expect.poll(() => node.advance().then(async () => (await node.round(0))?.state)).toBe("EXPIRED");
      expect((await node.round(0))?.reason).toContain("2 of its reports were valid and had reached both");
      expect(await node.spentRhos(0)).toEqual([]);
    });
  });

test.each([
  ["too short", new Uint8Array(3), "must have 48 bytes: got 3"],
  ["no numbers of the field", new Uint8Array(48).fill(255), "must be 3 numbers of its field"],
])(
  "a helper's share of the sum that is %s ends the round, and costs nobody anything",
  async (_, share, words) => {
    const all = await reports(2);
    const helper = { ...helperOf(all), sum: async () => share };
    const dataDir = temporaryFolder();
    const rounds = { layout: "phi-1", dimensions: 3, cohort: 2, minCohort: 2 };
    const store = await openStore({ dataDir, ...rounds, split: splitBy(helper) });
    for (const report of all) await add(store, report);
    await expect.poll(() => store.advance().then(async () => (await store.round(0))?.state)).toBe("EXPIRED");
    expect((await store.round(0))?.reason).toContain(words);
    await store.close();
    expect(openHighWater(join(dataDir, KEY_FOLDER)).spends().size).toBe(0);
  },
);

test("a server answers others between two reports that it checks", async () => {
  const all = await reports(32);
  let isDone = false;
  let turns = 0;
  let asked = 0;
  const refusing: SplitHelper = {
    ...helperOf(all),
    check: async (_roundId, some) => {
      asked += some.length;
      return [];
    },
  };
  const rounds = { ...PLAIN_ROUNDS, layout: "phi-1", dimensions: 3, cohort: 33, minCohort: 32 };
  const store = await openStore({ dataDir: temporaryFolder(), ...rounds, split: splitBy(refusing) });
  onTestFinished(() => store.close());
  for (const report of all) await add(store, report);
  const turn = (): void => {
    turns++;
    if (!isDone) setImmediate(turn);
  };
  turn();
  await store.closeRound();
  isDone = true;
  expect(asked).toBe(32);
  expect(turns).toBeGreaterThanOrEqual(32);
});

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
    expect(await store.manifest()).toMatchObject({ version: 1, deltaVersion: 3 });
    expect((await store.manifest()).secureAggregation).toBeUndefined();
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

test("a server that is told to stop waits for no other server, and goes on with the round at its next start", async () => {
  const all = await reports(2);
  const dataDir = temporaryFolder();
  const rounds = { ...PLAIN_ROUNDS, layout: "phi-1", dimensions: 3, cohort: 2, minCohort: 2 };
  const isAsked = newGate();
  const hangs: SplitHelper["check"] = (_roundId, _reports, signal) =>
    new Promise((_resolve, reject) => {
      signal?.addEventListener("abort", () => reject(signal.reason as Error)); // as fetch does
      isAsked.open();
    });
  const store = await openStore({ dataDir, ...rounds, split: splitBy({ ...helperOf(all), check: hangs }) });
  const failures: unknown[] = [];
  const none = (): void => undefined;
  const deaf = { caughtUp: none, committed: none, roundClosed: none, canaryStopped: none };
  store.observe({ ...deaf, roundStepFailed: (error) => failures.push(error) });
  for (const report of all) await add(store, report);
  await isAsked.opened;
  await store.close();
  expect(failures).toEqual([]);
  const next = await openStore({ dataDir, ...rounds, split: splitBy(helperOf(all)) });
  onTestFinished(() => next.close());
  expect(await next.round(0)).toMatchObject({ state: "CLOSING" });
  await next.advance();
  expect(await next.round(0)).toMatchObject({ state: "PROMOTED", reports: 2 });
}, 10_000);
