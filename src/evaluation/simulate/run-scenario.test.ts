import { describe, expect, test } from "vitest";
import { createSgdHead } from "../../learning/sgd-head.ts";
import type { Contender } from "../contender.ts";
import { globalHead } from "../contenders/global-head.ts";
import { learnerContender } from "../contenders/learner-contender.ts";
import { FEATURE_COUNT, featureRange } from "../../learning/feature-layout.ts";
import { runScenario, type ScenarioPlan } from "./run-scenario.ts";
import { MAIN_SCENARIO, SCENARIOS } from "./scenarios.ts";
import { syntheticWorld } from "./synthetic-catalogue.test-helper.ts";

const world = syntheticWorld();
const globalWeights = new Float64Array(FEATURE_COUNT).fill(
  1,
  featureRange("match").start,
  featureRange("match").end,
);
const plan: ScenarioPlan = {
  globalWeights,
  historyScores: null,
  users: 2,
  listsPerTest: 4,
  firstSeed: 9,
  onProgress: () => {},
};
const sgd = learnerContender("sgd", createSgdHead({ loss: "listwise", learningRate: 0.03 })) as Contender;

describe("runScenario", () => {
  test("gives a user the same figures whoever else is served, by whatever contender", () => {
    const scenario = { ...MAIN_SCENARIO, at: [0, 5] };
    const both = runScenario(world, scenario, [globalHead, sgd], plan);
    const alone = runScenario(world, scenario, [sgd], { ...plan, users: 1 });
    expect(alone.ndcg.get("sgd")!.map(([user]) => user)).toEqual(both.ndcg.get("sgd")!.map(([user]) => user));
    expect(both.ndcg.get("global-head")).toEqual(both.baseNdcg);
    expect(both.ndcg.get("sgd")![1]).not.toEqual(both.baseNdcg[1]);
  });

  test("tests on the successor's lists after a switch of taste", () => {
    const switched = SCENARIOS.find(({ switchAfter }) => switchAfter !== null)!; // one of them
    const after = runScenario(world, { ...switched, switchAfter: 3, at: [0] }, [globalHead], plan);
    const before = runScenario(world, { ...MAIN_SCENARIO, at: [0] }, [globalHead], plan);
    expect(after.baseNdcg[0]).not.toEqual(before.baseNdcg[0]);
  });
});
