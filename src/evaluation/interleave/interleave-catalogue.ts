import { seededRandom } from "../../base/random.ts";
import type { LoadedModel } from "../../model/model-folder.ts";
import type { DescribedCatalogue } from "../catalogue/described-catalogue.ts";
import { inShop } from "../contenders/in-shop.ts";
import { shipped } from "../contenders/shipped.ts";
import type { ClickModel } from "../simulate/click-models.ts";
import { createHistoryScores } from "../simulate/history-scores.ts";
import { createDraftWorld } from "./draft-world.ts";
import { type NamedCase, runInterleave } from "./run-interleave.ts";

const WORLD_SEED = 1;

/**
 * The comparison of orders on a catalogue, with the product as it ships: its global head, its static score of the history, and the shop's
 * order in every score.
 *
 * @param name Of the catalogue, in each case.
 * @param plan `lists`: even.
 */
export function interleaveCatalogue(
  name: string,
  catalogue: DescribedCatalogue,
  model: Pick<LoadedModel, "headPrior">,
  plan: {
    readonly groups: number;
    readonly shoppersPerGroup: number;
    readonly lists: number;
    readonly clickModels: readonly ClickModel[];
    readonly firstSeed: number;
    readonly onProgress: (share: number) => void;
  },
): NamedCase[] {
  const { globalWeights, contender } = shipped(model);
  const { lists, ...shoppers } = plan;
  return runInterleave(createDraftWorld(catalogue, seededRandom(WORLD_SEED)), {
    ...shoppers,
    catalogue: name,
    contender: inShop(contender),
    globalWeights: Float64Array.from(globalWeights),
    historyScores: createHistoryScores(catalogue),
    listsPerShopper: lists,
  });
}
