import { beforeAll, expect, test } from "vitest";
import { seededRandom } from "../../base/random.ts";
import { visitorHead } from "../../learning/visitor-head.ts";
import { syntheticCatalogue } from "../simulate/synthetic-catalogue.test-helper.ts";
import { createCampaignWorld } from "./campaign-world.ts";
import { honestStage } from "./honest-stage.ts";
import { runPoison } from "./poison.ts";
import { poisonLine, type PoisonReport } from "./poison-report.ts";

let reports: readonly PoisonReport[] = [];

beforeAll(() => {
  const world = createCampaignWorld(syntheticCatalogue(14, 60), seededRandom(1));
  const settings = { cohort: 160, noiseMultiplier: 1, clipNorm: 1 };
  const nothing = (): void => {};
  const stage = honestStage(world, {
    ...settings,
    head: visitorHead({ learner: "bayes", learns: "last-layer" }, null),
    pagesPerVisitor: 6,
    rounds: 2,
    visitors: 400,
    seed: 10_000,
    onProgress: nothing,
  });
  reports = runPoison(world, {
    ...settings,
    stages: [stage],
    attacks: ["promote", "scale", "adapt"],
    shares: [0.1, 0.3],
    spreads: ["3 networks", "even"],
    rounds: 6,
    canaryLists: 400,
    testLists: 600,
    seed: 3,
    onProgress: nothing,
    onReport: nothing,
  });
}, 300_000);

function reportOf(
  attack: PoisonReport["attack"],
  share: number,
  spread: PoisonReport["spread"],
): PoisonReport {
  return reports.find((plan) => plan.attack === attack && plan.share === share && plan.spread === spread)!;
}

test("up to 10 % of attackers cost less than one per cent of NDCG@10", () => {
  for (const { share, canaryLoss } of reports)
    if (share <= 0.1) expect(canaryLoss.greatest).toBeLessThan(0.01);
});

test("30 % of attackers get no bad candidate past the gate", () => {
  const plans = reports.filter(({ share }) => share === 0.3);
  for (const { bad, badRejected } of plans) expect(badRejected).toBe(bad);
  expect(reportOf("promote", 0.3, "even").bad).toBe(6);
});

test("attackers of three networks reach little of what others do: cutting them cuts as many honest buckets at the other end", () => {
  const gainOf = (spread: PoisonReport["spread"]): number =>
    reportOf("promote", 0.3, spread).targetGain.median - 1;
  expect(reportOf("promote", 0.3, "3 networks").bad).toBeLessThanOrEqual(1); // of 6, as all are of a botnet's
  expect(gainOf("3 networks")).toBeLessThan(0.25 * gainOf("even"));
});

test("a line of the report names what was tried and what came of it", () => {
  expect(poisonLine(reportOf("promote", 0.3, "even"))).toMatch(
    /^after 2 rounds, promote, 30 %, even: canary loss .* item x .*; 6 of 6 bad rounds rejected, 0 of 0 others\n$/,
  );
});
