import { describe, expect, onTestFinished, test } from "vitest";
import { seededRandom } from "../../base/random.ts";
import { temporaryFolder } from "../server-fixture.ts";
import { runHelper, type RunHelperOptions, type RunningHelper } from "./run-helper.ts";
import { postShare, SECRETS, SHARE_TERMS, testReport } from "./split-fixture.ts";

async function started(changes: Partial<RunHelperOptions>): Promise<RunningHelper> {
  const place = { dataDir: temporaryFolder(), port: 0, metricsPort: 0, log: null };
  const helper = await runHelper({ ...place, terms: SHARE_TERMS, secrets: SECRETS, ...changes });
  onTestFinished(() => helper.close());
  return helper;
}

describe("runHelper", () => {
  test.each([
    [{ minCohort: 0 }, '"minCohort" must be a whole number from 1: got 0'],
    [{ minCohort: -5 }, '"minCohort" must be a whole number from 1: got -5'],
    [{ minCohort: 0.5 }, '"minCohort" must be a whole number from 1: got 0.5'],
    [{ maxAgeMs: 0 }, "must be above 0: got 0"],
    [{ maxAgeMs: -1 }, "must be above 0: got -1"],
    [{ noiseMultiplier: -1 }, '"noiseMultiplier" must be a number from 0: got -1'],
  ])("refuses %o", async (changes, message) => {
    await expect(started(changes)).rejects.toThrow(message);
  });

  test("tells Prometheus, on a port of its own, what came and what waits", async () => {
    const helper = await started({});
    const { helper: file } = await testReport(seededRandom(2));
    expect(await postShare(helper.port, file)).toBe(202);
    expect(await postShare(helper.port, file)).toBe(200);
    expect(await postShare(helper.port, new Uint8Array(9))).toBe(422);
    const text = await (await fetch(`http://127.0.0.1:${helper.metricsPort}/metrics`)).text();
    const lines = text.split("\n").filter((line) => !line.startsWith("#"));
    expect(lines).toEqual([
      'personal_rank_deltas_received_total{result="accepted"} 1',
      'personal_rank_deltas_received_total{result="duplicate"} 1',
      'personal_rank_deltas_received_total{result="rejected"} 1',
      'personal_rank_deltas_rejected_total{reason="format"} 1',
      "personal_rank_helper_shares_waiting 1",
      "",
    ]);
    expect((await fetch(`http://127.0.0.1:${helper.port}/metrics`)).status).toBe(404);
  });

  test.each([
    ["1000 reports at least", {}, 1_000],
    ["as many as it is told", { minCohort: 5_000 }, 5_000],
    ["no more than the cohort", { cohort: 500 }, 500],
  ])("wants %s", async (_, changes, least) => {
    const { store } = await started(changes);
    await expect(store.sum(0, [])).rejects.toThrow(`this server wants ${least} at least`);
  });
});
