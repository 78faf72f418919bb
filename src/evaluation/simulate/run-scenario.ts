import { seededRandom } from "../../base/random.ts";
import type { Contender } from "../contender.ts";
import { prepareShopper, type PreparedShopper } from "./prepare-shopper.ts";
import type { Scenario } from "./scenarios.ts";
import type { ShopperWorld } from "./shopper-world.ts";
import { type HistoryScores, simulateShopper } from "./simulate-shopper.ts";
import { createVisitorProfiles } from "./visitor-profile.ts";

/** Whom the contenders serve, and how thoroughly they are tested. */
export interface ScenarioPlan {
  /** The global head, [d]. */
  readonly globalWeights: Float64Array;
  readonly historyScores: HistoryScores | null;
  readonly users: number;
  /** Test lists of unseen items, and as many of unseen categories. */
  readonly listsPerTest: number;
  /** Of the first user; the others follow. Seeds that are 10,000,000 apart never share a shopper. */
  readonly firstSeed: number;
  /** Told after each user, from 0 to 1. */
  readonly onProgress: (share: number) => void;
}

/** NDCG@10, 0 to 1, of each contender and of the global head, by checkpoint and user. */
export interface ScenarioFigures {
  readonly scenario: Scenario;
  /** By contender: [checkpoints][users]. */
  readonly ndcg: ReadonlyMap<string, readonly (readonly number[])[]>;
  /** [checkpoints][users]. */
  readonly baseNdcg: readonly (readonly number[])[];
}

/** From a shopper's seed to that of whoever takes over after a switch of taste. */
const SUCCESSOR = 5_000_000;

/**
 * Lets every contender serve the same users under one scenario. A user depends on the seed alone, so that fewer users, or
 * other contenders, leave everybody's figures as they are.
 */
export function runScenario(
  world: ShopperWorld,
  scenario: Scenario,
  contenders: readonly Contender[],
  plan: ScenarioPlan,
): ScenarioFigures {
  const startProfile = createVisitorProfiles(world);
  const empty = (): number[][] => scenario.at.map(() => []);
  const ndcg = new Map(contenders.map(({ name }) => [name, empty()]));
  const baseNdcg = empty();
  const { globalWeights, listsPerTest, historyScores } = plan;
  const { personalWeight, switchAfter } = scenario;
  const prepare = (seed: number): PreparedShopper =>
    prepareShopper(world, { globalWeights, listsPerTest, personalWeight }, seededRandom(seed));
  for (let user = 0; user < plan.users; user++) {
    const seed = plan.firstSeed + user;
    const shopper = prepare(seed);
    const tasteSwitch =
      switchAfter === null ? null : { afterClicks: switchAfter, to: prepare(seed + SUCCESSOR) };
    for (const contender of contenders) {
      const { measurements } = simulateShopper(shopper, {
        contender,
        historyScores,
        clickModel: scenario.clickModel,
        checkpoints: scenario.at,
        tasteSwitch,
        startProfile,
      });
      for (const [place, measurement] of measurements.entries()) {
        ndcg.get(contender.name)![place].push(measurement.ndcg); // set above
        if (contender === contenders[0]) baseNdcg[place].push(measurement.baseNdcg);
      }
    }
    plan.onProgress((user + 1) / plan.users);
  }
  return { scenario, ndcg, baseNdcg };
}
