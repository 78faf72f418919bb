import type { Search } from "../../../src/demo/search-catalogue.ts";
import { candidateOf } from "../../../src/evaluation/catalogue/read-candidates.ts";
import { rowOf } from "../../../src/learning/vectors.ts";
import type { Contender, RankTask, ShownPage } from "../../../src/evaluation/contender.ts";
import { ndcgOf } from "../../../src/evaluation/simulate/ndcg.ts";
import { shownPage } from "../../../src/evaluation/simulate/rank-tasks.ts";
import { addToHistory, type EngagedItem } from "../../../src/learning/history.ts";
import { historyPart } from "../../../src/learning/history-part.ts";
import { candidateText } from "../../../src/ranking/candidate-text.ts";
import type { Interaction } from "../../../src/ranking/interaction.ts";
import { orderWithFixed } from "../../../src/ranking/order-with-fixed.ts";
import { shopPriorAt } from "../../../src/ranking/position-model.ts";
import { buys, drawVisit, readMs } from "../draw-visit.ts";
import type { Persona } from "../personas.ts";
import type { VisitLog } from "../visit-log.ts";
import { type DemoList, demoList } from "./demo-list.ts";
import type { DescribePersonaList } from "./persona-lists.ts";

/** Where a persona lives without a browser. */
export interface HarnessShop {
  readonly search: Search;
  readonly hasSponsored: boolean;
  readonly describe: DescribePersonaList;
  /** The product, in a shop whose order `popularity` says. */
  readonly contender: Contender;
  /** [d]. */
  readonly globalWeights: ArrayLike<number>;
}

/** NDCG@10 of one visit's list, as a {@link VisitLog} has it. */
export type HarnessNdcg = Pick<NonNullable<VisitLog["ndcg"]>, "personal" | "global" | "shop"> | null;

const DAY_MS = 86_400_000;
const CLICK_MS = 5_000;

/**
 * Lets a persona live in the harness: the same searches, the same lists, clicks and purchases by the same chance, ordered by what the harness
 * has learned. What it learns from is what `eval:replay` learns from: a page with its clicks, all alike; the history alone
 * counts what was read and bought.
 *
 * @returns One for each visit.
 */
export function liveInHarness(persona: Persona, shop: HarnessShop): HarnessNdcg[] {
  const { search, hasSponsored, describe, contender, globalWeights } = shop;
  let state = contender.init(persona.seed);
  let history: readonly EngagedItem[] = [];
  let clicksBefore = 0;
  const chosen = new Set<string>();
  return persona.queries.map((query, visit) => {
    const list = demoList(search, query, hasSponsored);
    const task = describe({ products: list.products, query }, history);
    const scores = contender.scores(state, task);
    const order = Int32Array.from(orderWithFixed(scores, list.fixed));
    const grades = Uint8Array.from(list.products, ({ id }) => persona.grade.get(id) ?? 0);
    const { clickedPlaces, depth, random } = drawVisit(persona, visit, {
      grades: grades.map((_, place) => grades[order[place]]),
      clicksBefore,
    });
    const clicks = Uint8Array.from(order, (_, place) => (clickedPlaces.includes(place) ? 1 : 0));
    if (clickedPlaces.length > 0) {
      const page = shownPage(task, order, { clicks, page: visit });
      // What nobody looked at says nothing, and neither does what was chosen before and is not chosen again.
      const places = [...order.keys()].filter(
        (place) => place < depth && (clicks[place] === 1 || !chosen.has(list.products[order[place]].id)),
      );
      state = contender.learn(state, { ...placesOf(page, places), atMs: visit * DAY_MS });
      const last = grades[order[clickedPlaces.at(-1)!]]; // there is one
      history = doneOn(list, {
        clicked: clickedPlaces.map((place) => order[place]),
        dwellMs: readMs(last),
        isBought: buys(last, random),
        startMs: visit * DAY_MS,
      }).reduce((before, [interaction, text]) => addToHistory(before, interaction, text), history);
    }
    for (const place of clickedPlaces) chosen.add(list.products[order[place]].id);
    clicksBefore += clickedPlaces.length;
    return ndcgsOf({ scores, task, grades, globalWeights });
  });
}

/** The same page with nothing but some of its places. */
function placesOf(page: ShownPage, places: readonly number[]): ShownPage {
  const of = (values: Float64Array): Float64Array => Float64Array.from(places, (place) => values[place]);
  return {
    ...page,
    items: places.map((place) => page.items[place]),
    features: Float32Array.from(places.flatMap((place) => [...rowOf(page.features, place)])),
    baseScores: of(page.baseScores),
    profile: { tfidf: of(page.profile.tfidf), embedding: of(page.profile.embedding) },
    popularity: of(page.popularity),
    rewards: Uint8Array.from(places, (place) => page.rewards[place]),
    propensities: of(page.propensities),
  };
}

/** All clicks, then the look at what was clicked last, and whether that was bought; each with the text of its item. */
function doneOn(
  { products }: DemoList,
  {
    clicked,
    dwellMs,
    isBought,
    startMs,
  }: {
    readonly clicked: readonly number[];
    readonly dwellMs: number;
    readonly isBought: boolean;
    readonly startMs: number;
  },
): (readonly [Interaction, string])[] {
  const last = clicked[clicked.length - 1];
  const done = [
    ...clicked.map((index) => ({ index, of: { type: "click" } as const })),
    ...(isBought ? [{ index: last, of: { type: "purchase" } as const }] : []),
    { index: last, of: { type: "dwell", dwellMs } as const },
  ];
  return done.map(({ index, of }, at) => [
    { ...of, eventId: "", rankingId: "", itemId: products[index].id, atMs: startMs + at * CLICK_MS },
    candidateText(candidateOf(products[index])),
  ]);
}

function ndcgsOf({
  scores,
  task: { features, baseScores },
  grades,
  globalWeights,
}: {
  readonly scores: Float64Array;
  readonly task: RankTask;
  readonly grades: Uint8Array;
  readonly globalWeights: ArrayLike<number>;
}): HarnessNdcg {
  const personal = ndcgOf(scores, grades);
  if (Number.isNaN(personal)) return null;
  const byHistory = historyPart(features, globalWeights);
  const sameForAll = baseScores.map((score, index) => score - byHistory[index] + shopPriorAt(index));
  return {
    personal,
    global: ndcgOf(sameForAll, grades),
    shop: ndcgOf(
      sameForAll.map((_, index) => -index),
      grades,
    ),
  };
}
