import { beforeAll, expect, test } from "vitest";
import { seededRandom } from "../../base/random.ts";
import { DEFAULT_GATE_BOUNDS } from "../../federation/release-gate.ts";
import { createHeadKernels } from "../../model/wasm/head-kernels.ts";
import { visitorHead } from "../../learning/visitor-head.ts";
import { syntheticCatalogue } from "../simulate/synthetic-catalogue.test-helper.ts";
import { createCampaignWorld } from "../simulate/campaign-world.ts";
import { honestStage } from "./honest-stage.ts";
import { runPoison, type PoisonCampaign } from "./poison.ts";
import { poisonLine, type PoisonReport } from "./poison-report.ts";
import { poisonSummary } from "./poison-summary.ts";

/** Few visitors a round: what attackers must not reach even where a mean is of few. */
let small: readonly PoisonReport[] = [];
/** As the server has it: a bucket has 62 reports. */
let reports: readonly PoisonReport[] = [];

beforeAll(async () => {
  const world = createCampaignWorld(syntheticCatalogue(14, 60), seededRandom(1));
  const settings = { cohort: 160, noiseMultiplier: 1, clipNorm: 1 };
  const nothing = (): void => {};
  const maths = await createHeadKernels();
  const stage = honestStage(
    world,
    {
      ...settings,
      head: visitorHead({ learner: "bayes", learns: "last-layer" }, null, maths),
      pagesPerVisitor: 6,
      rounds: 2,
      visitors: 400,
      seed: 10_000,
      onProgress: nothing,
    },
    null,
  );
  const campaign: PoisonCampaign = {
    ...settings,
    stages: [stage],
    attacks: ["promote", "scale", "adapt"],
    shares: [0.1, 0.3],
    spreads: ["3 networks", "even"],
    rounds: 6,
    canaryLists: 400,
    testLists: 600,
    seed: 3,
    bounds: DEFAULT_GATE_BOUNDS,
    kept: (_key, make) => make(),
    onProgress: nothing,
  };
  small = runPoison(world, { ...campaign, shares: [0.1] });
  reports = runPoison(world, { ...campaign, cohort: 2_000, noiseMultiplier: 12 });
}, 300_000);

function reportOf(
  attack: PoisonReport["attack"],
  share: number,
  spread: PoisonReport["spread"],
): PoisonReport {
  return reports.find((plan) => plan.attack === attack && plan.share === share && plan.spread === spread)!;
}

test("up to 10 % of attackers cost less than one per cent of NDCG@10", () => {
  for (const { canaryLoss } of small) expect(canaryLoss.greatest).toBeLessThan(0.01);
  // Who knew the mean of all others could cost more, and is stopped.
  for (const { attack, canaryLoss, worstPassedLoss } of reports.filter(({ share }) => share <= 0.1))
    expect(attack === "adapt" ? worstPassedLoss : canaryLoss.greatest).toBeLessThan(0.01);
});

test("30 % of attackers get no bad candidate past the gate", () => {
  const plans = reports.filter(({ share }) => share === 0.3);
  for (const { bad, badRejected } of plans) expect(badRejected).toBe(bad);
  expect(reportOf("promote", 0.3, "even").bad).toBe(6);
  expect(reportOf("adapt", 0.3, "even").bad).toBe(6);
});

test("attackers of three networks reach little of what others do: cutting them cuts as many honest buckets at the other end", () => {
  const gainOf = (spread: PoisonReport["spread"]): number =>
    reportOf("promote", 0.3, spread).targetGain.median - 1;
  expect(reportOf("promote", 0.3, "3 networks").bad).toBe(0);
  expect(gainOf("3 networks")).toBeLessThan(0.1 * gainOf("even"));
});

test("a line of the report names what was tried and what came of it", () => {
  expect(poisonLine(reportOf("promote", 0.3, "even"))).toMatch(
    /^after 2 rounds, promote, 30 %, even: canary loss .* item x .*; 6 of 6 bad rounds rejected, 0 of 0 others\n$/,
  );
});

test("the summary puts stages and spreads together, and says how sure the shares are", () => {
  const { attacks, honest } = poisonSummary(reports);
  expect(attacks.map(({ attack, share, rounds }) => [attack, share, rounds])).toEqual(
    [0.1, 0.3].flatMap((share) => ["promote", "scale", "adapt"].map((attack) => [attack, share, 12])),
  );
  const promoted = attacks.find(({ attack, share }) => attack === "promote" && share === 0.3)!;
  const parts = (["3 networks", "even"] as const).map((spread) => reportOf("promote", 0.3, spread));
  expect(promoted.bad).toBe(parts[0].bad + parts[1].bad);
  expect(promoted.worstLoss).toBe(Math.max(...parts.map(({ canaryLoss }) => canaryLoss.greatest)));
  // All of n: p^n = .025.
  expect(promoted.badRejectedAtLeast).toBeCloseTo(0.025 ** (1 / promoted.bad), 6);
  expect(honest).toHaveLength(1);
  expect(honest[0].rejectedShare95[0]).toBeLessThanOrEqual(honest[0].rejected / 6);
  expect(honest[0].rejectedShare95[1]).toBeGreaterThan(honest[0].rejected / 6 - 1e-9);
});
