import { seededRandom } from "../../base/random.ts";
import type { Contender } from "../contender.ts";
import type { ClickModel } from "../simulate/click-models.ts";
import { entriesOf, type PreparedShopper } from "../simulate/prepare-shopper.ts";
import { type HistoryScores, type LifePlan, scoreTests, testsOf } from "../simulate/simulate-shopper.ts";
import type { VisitorProfile } from "../simulate/visitor-profile.ts";

/** Whose orders of a shopper's lists are compared; of known quality, from what helps to what harms. */
export const ORDERS = [
  "shop",
  "personal, 5 clicks",
  "personal, 50 clicks",
  "another's, 50 clicks",
  "inverted, 50 clicks",
  "random",
  "random too",
] as const;
export type OrderName = (typeof ORDERS)[number];

/** Scores, higher first, of each of a shopper's lists by each order, and what the shopper thinks of the items. */
export interface ComparedOrders {
  /** By order: [lists][24]. */
  readonly scores: Readonly<Record<OrderName, readonly Float64Array[]>>;
  /** [lists][24]: 0 to 4. */
  readonly grades: readonly Uint8Array[];
}

/** Who ranks, and how shoppers click while it learns. */
export interface OrdersPlan {
  /** The product; it may know the shop's order by `popularity`. */
  readonly contender: Contender;
  readonly historyScores: HistoryScores | null;
  readonly clickModel: ClickModel;
  readonly startProfile: () => VisitorProfile;
}

const FEW_CLICKS = 5;
const MANY_CLICKS = 50;

/**
 * Orders the test lists of one shopper: as the shop has them; by what the product has learned of few and of many clicks; by what it has
 * learned of somebody else; with what it has learned turned round; and by chance, twice. What is the same for all is the shop's order
 * once more for as long as no head was released: it is not compared.
 *
 * @param other Whose clicks the harmful order is learned from.
 */
export function comparedOrders(
  shopper: PreparedShopper,
  other: PreparedShopper,
  { contender, historyScores, clickModel, startProfile }: OrdersPlan,
): ComparedOrders {
  const plan: LifePlan<unknown> = {
    contender,
    historyScores,
    clickModel,
    startProfile,
    checkpoints: [0, FEW_CLICKS, MANY_CLICKS],
    tasteSwitch: null,
  };
  const [global, few, many] = scoreTests(shopper, plan);
  const [another] = scoreTests(other, {
    ...plan,
    checkpoints: [0],
    tasteSwitch: { afterClicks: MANY_CLICKS, to: shopper },
  });
  const lists = testsOf(shopper);
  const random = seededRandom(shopper.contenderSeed);
  const byChance = (): Float64Array[] => many.map((scores) => scores.map(() => random()));
  return {
    grades: lists.map((list) => entriesOf(shopper.grades, list)),
    scores: {
      shop: lists.map((list) => entriesOf(shopper.lists.cosines, list)),
      "personal, 5 clicks": few,
      "personal, 50 clicks": many,
      "another's, 50 clicks": another,
      "inverted, 50 clicks": many.map((scores, list) =>
        scores.map((score, index) => 2 * global[list][index] - score),
      ),
      random: byChance(),
      "random too": byChance(),
    },
  };
}
