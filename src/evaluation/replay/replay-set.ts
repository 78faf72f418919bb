import { seededRandom } from "../../base/random.ts";
import type { Contender } from "../contender.ts";
import type { Metric } from "./list-figure.ts";
import { replayShopper } from "./replay-shopper.ts";
import { createShopperTasks, type TaskMaker } from "./shopper-tasks.ts";
import type { Shopper } from "./shop-log.ts";
import { shopperSeed } from "./shopper-seed.ts";

/** NDCG or reciprocal rank of every shopper, contender and number of purchases. */
export interface SetFigures {
  readonly at: readonly number[];
  readonly shopperIds: readonly string[];
  /** By contender: [shoppers] rows of [at.length]; NaN where a shopper has no list. */
  readonly values: ReadonlyMap<string, readonly Float64Array[]>;
}

interface ReplaySetOptions {
  readonly at: readonly number[];
  readonly metric: Metric;
  readonly seed: number;
  /** Told before each shopper, from 0 to 1. */
  readonly onProgress: (share: number) => void;
}

/**
 * Replays the shoppers of one set for all contenders, each on the same lists. A shopper's lists depend on the seed and the
 * shopper alone, so that a run on fewer shoppers, or with other contenders, gives each of them the same figures.
 */
export function replaySet(
  maker: TaskMaker,
  shoppers: readonly Shopper[],
  contenders: readonly Contender[],
  { at, metric, seed, onProgress }: ReplaySetOptions,
): SetFigures {
  const tasksOf = createShopperTasks(maker, at);
  const values = new Map<string, Float64Array[]>(contenders.map(({ name }) => [name, []]));
  const shopperIds: string[] = [];
  for (const [number, shopper] of shoppers.entries()) {
    onProgress(number / shoppers.length);
    const ownSeed = shopperSeed(seed, shopper.id);
    const tasks = tasksOf(shopper, seededRandom(ownSeed));
    if (tasks.tests.size === 0) continue;
    shopperIds.push(shopper.id);
    for (const contender of contenders)
      values.get(contender.name)!.push(replayShopper(contender, tasks, { at, metric, seed: ownSeed })); // set above
  }
  return { at, shopperIds, values };
}
