import { seededRandom } from "../../base/random.ts";
import { FEATURE_COUNT } from "../../learning/feature-layout.ts";
import type { Contender, ShownPage } from "../contender.ts";
import { drawClicks } from "./click-models.ts";
import { ndcgOf, orderOf } from "./ndcg.ts";
import { entriesOf, prepareShopper } from "./prepare-shopper.ts";
import { shownPage, taskOf } from "./rank-tasks.ts";
import type { ShopperWorld } from "./shopper-world.ts";

/** Which coordinates the learner sees as 0. */
interface Hidden {
  readonly start: number;
  readonly end: number;
}

/** Whom to serve. */
export interface SamePagesPlan {
  readonly globalWeights: Float64Array;
  readonly users: number;
  readonly firstSeed: number;
  /** After which to test. */
  readonly clicks: number;
}

const LISTS = 30;
const UNUSED = { tfidf: new Float64Array(24), embedding: new Float64Array(24) };

/**
 * NDCG@10 × 100 with all features minus that with some hidden, [users]. Both learn from the very same clicks, on pages in the shop's
 * order: were each to serve its own pages, most of the difference of two users would be which items were clicked by chance.
 */
export function gainOnSamePages<State>(
  world: ShopperWorld,
  contender: Contender<State>,
  hidden: Hidden,
  plan: SamePagesPlan,
): number[] {
  return Array.from({ length: plan.users }, (_, user) => {
    const shopper = prepareShopper(
      world,
      { globalWeights: plan.globalWeights, listsPerTest: LISTS, personalWeight: 1 },
      seededRandom(plan.firstSeed + user),
    );
    const pages: ShownPage[] = [];
    for (let clicksBefore = 0; clicksBefore < plan.clicks && pages.length < shopper.clickSeeds.length;) {
      const page = pages.length;
      const order = orderOf(entriesOf(shopper.baseScores, page));
      const shopperGrades = entriesOf(shopper.grades, page);
      const grades = Uint8Array.from(order, (index) => shopperGrades[index]);
      const random = seededRandom(shopper.clickSeeds[page]);
      const clicks = drawClicks({ type: "pbm_noisy" }, { grades, clicksBefore }, random);
      pages.push(shownPage(taskOf(shopper, page, UNUSED), order, { clicks, page }));
      clicksBefore += clicks.reduce((sum, click) => sum + click, 0);
    }
    const tests = [...shopper.unseenItems, ...shopper.unseenCategories];
    const ndcgWith = (seen: (features: Float32Array) => Float32Array): number => {
      let state = contender.init(0);
      for (const page of pages) state = contender.learn(state, { ...page, features: seen(page.features) });
      const sum = tests.reduce((total, list) => {
        const task = taskOf(shopper, list, UNUSED);
        const scores = contender.scores(state, { ...task, features: seen(task.features) });
        return total + ndcgOf(scores, entriesOf(shopper.grades, list));
      }, 0);
      return (100 * sum) / tests.length;
    };
    return ndcgWith((features) => features) - ndcgWith((features) => without(features, hidden));
  });
}

function without(features: Float32Array, { start, end }: Hidden): Float32Array {
  const rest = features.slice();
  for (let row = 0; row < rest.length; row += FEATURE_COUNT) rest.fill(0, row + start, row + end);
  return rest;
}
