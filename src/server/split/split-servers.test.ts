import { once } from "node:events";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { seededRandom } from "../../base/random.ts";
import { splitReport } from "../../federation/split-report.ts";
import { encodeSplitShare } from "../../federation/split-share.ts";
import { SPLIT_ZERO, splitUnits, UNITS_PER_SPLIT_CLIP } from "../../federation/split-units.ts";
import { FEATURE_LAYOUT } from "../../learning/feature-layout.ts";
import { SPLIT_COORDINATES_VERSION, splitCoordinates } from "../../learning/split-coordinates.ts";
import { buildServer, type Child } from "../built-server-fixture.ts";
import { DATABASE_FILE } from "../open-database.ts";
import { temporaryFolder } from "../server-fixture.ts";
import { openLibsqlDatabase } from "../sql/libsql-database.ts";
import { bytes } from "../sql/sql-database.ts";
import { postShare } from "./split-fixture.ts";

const SECRET = "one secret of two operators, in a test";
const COHORT = 20;
/** So little that one report more or less would be seen in the mean. */
const SIGMA = 0.01;
const random = seededRandom(15);

test("two processes, as they are started by hand and each killed on the way, bring a round to its candidate", async () => {
  const built = await buildServer();
  onTestFinished(() => built.remove());
  const rounds = {
    SPLIT_SECRET: SECRET,
    COHORT: String(COHORT),
    MIN_COHORT: String(COHORT),
    NOISE_MULTIPLIER: String(SIGMA),
  };
  const helperPlace = { ...rounds, SPLIT_ROLE: "helper", DATA_DIR: temporaryFolder() };
  let helper = await built.startChild(helperPlace);
  const again = { ...helperPlace, PORT: String(helper.port) };
  const leaderPlace = {
    ...rounds,
    SPLIT_HELPER: `http://localhost:${helper.port}/v1`,
    DATA_DIR: temporaryFolder(),
  };
  let leader = await built.startChild(leaderPlace);
  const kill = async ({ process }: Child): Promise<void> => {
    const exited = once(process, "exit");
    process.kill("SIGKILL");
    await exited;
  };
  const coordinates = splitCoordinates();
  const terms = {
    layout: FEATURE_LAYOUT,
    clipNorm: 1,
    coordinates: SPLIT_COORDINATES_VERSION,
    dimensions: coordinates.length,
  };
  const sums = new Float64Array(coordinates.length);
  for (let at = 0; at < COHORT; at++) {
    const step = Float32Array.from(coordinates, () => random() - 0.4);
    const numbers = splitUnits(step, { clipNorm: 1, random });
    for (const [coordinate, value] of numbers.entries()) sums[coordinate] += value - SPLIT_ZERO;
    const report = await splitReport(numbers, (count) =>
      Uint8Array.from({ length: count }, () => 256 * random()),
    );
    const { nonce, publicShare, leaderShare, helperShare } = report;
    const both = { nonce, publicShare, baseVersion: 0 };
    const forHelper = encodeSplitShare({ ...both, role: "helper", share: helperShare }, terms);
    const forLeader = encodeSplitShare({ ...both, role: "leader", share: leaderShare }, terms);
    expect(await postShare(helper.port, forHelper)).toBe(202);
    expect(await postShare(leader.port, forLeader)).toBe(202);
    if (at === 9) {
      await Promise.all([kill(helper), kill(leader)]);
      helper = await built.startChild(again);
      leader = await built.startChild(leaderPlace);
    }
  }
  // In the middle of whatever they are at.
  await Promise.all([kill(leader), kill(helper)]);
  leader = await built.startChild(leaderPlace);
  helper = await built.startChild(again);
  const said = async (): Promise<string> => {
    const command = built.run(["rounds"], { DATA_DIR: leaderPlace.DATA_DIR });
    let text = "";
    command.stdout!.on("data", (bytes) => (text += String(bytes)));
    await once(command, "close");
    return text;
  };
  await expect
    .poll(said, { timeout: 60_000, interval: 500 })
    .toMatch(/ 0 {2}(CANDIDATE|REJECTED) .* 20 reports/);
  const database = openLibsqlDatabase(join(leaderPlace.DATA_DIR, DATABASE_FILE));
  onTestFinished(() => database.close());
  const [row] = await database.all("SELECT mean FROM round WHERE id = ?", [0]);
  const mean = new Float64Array(Uint8Array.from(bytes(row, "mean")).buffer);
  const errors = coordinates.map((at, place) => mean[at] - sums[place] / (UNITS_PER_SPLIT_CLIP * COHORT));
  expect(mean.filter((value) => value !== 0).length).toBeLessThanOrEqual(coordinates.length);
  // Of the noise of both, √2 σ / 20; a report that is lost, or counts twice, would bring 8 times as much.
  const error = Math.hypot(...errors) / Math.sqrt(coordinates.length);
  const expected = (Math.SQRT2 * SIGMA) / COHORT;
  expect(error).toBeLessThan(2 * expected);
  expect(error).toBeGreaterThan(expected / 2);
  expect((await fetch(`http://127.0.0.1:${helper.port}/readyz`)).status).toBe(200);
  const stranger = { method: "POST", headers: { "content-type": "application/json" }, body: "{}" };
  expect((await fetch(`http://127.0.0.1:${helper.port}/v1/split/sums`, stranger)).status).toBe(401);
}, 120_000);
