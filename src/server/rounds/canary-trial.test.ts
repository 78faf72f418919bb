import { afterAll, describe, expect, test } from "vitest";
import { DEAF } from "../deaf-observer-fixture.ts";
import { randomKey } from "../server-fixture.ts";
import { startPostgres } from "../sql/postgres-fixture.ts";
import { addReport as add, type OpenNodes, placesOf } from "./two-nodes.test-helper.ts";

const postgres = await startPostgres();
afterAll(() => postgres?.stop());

const DAY_MS = 24 * 60 * 60 * 1_000;

for (const [name, openNodes] of placesOf(postgres)) {
  const describeIt = openNodes === null ? describe.skip : describe;
  // It is skipped where PostgreSQL is not installed: `apt-get install postgresql`.
  describeIt(name, { timeout: 30_000 }, () => {
    const openBoth: OpenNodes = (changes) => openNodes!(changes); // skipped without

    test("a candidate can be tried on a share of the visitors: the manifest says so on both nodes, and stops saying so when it is decided on", async () => {
      const clock = { nowMs: 1_000 * DAY_MS };
      const nodes = await openBoth({ cohort: 1, promotion: "person", nowMs: () => clock.nowMs });
      await add(nodes[0], 0.5);
      await add(nodes[0], 0.25);
      for (const share of [0, 0.005, 1.1, Number.NaN])
        await expect(nodes[0].startCanary(0, share)).rejects.toThrow("must be from 0.01 to 1");
      await expect(nodes[0].startCanary(2, 0.1)).rejects.toThrow("must be a CANDIDATE: got OPEN");
      clock.nowMs += 1_000;
      await nodes[0].startCanary(0, 0.1);
      await expect(nodes[1].startCanary(1, 0.1)).rejects.toThrow("that of round 0 is tried");
      const { canary, version, changedAtMs } = await nodes[1].manifest();
      expect([version, changedAtMs, canary]).toEqual([
        0,
        clock.nowMs,
        { share: 0.1, head: expect.anything() },
      ]);
      const file = await nodes[1].head(canary!.head.hash);
      expect(file).toHaveLength(canary!.head.bytes);
      expect((await nodes[1].status()).canaryShare).toBe(0.1);
      // What those who try it have learned counts for no round.
      expect(await add(nodes[0], 0.1, randomKey(), canary!.head.version)).toBe("stale");
      clock.nowMs += 1_000;
      await nodes[0].decide({ roundId: 0, verdict: "PROMOTED", by: "somebody", reason: "better" });
      const released = await nodes[1].manifest();
      expect(released).toMatchObject({
        version: canary!.head.version,
        canary: null,
        head: { hash: canary!.head.hash },
      });
      expect((await nodes[1].canaryTrial(0))?.why).toContain("promoted by somebody");
      await expect(nodes[1].stopCanary("why not")).rejects.toThrow("none is tried");
      await expect(nodes[1].startCanary(1, 0.1)).rejects.toThrow("another head was released");
    });

    test("what browsers are told of the time does not go back when a canary begins or ends by a clock that is behind", async () => {
      const clock = { nowMs: 1_000 * DAY_MS };
      const [node] = await openBoth({ cohort: 1, promotion: "person", nowMs: () => clock.nowMs });
      await add(node, 0.5);
      clock.nowMs += DAY_MS;
      await node.startCanary(0, 0.1);
      const { changedAtMs } = await node.manifest();
      expect(changedAtMs).toBe(clock.nowMs);
      clock.nowMs -= DAY_MS;
      await node.stopCanary("enough");
      expect(await node.manifest()).toMatchObject({ changedAtMs, canary: null });
      await node.startCanary(0, 0.2);
      expect(await node.manifest()).toMatchObject({ changedAtMs, canary: { share: 0.2 } });
    });

    test("what is worse for those who try it is taken back and rejected by itself, once; what is as good stays", async () => {
      const nodes = await openBoth({ cohort: 1, promotion: "person" });
      const stops: unknown[] = [];
      for (const node of new Set(nodes))
        node.observe({
          ...DEAF,
          canaryStopped: (stop) => stops.push(stop),
        });
      await add(nodes[0], 0.5);
      const tell = (isCanary: boolean, value: number, times: number) =>
        Promise.all(
          Array.from({ length: times }, (_, at) => nodes[at % 2].addQuality({ field: 0, value, isCanary })),
        );
      await tell(true, 2, 50); // before it began: of nobody who tries it
      await nodes[0].startCanary(0, 0.5);
      await tell(true, 1, 60);
      await tell(true, 2, 60);
      await tell(false, 1, 200);
      await tell(false, 2, 200);
      await Promise.all(nodes.map((node) => node.advance()));
      expect((await nodes[1].round(0))?.state).toBe("CANDIDATE");
      await tell(true, 2, 600);
      await Promise.all(nodes.map((node) => node.advance()));
      expect(await nodes[1].round(0)).toMatchObject({ state: "REJECTED", decidedBy: "canary" });
      expect((await nodes[1].manifest()).canary).toBeNull();
      expect(stops).toEqual([{ roundId: 0, version: 1, words: expect.stringContaining("error rate 0.05") }]);
      const trial = await nodes[0].canaryTrial(0);
      expect(trial?.canary.map(({ counts }) => counts)).toEqual([[0, 60, 660]]);
      expect(trial?.others.map(({ counts }) => counts)).toEqual([[0, 200, 200]]);
    });
  });
}
