import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { seededRandom } from "../../base/random.ts";
import { splitReport } from "../../federation/split-report.ts";
import { encodeSplitShare } from "../../federation/split-share.ts";
import { splitUnits } from "../../federation/split-units.ts";
import { FEATURE_LAYOUT } from "../../learning/feature-layout.ts";
import { SPLIT_COORDINATES_VERSION, splitCoordinates } from "../../learning/split-coordinates.ts";
import { buildServer, type Child } from "../built-server-fixture.ts";
import { temporaryFolder } from "../server-fixture.ts";
import { postShare } from "./split-fixture.ts";

const SECRET = "one secret of two operators, in a test";
const COHORT = 20;
const random = seededRandom(15);

test("two processes, as they are started by hand and each killed on the way, bring a round to its candidate", async () => {
  const built = await buildServer();
  onTestFinished(() => built.remove());
  const rounds = {
    SPLIT_SECRET: SECRET,
    COHORT: String(COHORT),
    MIN_COHORT: String(COHORT),
    NOISE_MULTIPLIER: "1",
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
  for (let at = 0; at < COHORT; at++) {
    const step = Float32Array.from(coordinates, () => random() - 0.4);
    const report = await splitReport(splitUnits(step, { clipNorm: 1, random }), (count) =>
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
  expect((await fetch(`http://127.0.0.1:${helper.port}/readyz`)).status).toBe(200);
  const stranger = { method: "POST", headers: { "content-type": "application/json" }, body: "{}" };
  expect((await fetch(`http://127.0.0.1:${helper.port}/v1/split/sums`, stranger)).status).toBe(401);
}, 120_000);
