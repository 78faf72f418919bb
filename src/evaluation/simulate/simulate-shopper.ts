import { seededRandom } from "../../base/random.ts";
import type { Contender, RankTask } from "../contender.ts";
import { drawClicks, type ClickModel } from "./click-models.ts";
import { LIST_SIZE } from "./draw-lists.ts";
import { ndcgOf, orderOf } from "./ndcg.ts";
import { entriesOf, MAX_PAGES, type PreparedShopper } from "./prepare-shopper.ts";
import { shownPage, taskOf, withHistory } from "./rank-tasks.ts";
import type { VisitorProfile } from "./visitor-profile.ts";

/** Clicks after which a head is tested, unless the question is another one. */
export const CHECKPOINTS: readonly number[] = [0, 1, 5, 10, 20, 50, 100];

/** Static score of each item by what was clicked so far (catalogue indices, oldest first): [n]. Not asked before a click. */
export type HistoryScores = (items: readonly number[], clicked: readonly number[]) => ArrayLike<number>;

/** One life: who learns, and how the shopper clicks. */
export interface LifePlan<State> {
  readonly contender: Contender<State>;
  /** Null leaves the group `history` at 0. */
  readonly historyScores: HistoryScores | null;
  readonly clickModel: ClickModel;
  /** Clicks after which to test, ascending; life ends with the last. */
  readonly checkpoints: readonly number[];
  /** After that many clicks the rest of the life is another shopper's; checkpoints then count, and tests are, from there. */
  readonly tasteSwitch: { readonly afterClicks: number; readonly to: PreparedShopper } | null;
  /** What `createVisitorProfiles` made for the shopper's world. */
  readonly startProfile: () => VisitorProfile;
}

/** NDCG@10, 0 to 1, as means over the lists that have a positive grade. */
export interface Measurement {
  /** The checkpoint. */
  readonly clicks: number;
  /** Clicks there really were: a page may bring several, and a life may end before. */
  readonly clicksSeen: number;
  readonly unseenItems: number;
  readonly unseenCategories: number;
  /** Mean of the two. */
  readonly ndcg: number;
  /** The same mean of the global head without a history. */
  readonly baseNdcg: number;
}

/** What came of one life. */
export interface SimulatedLife {
  /** One for each checkpoint, in order. */
  readonly measurements: readonly Measurement[];
  /** Mean NDCG@10 of the pages as they were shown, and of the same pages in the global head's order; NaN without pages. */
  readonly onlineNdcg: number;
  readonly onlineBaseNdcg: number;
  readonly pages: number;
  readonly clicks: number;
}

/**
 * Lets one contender serve one shopper: each page is ordered by its scores, clicked by the click model, and learned from,
 * clicked or not; tests follow when the clicks reach a checkpoint. A life has at most 170 pages (each shopper's, at a taste
 * switch); checkpoints that it does not reach are measured at its end.
 *
 * Shopper, candidates, tests and the seed of each page's clicks are the same for every contender: two that score alike get
 * the same results to the bit.
 *
 * @throws {RangeError} if the contender's scores are not 24 finite numbers.
 */
export function simulateShopper<State>(shopper: PreparedShopper, plan: LifePlan<State>): SimulatedLife {
  const life = startLife(shopper, plan);
  const present = presentOf(shopper, plan);
  const measurements: Measurement[] = [];
  for (const reached of liveTo(life, shopper, plan)) measurements.push(measure(life, present, plan, reached));
  return {
    measurements,
    onlineNdcg: life.onlineSum / life.onlinePages,
    onlineBaseNdcg: life.onlineBaseSum / life.onlinePages,
    pages: life.pages,
    clicks: life.clicked.length,
  };
}

/**
 * The same life, but instead of what the tests come to the scores that they come to it by.
 *
 * @returns [checkpoints][tests][24]: of the lists that {@link testsOf} names of whoever is tested.
 */
export function scoreTests<State>(shopper: PreparedShopper, plan: LifePlan<State>): Float64Array[][] {
  const life = startLife(shopper, plan);
  const present = presentOf(shopper, plan);
  const scores: Float64Array[][] = [];
  for (const _reached of liveTo(life, shopper, plan)) {
    scores.push(testsOf(present).map((list) => scoresOn(life, present, plan, list)));
  }
  return scores;
}

/** Numbers of all lists that a shopper is tested on: first of unseen items, then of unseen categories. */
export function testsOf({ unseenItems, unseenCategories }: PreparedShopper): number[] {
  return [...unseenItems, ...unseenCategories];
}

/** A checkpoint, and how many clicks there were before the present taste. */
interface Reached {
  readonly checkpoint: number;
  readonly clicksBefore: number;
}

function startLife<State>({ contenderSeed }: PreparedShopper, plan: LifePlan<State>): Life<State> {
  return {
    state: plan.contender.init(contenderSeed),
    profile: plan.startProfile(),
    clicked: [],
    pages: 0,
    onlineSum: 0,
    onlineBaseSum: 0,
    onlinePages: 0,
  };
}

/** Whose taste and lists the tests are of. */
function presentOf<State>(shopper: PreparedShopper, { tasteSwitch }: LifePlan<State>): PreparedShopper {
  return tasteSwitch?.to ?? shopper;
}

/** Shows page after page, and says at each checkpoint that it is reached: the life is then as it has to be tested. */
function* liveTo<State>(
  life: Life<State>,
  shopper: PreparedShopper,
  plan: LifePlan<State>,
): Generator<Reached> {
  if (plan.tasteSwitch !== null) {
    for (let page = 0; page < MAX_PAGES && life.clicked.length < plan.tasteSwitch.afterClicks; page++) {
      showPage(life, shopper, plan, page);
    }
  }
  const present = presentOf(shopper, plan);
  const clicksBefore = life.clicked.length;
  let page = 0;
  for (const checkpoint of plan.checkpoints) {
    for (; page < MAX_PAGES && life.clicked.length - clicksBefore < checkpoint; page++) {
      showPage(life, present, plan, page);
    }
    yield { checkpoint, clicksBefore };
  }
}

/** What changes from page to page. */
interface Life<State> {
  state: State;
  readonly profile: VisitorProfile;
  readonly clicked: number[];
  pages: number;
  onlineSum: number;
  onlineBaseSum: number;
  onlinePages: number;
}

function showPage<State>(
  life: Life<State>,
  shopper: PreparedShopper,
  plan: LifePlan<State>,
  page: number,
): void {
  const task = presentTask(life, shopper, plan, page);
  const scores = checkedScores(plan.contender, life.state, task);
  const order = orderOf(scores);
  const grades = entriesOf(shopper.grades, page);
  const clicks = drawClicks(
    plan.clickModel,
    { grades: Uint8Array.from(order, (index) => grades[index]), clicksBefore: life.clicked.length },
    seededRandom(shopper.clickSeeds[page]),
  );
  life.state = plan.contender.learn(life.state, shownPage(task, order, { clicks, page: life.pages }));
  for (let place = 0; place < LIST_SIZE; place++) {
    if (clicks[place] === 0) continue;
    life.clicked.push(task.items[order[place]]);
    life.profile.add(task.items[order[place]]);
  }
  life.pages++;
  if (Number.isNaN(shopper.baseNdcg[page])) return;
  life.onlinePages++;
  life.onlineSum += ndcgOf(scores, grades);
  life.onlineBaseSum += shopper.baseNdcg[page];
}

function measure<State>(
  life: Life<State>,
  shopper: PreparedShopper,
  plan: LifePlan<State>,
  { checkpoint, clicksBefore }: Reached,
): Measurement {
  const meanOver = (lists: readonly number[], ndcg: (list: number) => number): number =>
    lists.reduce((sum, list) => sum + ndcg(list), 0) / lists.length;
  const measured = (list: number): number =>
    ndcgOf(scoresOn(life, shopper, plan, list), entriesOf(shopper.grades, list));
  const base = (list: number): number => shopper.baseNdcg[list];
  const unseenItems = meanOver(shopper.unseenItems, measured);
  const unseenCategories = meanOver(shopper.unseenCategories, measured);
  return {
    clicks: checkpoint,
    clicksSeen: life.clicked.length - clicksBefore,
    unseenItems,
    unseenCategories,
    ndcg: (unseenItems + unseenCategories) / 2,
    baseNdcg: (meanOver(shopper.unseenItems, base) + meanOver(shopper.unseenCategories, base)) / 2,
  };
}

function scoresOn<State>(
  life: Life<State>,
  shopper: PreparedShopper,
  plan: LifePlan<State>,
  list: number,
): Float64Array {
  return checkedScores(plan.contender, life.state, presentTask(life, shopper, plan, list));
}

/** A list as the visitor's present history makes it. */
function presentTask<State>(
  life: Life<State>,
  shopper: PreparedShopper,
  { historyScores }: LifePlan<State>,
  list: number,
): RankTask {
  const task = taskOf(shopper, list, life.profile.similarities(shopper.items[list]));
  if (historyScores === null || life.clicked.length === 0) return task;
  return withHistory(task, historyScores(task.items, life.clicked), shopper.globalWeights);
}

function checkedScores<State>(contender: Contender<State>, state: State, task: RankTask): Float64Array {
  const scores = contender.scores(state, task);
  if (scores.length !== task.items.length || !scores.every(Number.isFinite)) {
    throw new RangeError(
      `Cannot order a page by "${contender.name}" as it must give ${task.items.length} finite scores: ` +
        `got ${scores.length}, the first ${scores[0]}`,
    );
  }
  return scores;
}
