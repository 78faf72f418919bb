import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { DEAF } from "../deaf-observer-fixture.ts";
import { SPLIT_ZERO, UNITS_PER_SPLIT_CLIP } from "../../federation/split-units.ts";
import { DAY_MS } from "../day-ms.ts";
import { openStore } from "../open-store.ts";
import { PLAIN_ROUNDS } from "../plain-rounds.ts";
import { placesOf, type OpenNodes } from "../rounds/two-nodes.test-helper.ts";
import { temporaryFolder } from "../server-fixture.ts";
import { startPostgres } from "../sql/postgres-fixture.ts";
import { add, helperOf, newGate, reports, splitBy } from "./split-leader-fixture.ts";
import { HelperRefusal, HelperUnreachable, type SplitHelper } from "./split-helper.ts";

const postgres = await startPostgres();
afterAll(() => postgres?.stop());

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
        throw new HelperUnreachable("The operation was aborted due to timeout");
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

test("what fails at a server itself ends no round, however long ago it closed, and is told", async () => {
  const all = await reports(2);
  const clock = { nowMs: 1_000 * DAY_MS };
  let isBroken = true;
  const helper = helperOf(all);
  const buggy: SplitHelper = {
    ...helper,
    check: async (...request) => {
      if (isBroken) throw new TypeError("a mistake of this program");
      return helper.check(...request);
    },
  };
  const rounds = {
    ...PLAIN_ROUNDS,
    layout: "phi-1",
    dimensions: 3,
    cohort: 2,
    minCohort: 2,
    maxAgeMs: DAY_MS,
  };
  const store = await openStore({
    dataDir: temporaryFolder(),
    ...rounds,
    split: splitBy(buggy),
    nowMs: () => clock.nowMs,
  });
  onTestFinished(() => store.close());
  for (const report of all) await add(store, report);
  const step = (): Promise<string | undefined> =>
    store.advance().then(async () => (await store.round(0))?.state);
  await expect.poll(() => store.round(0)).toMatchObject({ state: "CLOSING" });
  clock.nowMs += 2 * DAY_MS;
  await expect(step()).rejects.toThrow("a mistake of this program");
  expect(await store.round(0)).toMatchObject({ state: "CLOSING" });
  isBroken = false;
  await expect.poll(step).toBe("PROMOTED");
}, 20_000);

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
  store.observe({ ...DEAF, roundStepFailed: (error) => failures.push(error) });
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
