import { seededRandom } from "../../base/random.ts";
import type { LoadedModel } from "../../model/model-folder.ts";
import type { DescribedCatalogue } from "../catalogue/described-catalogue.ts";
import { inShop } from "../contenders/in-shop.ts";
import { shipped } from "../contenders/shipped.ts";
import { createHistoryScores } from "../simulate/history-scores.ts";
import { SCENARIOS } from "../simulate/scenarios.ts";
import { createDraftWorld } from "./draft-world.ts";
import { type NamedCase, runInterleave } from "./run-interleave.ts";

const WORLD_SEED = 1;
const SHOPPERS_PER_GROUP = 20;

/**
 * The comparison of orders on a catalogue, with the product as it ships: its global head, its static score of the history, and the shop's
 * order in every score.
 *
 * @param plan `users`: at least 20, in groups of 20. `lists`: even. `scenarios`: the click models of these alone; of none, all of them.
 */
export function interleaveCatalogue(
  catalogue: DescribedCatalogue,
  model: Pick<LoadedModel, "headPrior">,
  plan: {
    readonly users: number;
    readonly lists: number;
    readonly scenarios: readonly string[];
    readonly firstSeed: number;
    readonly onProgress: (share: number) => void;
  },
): NamedCase[] {
  const { globalWeights, contender } = shipped(model);
  const clickModels = SCENARIOS.filter(
    ({ name, clickModel }) =>
      name === clickModel.type &&
      name !== "botburst" &&
      (plan.scenarios.length === 0 || plan.scenarios.includes(name)),
  ).map(({ clickModel }) => clickModel);
  return runInterleave(createDraftWorld(catalogue, seededRandom(WORLD_SEED)), {
    contender: inShop(contender),
    globalWeights: Float64Array.from(globalWeights),
    historyScores: createHistoryScores(catalogue),
    clickModels,
    groups: Math.floor(plan.users / SHOPPERS_PER_GROUP),
    shoppersPerGroup: SHOPPERS_PER_GROUP,
    listsPerShopper: plan.lists,
    firstSeed: plan.firstSeed,
    onProgress: plan.onProgress,
  });
}
