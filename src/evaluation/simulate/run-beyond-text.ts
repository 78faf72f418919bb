import { seededRandom } from "../../base/random.ts";
import { visitorHead } from "../../learning/visitor-head.ts";
import type { Contender } from "../contender.ts";
import { personal } from "../contenders/personal.ts";
import { beyondLeaning, type BeyondTaste, withBeyondText } from "./beyond-text.ts";
import { createFeatureRows, type FeatureRowsRequest } from "./feature-rows.ts";
import { runScenario, type ScenarioPlan } from "./run-scenario.ts";
import { MAIN_SCENARIO } from "./scenarios.ts";
import type { ShopperWorld } from "./shopper-world.ts";
import { type LiftSummary, summarise } from "./summarise.ts";

/** Whom to serve, and when to test. */
export interface BeyondPlan extends ScenarioPlan {
  /** Clicks after which to test, ascending. */
  readonly at: readonly number[];
}

const FACTS_SEED = 77;

/** What facts and pictures are worth to visitors of one taste: with them against without, at each checkpoint. */
export interface BeyondFigures {
  readonly taste: BeyondTaste;
  /** NDCG@10, 0 to 1, without and with them. */
  readonly without: readonly number[];
  readonly with: readonly number[];
  readonly lifts: readonly LiftSummary[];
}

/**
 * Lets the product serve the same visitors twice: as if the cards said nothing beside texts, brand and price, and with facts and
 * a picture's vector, as {@link withBeyondText} makes them up. Half of what is personal in their liking is about the taste; for the
 * taste for nothing of the kind, all facts and pictures are there only to mislead.
 */
export function runBeyondText(world: ShopperWorld, taste: BeyondTaste, plan: BeyondPlan): BeyondFigures {
  const beyond = withBeyondText(world.catalogue, seededRandom(FACTS_SEED));
  const head = visitorHead({ learner: "bayes", learns: "last-layer" }, null);
  const scenario = { ...MAIN_SCENARIO, at: plan.at };
  const run = (writeFeatures: (request: FeatureRowsRequest) => void): readonly (readonly number[])[] => {
    const shop: ShopperWorld = {
      ...world,
      writeFeatures,
      drawBeyondText: (random) => beyondLeaning(beyond, taste, random),
    };
    const product = personal("personal", head, plan.globalWeights) as Contender;
    return runScenario(shop, scenario, [product], plan).ndcg.get("personal")!; // the one there is
  };
  const [before, after] = [world.writeFeatures, createFeatureRows(beyond.catalogue)].map(run);
  const meanOf = (users: readonly number[]): number =>
    users.reduce((sum, ndcg) => sum + ndcg, 0) / users.length;
  return {
    taste,
    without: before.map(meanOf),
    with: after.map(meanOf),
    lifts: after.map((ndcg, at) => summarise(ndcg, before[at], seededRandom(1))),
  };
}
