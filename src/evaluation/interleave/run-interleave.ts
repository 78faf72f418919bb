import { type Random, seededRandom } from "../../base/random.ts";
import type { Contender } from "../contender.ts";
import type { ClickModel } from "../simulate/click-models.ts";
import { prepareShopper, type PreparedShopper } from "../simulate/prepare-shopper.ts";
import type { ShopperWorld } from "../simulate/shopper-world.ts";
import type { HistoryScores } from "../simulate/simulate-shopper.ts";
import { createVisitorProfiles } from "../simulate/visitor-profile.ts";
import { type ComparedOrders, comparedOrders, ORDERS, type OrderName } from "./compared-orders.ts";
import { draftLists } from "./draft-lists.ts";
import { type InterleavingCase, interleavingCase } from "./interleaving-case.ts";

/** Whom to ask, and how often. */
export interface InterleavePlan {
  /** Name of the catalogue. */
  readonly catalogue: string;
  /** The product, in a shop whose order has its say. */
  readonly contender: Contender;
  /** The product's global head, [d]. */
  readonly globalWeights: Float64Array;
  readonly historyScores: HistoryScores | null;
  readonly clickModels: readonly ClickModel[];
  readonly groups: number;
  readonly shoppersPerGroup: number;
  /** Even; each is drafted once for each pair of orders. */
  readonly listsPerShopper: number;
  /** Of the first shopper; the others follow. */
  readonly firstSeed: number;
  /** Told after each shopper, from 0 to 1. */
  readonly onProgress: (share: number) => void;
}

/** A case, and what it is of. */
export interface NamedCase extends InterleavingCase {
  readonly catalogue: string;
  readonly clickModel: ClickModel["type"];
  /** 0-based, of its catalogue. */
  readonly group: number;
  readonly personal: OrderName;
  readonly base: OrderName;
}

/** What one shopper's lists are under one click model, and the chance of all drafts of them. */
interface Compared {
  readonly shopperId: string;
  readonly orders: ComparedOrders;
  readonly random: Random;
}

/** Each pair once; the two by chance are alike, and there is no need to compare both with all. */
const PAIRS: readonly (readonly [later: OrderName, earlier: OrderName])[] = ORDERS.flatMap((earlier, at) =>
  ORDERS.slice(at + 1).map((later) => [later, earlier] as const),
).filter((pair) => !pair.includes("random too") || pair.includes("random"));

/** From a shopper's seed to that of whoever the harmful order is learned from. */
const OTHER = 5_000_000;

/**
 * Compares every pair of orders on the lists of every group of shoppers under every click model, by NDCG and by drafts. A shopper depends on
 * the seed alone, and is the same under each click model. Which order of a pair has the part of the personal one is by turns: the later
 * ones are mostly worse, and a draft that favours a side must not seem to be right for that.
 */
export function runInterleave(world: ShopperWorld, plan: InterleavePlan): NamedCase[] {
  const { groups, shoppersPerGroup, clickModels } = plan;
  const cases: NamedCase[] = [];
  for (let group = 0; group < groups; group++) {
    const shoppers = Array.from({ length: shoppersPerGroup }, (_, member) => {
      const number = group * shoppersPerGroup + member;
      const compared = compareAll(world, plan, plan.firstSeed + number);
      plan.onProgress((number + 1) / (groups * shoppersPerGroup));
      return compared;
    });
    for (const [at, clickModel] of clickModels.entries())
      for (const [number, [later, earlier]] of PAIRS.entries()) {
        const [personal, base] = (group + number) % 2 === 0 ? [later, earlier] : [earlier, later];
        cases.push({
          catalogue: plan.catalogue,
          clickModel: clickModel.type,
          group,
          personal,
          base,
          ...interleavingCase(
            shoppers.map((byModel) => {
              const { shopperId, random, orders } = byModel[at];
              const { scores, grades } = orders;
              return (views) =>
                draftLists(
                  { personal: scores[personal], base: scores[base], grades },
                  { clickModel, views, shopperId },
                  random,
                );
            }),
          ),
        });
      }
  }
  return cases;
}

/** [click models]. */
function compareAll(
  world: ShopperWorld,
  { globalWeights, listsPerShopper, clickModels, contender, historyScores }: InterleavePlan,
  seed: number,
): Compared[] {
  const startProfile = createVisitorProfiles(world);
  const prepare = (of: number): PreparedShopper =>
    prepareShopper(
      world,
      { globalWeights, listsPerTest: listsPerShopper / 2, personalWeight: 1 },
      seededRandom(of),
    );
  const [shopper, other] = [prepare(seed), prepare(seed + OTHER)];
  return clickModels.map((clickModel, at) => ({
    shopperId: `${seed}`,
    orders: comparedOrders(shopper, other, { contender, historyScores, clickModel, startProfile }),
    random: seededRandom(shopper.contenderSeed + 1 + at),
  }));
}
