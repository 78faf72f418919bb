import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { seededRandom } from "../../base/random.ts";
import { discreteGaussian } from "../../federation/discrete-gaussian.ts";
import { SPLIT_ZERO, UNITS_PER_SPLIT_CLIP } from "../../federation/split-units.ts";
import { rhoOf } from "../../federation/zcdp.ts";
import { DATABASE_FILE } from "../open-database.ts";
import { deltaFile, postDelta, startServer, temporaryFolder } from "../server-fixture.ts";
import { openLibsqlDatabase } from "../sql/libsql-database.ts";
import type { SqlRow } from "../sql/sql-database.ts";
import { createHelperClient } from "./helper-client.ts";
import { runHelper, type RunningHelper } from "./run-helper.ts";
import { COORDINATES, postShare, SECRETS, seededBytes, SHARE_TERMS, testReport } from "./split-fixture.ts";
import type { TestReport } from "./split-fixture.ts";
import { HelperUnreachable, type SplitHelper } from "./split-helper.ts";

const GOOD = 21;
const SIGMA = 1.5;
const CLIP_NORM = 1;
/** Machines have other things to do. */
const PATIENCE = { timeout: 20_000 };

async function rowsOf(dataDir: string, sql: string): Promise<SqlRow[]> {
  const database = openLibsqlDatabase(join(dataDir, DATABASE_FILE));
  try {
    return await database.all(sql, []);
  } finally {
    await database.close();
  }
}

/** What a server of this seed adds. */
function noiseOf(seed: number): number[] {
  const draw = discreteGaussian(BigInt((SIGMA * UNITS_PER_SPLIT_CLIP) ** 2), seededBytes(seed));
  return COORDINATES.map(() => draw());
}

test("a round of two servers, each stopped between its steps, is the plain sum of the valid reports and the noise of both", async () => {
  const random = seededRandom(6);
  const [leaderDir, helperDir] = [temporaryFolder(), temporaryFolder()];
  const startHelper = async (port: number): Promise<RunningHelper> => {
    const helper = await runHelper({
      dataDir: helperDir,
      terms: SHARE_TERMS,
      secrets: SECRETS,
      port,
      metricsPort: 0,
      minCohort: GOOD - 1,
      noiseMultiplier: SIGMA,
      noiseBytes: seededBytes(2),
      log: null,
    });
    let closing: Promise<void> | undefined;
    const close = (): Promise<void> => (closing ??= helper.close());
    onTestFinished(close);
    return { ...helper, close };
  };
  let helper = await startHelper(0);
  const url = `http://localhost:${helper.port}/v1`;
  const asked = createHelperClient({ url, token: SECRETS.token, noiseMultiplier: SIGMA, fetch });
  /** How many requests get through; the answer to the last one of them is lost. */
  const left = { checks: 0, sums: 0 };
  const through = async <Result>(kind: keyof typeof left, act: () => Promise<Result>): Promise<Result> => {
    if (left[kind] === 0) throw new HelperUnreachable("connection refused");
    const result = await act();
    left[kind]--;
    if (left[kind] === 0) throw new HelperUnreachable("connection reset");
    return result;
  };
  const overHttp: SplitHelper = {
    check: (...request) => through("checks", () => asked.check(...request)),
    sum: (...request) => through("sums", () => asked.sum(...request)),
  };
  const cohort = GOOD + 3;
  const startLeader = () =>
    startServer({
      dataDir: leaderDir,
      dimensions: 5,
      initialWeights: new Float32Array(5),
      cohort,
      minCohort: GOOD - 1,
      noiseMultiplier: SIGMA,
      promotion: "person",
      split: {
        terms: { helper: url, coordinates: 1 },
        coordinates: COORDINATES,
        verifyKey: SECRETS.verifyKey,
        helper: overHttp,
        noiseBytes: seededBytes(1),
      },
    });
  let leader = await startLeader();
  const { manifest } = await (await fetch(`http://127.0.0.1:${leader.port}/v1/manifest`)).json();
  expect(JSON.parse(manifest.signed)).toMatchObject({
    deltaVersion: 3,
    secureAggregation: { version: 1, helper: url, coordinates: 1 },
  });
  const whole = await postDelta(leader.port, deltaFile([0, 0, 0, 0, 0]));
  expect([whole.status, (await whole.json()).reason]).toEqual([409, "version"]);

  const send = async (report: TestReport): Promise<number[]> => [
    await postShare(helper.port, report.helper),
    await postShare(leader.port, report.leader),
  ];
  const good: TestReport[] = [];
  const sendGood = async (count: number): Promise<void> => {
    for (let at = 0; at < count; at++) {
      const report = await testReport(random);
      expect(await send(report)).toEqual([202, 202]);
      good.push(report);
    }
  };
  await sendGood(8);
  expect(await send(good[0])).toEqual([200, 200]); // once more
  const outOfRange = await testReport(random, {
    change: (report) => {
      const leaderShare = report.leaderShare.slice();
      leaderShare[0] ^= 1;
      return [{ ...report, leaderShare }, report];
    },
  });
  expect(await send(outOfRange)).toEqual([202, 202]);
  await helper.close();
  helper = await startHelper(helper.port);
  await sendGood(7);
  const ofTwoTongues = await testReport(random, {
    change: (report) => {
      const publicShare = report.publicShare.slice();
      publicShare[0] ^= 1;
      return [report, { ...report, publicShare }];
    },
  });
  expect(await send(ofTwoTongues)).toEqual([202, 202]);
  const atLeaderAlone = await testReport(random);
  expect(await postShare(leader.port, atLeaderAlone.leader)).toBe(202);
  expect(await postShare(helper.port, (await testReport(random)).helper)).toBe(202); // whose other share never comes
  expect(await postShare(leader.port, good[0].helper)).toBe(422);
  const stale = await testReport(random, { baseVersion: 4 });
  expect(await send(stale)).toEqual([202, 409]);
  await leader.close();
  leader = await startLeader();
  await sendGood(GOOD - good.length);

  const stateOf = async (): Promise<string | undefined> => (await leader.store.round(0))?.state;
  // The last report has closed the round; its sender did not wait for the helper.
  await expect.poll(stateOf, PATIENCE).toBe("CLOSING");
  await leader.store.advance();
  /** A first request may go into the connection of a server that has ended. */
  const advancedTo = async (state: string, used: keyof typeof left): Promise<void> => {
    await expect.poll(() => leader.store.advance().then(() => left[used]), PATIENCE).toBe(0);
    expect(await stateOf()).toBe(state);
  };
  const restartBoth = async (): Promise<void> => {
    await Promise.all([leader.close(), helper.close()]);
    helper = await startHelper(helper.port);
    leader = await startLeader();
  };
  // Of the checks some are known to both, one to the helper alone.
  left.checks = 4;
  await advancedTo("CLOSING", "checks");
  const counts = "SELECT bucket, count(*) AS reports FROM report GROUP BY bucket ORDER BY bucket";
  expect(await rowsOf(leaderDir, counts)).toHaveLength(2);
  await restartBoth();
  left.checks = Infinity;
  left.sums = 1; // the helper has given its sum, and the leader does not know it
  await advancedTo("SUMMED", "sums");
  expect(await rowsOf(leaderDir, counts)).toEqual([{ bucket: 1, reports: GOOD }]);
  await restartBoth();
  left.sums = Infinity;
  await expect.poll(() => leader.store.advance().then(stateOf), PATIENCE).toBe("CANDIDATE");
  expect(await leader.store.round(0)).toMatchObject({ state: "CANDIDATE", reports: GOOD });

  // The mean, of what is split: the plain sum and both noises.
  const { candidate, base } = (await leader.store.candidateHeads(0))!;
  const [leaderNoise, helperNoise] = [noiseOf(1), noiseOf(2)];
  const mean = new Float64Array(5);
  for (const [at, coordinate] of COORDINATES.entries()) {
    const sum = good.reduce((total, { numbers }) => total + numbers[at] - SPLIT_ZERO, 0);
    mean[coordinate] =
      ((sum + leaderNoise[at] + helperNoise[at]) * CLIP_NORM) / (UNITS_PER_SPLIT_CLIP * GOOD);
  }
  for (const [at, value] of mean.entries()) expect(candidate[at] - base[at]).toBeCloseTo(value, 6);
  expect(mean.filter((value) => value !== 0)).toHaveLength(COORDINATES.length);

  // Both have paid once, and neither has a share of the round any more.
  expect(await leader.store.spentRhos(0)).toEqual([rhoOf(SIGMA)]);
  expect(await rowsOf(helperDir, "SELECT round_id, rho, reports FROM ledger")).toEqual([
    { round_id: 0, rho: rhoOf(SIGMA), reports: GOOD },
  ]);
  expect(await rowsOf(leaderDir, "SELECT * FROM report")).toEqual([]);
  const kept = "SELECT idempotency_key FROM helper_share WHERE file IS NOT NULL OR output IS NOT NULL";
  expect(await rowsOf(helperDir, kept)).toHaveLength(2); // of the stale one, and of the one that came alone
  expect(await send(good[3])).toEqual([200, 200]);

  // Review and release are as of any other round.
  await leader.store.decide({ roundId: 0, verdict: "PROMOTED", by: "somebody", reason: "looks right" });
  expect(await leader.store.manifest()).toMatchObject({ version: 1, deltaVersion: 3 });
}, 60_000);
