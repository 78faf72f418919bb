import { describe, expect, test } from "vitest";
import { seededRandom } from "../../base/random.ts";
import { CORE_COUNT, FEATURE_COUNT, featureRange } from "../../learning/feature-layout.ts";
import { overAll } from "../../learning/feature-width.ts";
import { linearScores } from "../../learning/linear-scores.ts";
import { visitorHead, type VisitorHead } from "../../learning/visitor-head.ts";
import { personal } from "../contenders/personal.ts";
import { beyondLeaning, type BeyondTaste, withBeyondText } from "./beyond-text.ts";
import { createFeatureRows } from "./feature-rows.ts";
import { runBeyondText } from "./run-beyond-text.ts";
import { gainOnSamePages } from "./same-pages.test-helper.ts";
import { syntheticWorld } from "./synthetic-catalogue.test-helper.ts";

const world = syntheticWorld();
const { start, end } = featureRange("match");
const globalWeights = new Float64Array(FEATURE_COUNT).fill(1, start, end);

const head = visitorHead({ learner: "bayes", learns: "last-layer" }, null);
/** As the product would be if it took for granted that visitors choose by facts and pictures. */
const credulous: VisitorHead = {
  ...head,
  scores: (state, features) =>
    linearScores(features, state.type === "bayes" ? overAll(state.mean) : head.offset(state)),
};

/** Points of NDCG@10 that facts and pictures bring simulated visitors of a taste after 20 clicks. */
function gainFor(taste: BeyondTaste, learner: VisitorHead = head): number {
  const beyond = withBeyondText(world.catalogue, seededRandom(77));
  const shop = {
    ...world,
    writeFeatures: createFeatureRows(beyond.catalogue),
    drawBeyondText: (random: () => number) => beyondLeaning(beyond, taste, random),
  };
  const product = personal("personal", learner, globalWeights);
  const gains = gainOnSamePages(
    shop,
    product,
    { start: CORE_COUNT, end: FEATURE_COUNT },
    { globalWeights, users: 16, firstSeed: 4_000, clicks: 20 },
  );
  return gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
}

describe("facts and pictures", () => {
  test.each([
    ["rating", 1.3],
    ["season", 2.5],
    ["looks", 2],
  ] as const)(
    "serve simulated visitors with a taste for %s better after 20 clicks",
    (taste, least) => {
      const gain = gainFor(taste);
      console.log(taste, gain);
      expect(gain).toBeGreaterThan(least);
    },
    60_000,
  );

  test("cost simulated visitors who choose by none of them about a point, and far more if it were taken for granted that they matter", () => {
    const gain = gainFor("nothing"),
      c = gainFor("nothing", credulous);
    console.log("nothing", gain, c);
    expect(gain).toBeGreaterThan(-1.3);
    expect(c).toBeLessThan(gain - 0.5);
  }, 60_000);
});

describe("runBeyondText", () => {
  test("serves the same visitors with and without, who are nobody else before the first click", () => {
    const plan = {
      globalWeights,
      historyScores: null,
      users: 2,
      listsPerTest: 4,
      firstSeed: 4_000,
      at: [0, 10],
    };
    const figures = runBeyondText(world, "season", { ...plan, onProgress: () => undefined });
    expect(figures.with[0]).toBe(figures.without[0]);
    expect(figures.with[1]).not.toBe(figures.without[1]);
    expect(figures.lifts[1].mean).toBeCloseTo(100 * (figures.with[1] - figures.without[1]), 8);
  }, 60_000);
});
