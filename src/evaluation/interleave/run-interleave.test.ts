import { expect, test } from "vitest";
import { seededRandom } from "../../base/random.ts";
import { initialHead } from "../../learning/initial-head.ts";
import { createSgdHead } from "../../learning/sgd-head.ts";
import { inShop } from "../contenders/in-shop.ts";
import { learnerContender } from "../contenders/learner-contender.ts";
import type { Contender } from "../contender.ts";
import { syntheticCatalogue } from "../simulate/synthetic-catalogue.test-helper.ts";
import { agreementOf } from "./agreement.ts";
import { createDraftWorld } from "./draft-world.ts";
import { runInterleave } from "./run-interleave.ts";

const world = createDraftWorld(syntheticCatalogue(16, 40), seededRandom(5));
const sgd = learnerContender("sgd", createSgdHead({ loss: "listwise", learningRate: 0.05 })) as Contender;
const cases = runInterleave(world, {
  catalogue: "synthetic",
  contender: inShop(sgd),
  globalWeights: Float64Array.from(initialHead()),
  historyScores: null,
  clickModels: [{ type: "perfect" }],
  groups: 2,
  shoppersPerGroup: 8,
  listsPerShopper: 40,
  firstSeed: 9,
  onProgress: () => {},
});

test("drafts and NDCG name the same of two orders, better and worse ones, and neither of two by chance", () => {
  for (const by of ["preference", "verdict"] as const) {
    const { both, same } = agreementOf(cases, by);
    expect(both).toBeGreaterThan(8);
    expect(same).toBe(both);
  }
  const verdicts = cases.map(({ sides }) => sides.verdict);
  expect(verdicts).toContain(1);
  expect(verdicts).toContain(-1);
  const alike = cases.filter(({ personal, base }) => [personal, base].includes("random too"));
  expect(alike.map(({ sides }) => sides)).toEqual([
    expect.objectContaining({ preference: 0, verdict: 0 }),
    expect.objectContaining({ preference: 0, verdict: 0 }),
  ]);
});

test("each pair is on either side by turns, so that neither part has the better orders", () => {
  const [first, second] = [0, 1].map((group) => cases.filter((one) => one.group === group));
  for (const [at, { personal, base }] of first.entries()) {
    expect([second[at].base, second[at].personal]).toEqual([personal, base]);
    expect(first.filter((one) => one.personal === base && one.base === personal)).toEqual([]);
  }
  const better = cases.filter(({ sides }) => sides.ndcg === 1).length;
  const worse = cases.filter(({ sides }) => sides.ndcg === -1).length;
  expect(Math.min(better, worse) / (better + worse)).toBeGreaterThan(0.4);
});
