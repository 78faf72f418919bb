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

test("drafts and NDCG name the same of two orders, better and worse ones, and neither of two by chance", () => {
  const world = createDraftWorld(syntheticCatalogue(16, 40), seededRandom(5));
  const sgd = learnerContender("sgd", createSgdHead({ loss: "listwise", learningRate: 0.05 })) as Contender;
  const cases = runInterleave(world, {
    contender: inShop(sgd),
    globalWeights: Float64Array.from(initialHead()),
    historyScores: null,
    clickModels: [{ type: "perfect" }],
    groups: 1,
    shoppersPerGroup: 8,
    listsPerShopper: 40,
    firstSeed: 9,
    onProgress: () => {},
  });
  for (const by of ["preference", "verdict"] as const) {
    const { both, same } = agreementOf(cases, by);
    expect(both).toBeGreaterThan(8);
    expect(same).toBe(both);
  }
  const verdicts = cases.map(({ sides }) => sides.verdict);
  expect(verdicts).toContain(1);
  expect(verdicts).toContain(-1);
  const alike = cases.find(({ personal, base }) => personal === "random too" && base === "random")!; // one of the pairs
  expect(alike.sides).toMatchObject({ preference: 0, verdict: 0 });
});
