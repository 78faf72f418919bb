import { describe, expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../server-fixture.ts";
import { runHelper, type RunHelperOptions, type RunningHelper } from "./run-helper.ts";
import { SECRETS, SHARE_TERMS } from "./split-fixture.ts";

async function started(changes: Partial<RunHelperOptions>): Promise<RunningHelper> {
  const place = { dataDir: temporaryFolder(), port: 0, log: null };
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

  test.each([
    ["1000 reports at least", {}, 1_000],
    ["as many as it is told", { minCohort: 5_000 }, 5_000],
    ["no more than the cohort", { cohort: 500 }, 500],
  ])("wants %s", async (_, changes, least) => {
    const { store } = await started(changes);
    await expect(store.sum(0, [])).rejects.toThrow(`this server wants ${least} at least`);
  });
});
