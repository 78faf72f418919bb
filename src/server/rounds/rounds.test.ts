import { afterAll, describe, expect, test } from "vitest";
import { canarySet } from "../../federation/canary.test-helper.ts";
import { encodeCanarySet } from "../../federation/canary-set.ts";
import { DEFAULT_GATE_BOUNDS } from "../../federation/release-gate.ts";
import { PLAIN_ROUNDS } from "../plain-rounds.ts";
import { randomKey } from "../server-fixture.ts";
import { startPostgres } from "../sql/postgres-fixture.ts";
import type { Store } from "../store.ts";
import { addReport as add, type OpenNodes, placesOf } from "./two-nodes.test-helper.ts";

const postgres = await startPostgres();
afterAll(() => postgres?.stop());

const DAY_MS = 24 * 60 * 60 * 1_000;

/** All but what lists lose may be as it is. */
const LISTS_COUNT = { ...PLAIN_ROUNDS.gateBounds, ndcgLoss: DEFAULT_GATE_BOUNDS.ndcgLoss };

for (const [name, openNodes] of placesOf(postgres)) {
  const describeIt = openNodes === null ? describe.skip : describe;
  // It is skipped where PostgreSQL is not installed: `apt-get install postgresql`.
  describeIt(name, { timeout: 30_000 }, () => {
    const openBoth: OpenNodes = (changes) => openNodes!(changes); // skipped without

    test("a report that comes to both, again and again, counts once", async () => {
      const nodes = await openBoth({ cohort: 1_000 });
      const keys = Array.from({ length: 40 }, () => randomKey());
      const receipts = await Promise.all(
        Array.from({ length: 400 }, (_, at) => add(nodes[at % 2], 0.5, keys[(at * 7) % keys.length])),
      );
      expect(receipts.filter((receipt) => receipt === "accepted")).toHaveLength(keys.length);
      expect(receipts.filter((receipt) => receipt === "duplicate")).toHaveLength(400 - keys.length);
      expect((await nodes[0].status()).reports).toBe(keys.length);
    });

    test("what browsers are told of the time does not go back when a clock was ahead", async () => {
      const clock = { nowMs: 1_000 * DAY_MS };
      const [node] = await openBoth({ cohort: 4, minCohort: 4, fillMs: DAY_MS, nowMs: () => clock.nowMs });
      const fill = async (baseVersion: number): Promise<void> => {
        for (let report = 0; report < 4; report++) await add(node, 0.5, undefined, baseVersion);
        await node.advance();
      };
      clock.nowMs += DAY_MS;
      await fill(0);
      const ahead = await node.manifest();
      expect(ahead.version).toBe(1);
      clock.nowMs -= DAY_MS;
      // Another head, and another share of reports.
      await fill(1);
      const right = await node.manifest();
      expect(right.version).toBe(2);
      expect(right.reportProbability).not.toBe(ahead.reportProbability);
      expect(right.changedAtMs).toBe(ahead.changedAtMs);
    });

    test("both may move a round at once: one head, one entry in the ledger, every report in the mean once", async () => {
      const nodes = await openBoth({ cohort: 1_000, minCohort: 1, promotion: "person" });
      // Steps of 1 / 127: sums of whole steps are exact.
      await Promise.all(Array.from({ length: 200 }, (_, at) => add(nodes[at % 2], at < 100 ? 0.25 : 0.75)));
      await nodes[0].closeRound();
      await Promise.all([nodes[0].advance(), nodes[1].advance(), nodes[1].closeRound()]);
      const rounds = await nodes[1].rounds(9);
      expect(rounds).toMatchObject([{ state: "OPEN" }, { state: "CANDIDATE", reports: 200, baseVersion: 0 }]);
      expect(await nodes[0].spentRhos(0)).toEqual([Infinity]);
      const decision = { roundId: 0, verdict: "PROMOTED", by: "somebody", reason: "looks right" } as const;
      const decided = await Promise.allSettled(nodes.map((node) => node.decide(decision)));
      expect(decided.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
      expect((await nodes[0].manifest()).version).toBe(1);
    });

    test("reports that come while the round closes go into it or into the next one, none is lost", async () => {
      const nodes = await openBoth({ cohort: 25, promotion: "person" });
      const receipts = await Promise.all(Array.from({ length: 130 }, (_, at) => add(nodes[at % 2], 0.5)));
      expect(receipts.every((receipt) => receipt === "accepted")).toBe(true);
      await nodes[0].advance();
      const rounds = await nodes[0].rounds(9);
      const summed = rounds.reduce((sum, { reports }) => sum + (reports ?? 0), 0);
      expect(summed + (await nodes[0].status()).reports).toBe(130);
      for (const { state, reports } of rounds)
        if (state !== "OPEN") expect(reports).toBeGreaterThanOrEqual(25);
    });

    test("of two candidates that two people promote at one moment one is released, and the other made anew", async () => {
      const nodes = await openBoth({ cohort: 2, promotion: "person" });
      const decide = (node: Store, roundId: number): Promise<void> =>
        node.decide({ roundId, verdict: "PROMOTED", by: "somebody", reason: "looks right" });
      for (let turn = 0; turn < 5; turn++) {
        const { version } = await nodes[0].manifest();
        for (let at = 0; at < 4; at++) await add(nodes[0], 0.5, randomKey(), version);
        const waiting = (await nodes[0].rounds(99)).filter(({ state }) => state === "CANDIDATE");
        expect(waiting.map(({ baseVersion }) => baseVersion)).toEqual([version, version]);
        const decided = await Promise.allSettled(waiting.map(({ id }, at) => decide(nodes[at], id)));
        expect(decided.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
        const rounds = await nodes[1].rounds(99);
        const promoted = rounds.filter(({ state }) => state === "PROMOTED");
        expect(promoted).toHaveLength(2 * turn + 1);
        const current = promoted.map((round) => round.version).reduce((a, b) => Math.max(a!, b!));
        expect((await nodes[1].manifest()).version).toBe(current);
        await nodes[0].advance();
        await decide(nodes[0], rounds.find(({ state }) => state === "NOISED")!.id);
      }
    });

    test("a candidate that another head overtook is made anew before anybody can promote it", async () => {
      const [node] = await openBoth({ cohort: 2, promotion: "person" });
      for (let at = 0; at < 4; at++) await add(node, 0.5);
      expect((await node.rounds(9)).map(({ state }) => state)).toEqual(["OPEN", "CANDIDATE", "CANDIDATE"]);
      await node.decide({ roundId: 0, verdict: "PROMOTED", by: "somebody", reason: "first" });
      const second = { roundId: 1, verdict: "PROMOTED", by: "somebody", reason: "second" } as const;
      await expect(node.decide(second)).rejects.toThrow("made anew");
      await node.advance();
      expect((await node.rounds(9))[1]).toMatchObject({ state: "CANDIDATE", baseVersion: 1, reason: null });
      await node.decide(second);
      // Two was the number of the candidate that nobody took.
      expect((await node.manifest()).version).toBe(3);
    });

    test("a rejected candidate changes nothing, and its reports are still known", async () => {
      const [node] = await openBoth({ cohort: 1, promotion: "person" });
      const key = randomKey();
      await add(node, 0.5, key);
      const verdict = { roundId: 0, verdict: "REJECTED", by: "somebody", reason: "too few brands" } as const;
      await node.decide(verdict);
      expect((await node.rounds(9))[1]).toMatchObject({
        state: "REJECTED",
        decidedBy: "somebody",
        reason: "too few brands",
      });
      expect((await node.manifest()).version).toBe(0);
      expect(await add(node, 0.5, key)).toBe("duplicate");
      await expect(node.decide({ ...verdict, verdict: "PROMOTED" })).rejects.toThrow(
        "must be a CANDIDATE: got REJECTED",
      );
    });

    test("a key that is in the open round counts in it once, also against the next head", async () => {
      const [node] = await openBoth({ cohort: 3, minCohort: 3, promotion: "person" });
      for (let count = 0; count < 3; count++) await add(node, 0.5);
      const key = randomKey();
      expect(await add(node, 0.5, key)).toBe("accepted");
      await node.decide({ roundId: 0, verdict: "PROMOTED", by: "somebody", reason: "looks right" });
      const { version } = await node.manifest();
      // In one group: what is known must not be in the way of the other.
      const again = [add(node, 0.5, key, version), add(node, 0.5, randomKey(), version)];
      expect(await Promise.all(again)).toEqual(["duplicate", "accepted"]);
      expect(await node.status()).toMatchObject({ reports: 2 });
      expect(await add(node, 0.5, randomKey(), version)).toBe("accepted");
      expect(await node.round(1)).toMatchObject({ state: "CANDIDATE", reports: 3 });
    });

    test("the number of a candidate is never another head's, whatever becomes of it", async () => {
      const nodes = await openBoth({ cohort: 1, promotion: "person" });
      const numbers: (number | null)[] = [];
      for (const verdict of ["REJECTED", "PROMOTED", "REJECTED", "PROMOTED"] as const) {
        const { version } = await nodes[0].manifest();
        await add(nodes[0], 0.5, randomKey(), version);
        await Promise.all(nodes.map((node) => node.advance()));
        const [, round] = await nodes[1].rounds(9);
        numbers.push(round.version);
        await nodes[1].decide({ roundId: round.id, verdict, by: "somebody", reason: "because" });
      }
      expect(numbers).toEqual([1, 2, 3, 4]);
      expect((await nodes[0].manifest()).version).toBe(4);
      // What was learned on a refused candidate is of no head that there will ever be.
      expect(await add(nodes[0], 0.5, randomKey(), 3)).toBe("stale");
    });

    test("a candidate that fails the gate is rejected by it, and nobody can promote it", async () => {
      const [node] = await openBoth({ cohort: 1, gateBounds: DEFAULT_GATE_BOUNDS });
      await add(node, 0.1);
      await add(node, 0.15, randomKey(), 1);
      // Three times as long as the ones before.
      await add(node, 0.4, randomKey(), 2);
      const [, rejected] = await node.rounds(9);
      expect(rejected).toMatchObject({ state: "REJECTED", decidedBy: "gate" });
      expect(rejected.reason).toContain("times as long as earlier updates");
      expect((await node.manifest()).version).toBe(2);
      const promotion = { roundId: rejected.id, verdict: "PROMOTED", by: "somebody", reason: "x" } as const;
      await expect(node.decide(promotion)).rejects.toThrow("must be a CANDIDATE");
    });

    test("a candidate is tried on the lists that were installed on any node, and the verdict says what was not looked at", async () => {
      const nodes = await openBoth({ cohort: 1, promotion: "person", gateBounds: LISTS_COUNT });
      await add(nodes[0], 0.1);
      const [, before] = await nodes[1].rounds(9);
      expect(before).toMatchObject({ state: "CANDIDATE" });
      expect(before.notRun).toEqual(["canary-ndcg", "exposure-moved", "exposure-items", "exposure-brands"]);
      expect(await nodes[0].canarySet()).toBeNull();

      // Visitors of these lists want what the first weight lifts.
      const lists = canarySet({ seed: 2, pages: 80, items: 12, catalogue: 60, taste: [1, 0, -1] });
      const file = encodeCanarySet({ ...lists, layout: "phi-1" });
      const { hash } = await nodes[1].installCanarySet(file);
      expect(await nodes[0].canarySet()).toMatchObject({ hash, set: { pages: { length: 80 } } });
      await expect(nodes[0].installCanarySet(encodeCanarySet(lists))).rejects.toThrow("layout");
      expect((await nodes[1].canarySet())?.hash).toBe(hash);

      await add(nodes[0], 0.3);
      await add(nodes[0], -0.3);
      const [, bad, good] = await nodes[1].rounds(9);
      expect([good.state, good.notRun]).toEqual(["CANDIDATE", []]);
      expect(good.checks.map(({ name }) => name)).toContain("canary-ndcg");
      expect([bad.state, bad.decidedBy]).toEqual(["REJECTED", "gate"]);
      expect(bad.checks.find(({ passed }) => !passed)).toMatchObject({ name: "canary-ndcg" });
    });

    test("a head may turn back once, but not twice in a row", async () => {
      const [node] = await openBoth({ cohort: 1, gateBounds: DEFAULT_GATE_BOUNDS });
      await add(node, 0.2);
      await add(node, 0.2, randomKey(), 1);
      await add(node, -0.2, randomKey(), 2);
      expect((await node.manifest()).version).toBe(3);
      await add(node, -0.3, randomKey(), 3);
      const [, rejected] = await node.rounds(9);
      expect(rejected.reason).toContain("twice in a row");
      expect((await node.manifest()).version).toBe(3);
    });

    test("browsers are told to send fewer where rounds fill too soon, and more where one does not, by a manifest that is signed anew", async () => {
      const clock = { nowMs: 1_000 * DAY_MS };
      const nodes = await openBoth({
        cohort: 4,
        fillMs: DAY_MS,
        maxAgeMs: 30 * DAY_MS,
        nowMs: () => clock.nowMs,
      });
      const says = async () => {
        const [one, other] = await Promise.all(nodes.map((node) => node.manifest()));
        expect(other).toEqual(one);
        return one;
      };
      expect(await says()).toMatchObject({ reportProbability: 1, changedAtMs: clock.nowMs });
      // Four times a day's worth: a quarter would do, and half of the way is gone at a time.
      for (let at = 0; at < 4; at++) {
        clock.nowMs += DAY_MS / 16;
        await add(nodes[0], 0.1);
      }
      const { reportProbability = 0, changedAtMs } = await says();
      expect(reportProbability).toBeCloseTo(0.5, 6);
      expect(changedAtMs).toBe(clock.nowMs);
      expect((await nodes[1].status()).reportProbability).toBe(reportProbability);
      // Two of four reports in a day and a half, while the round is open: three days for all.
      for (const value of [0.1, 0.2]) await add(nodes[0], value, randomKey(), 1);
      clock.nowMs += 1.5 * DAY_MS;
      await nodes[1].advance();
      expect((await says()).reportProbability).toBeCloseTo(0.5 * Math.sqrt(3), 6);
      // From here on it is counted anew.
      clock.nowMs += DAY_MS - 1;
      await nodes[0].advance();
      expect((await says()).reportProbability).toBeCloseTo(0.5 * Math.sqrt(3), 6);
      clock.nowMs += 1;
      await nodes[0].advance();
      expect((await says()).reportProbability).toBe(1);
    });

    test("a round of too few expires when it is old; one of enough closes", async () => {
      const clock = { nowMs: 1_000 * DAY_MS };
      const [node] = await openBoth({ cohort: 9, minCohort: 2, maxAgeMs: DAY_MS, nowMs: () => clock.nowMs });
      const key = randomKey();
      await add(node, 0.5, key);
      clock.nowMs += DAY_MS - 1;
      await node.advance();
      expect((await node.rounds(9))[0]).toMatchObject({ state: "OPEN" });
      clock.nowMs += 1;
      await node.advance();
      expect((await node.rounds(9)).map(({ state }) => state)).toEqual(["OPEN", "EXPIRED"]);
      expect((await node.status()).reports).toBe(0);
      expect(await add(node, 0.5, key)).toBe("duplicate");
      await add(node, 0.5);
      await add(node, 0.5);
      clock.nowMs += DAY_MS;
      await node.advance();
      expect((await node.manifest()).version).toBe(1);
    });
  });
}
