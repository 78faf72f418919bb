import { linearScores } from "../../learning/linear-scores.ts";
import type { VisitorHead } from "../../learning/visitor-head.ts";
import { onPage } from "../contenders/on-page.ts";
import { personal } from "../contenders/personal.ts";
import type { Contender, RankTask } from "../contender.ts";
import { listFigure } from "../replay/list-figure.ts";
import type { ClientShop } from "./client-shop.ts";
import { scoredPage } from "./list-page.ts";
import { type DrawnList, NEWCOMER_AFTER, type Newcomer } from "./shopper-pages.ts";

/**
 * What orders a newcomer's lists: the head alone, in which the history counts as its weight says; the product on a page, which takes the
 * order in which the list comes for the shop's, and whose limits and guard hold history and personal head back; or the product with
 * lists that have no order at all, as on no page.
 */
export type OrderName = "head" | "product" | "product-without-order";

/** [newcomers] of a figure after 0 and after 5 interactions each; NaN where there is no list. */
export type NewcomerRows = readonly Float64Array[];

/**
 * NDCG@10 of every newcomer under each head: mean over up to two lists of 50, before any interaction and after five.
 *
 * @param heads [d] each, by name.
 */
export function newcomerFigures(
  shop: Pick<ClientShop, "newcomers" | "featuresOf">,
  heads: ReadonlyMap<string, Float32Array>,
  {
    order,
    visitorHead,
    onProgress,
  }: {
    readonly order: OrderName;
    readonly visitorHead: VisitorHead;
    readonly onProgress: (share: number) => void;
  },
): ReadonlyMap<string, NewcomerRows> {
  const rows = new Map([...heads.keys()].map((name): [string, Float64Array[]] => [name, []]));
  for (const [number, newcomer] of shop.newcomers.entries()) {
    onProgress(number / shop.newcomers.length);
    const features = new Map(listsOf(newcomer).map((list) => [list, shop.featuresOf(list)]));
    for (const [name, weights] of heads) {
      const contender = contenderOf(order, visitorHead, weights);
      rows.get(name)!.push(figuresOf(newcomer, features, { weights, contender })); // set above
    }
  }
  return rows;
}

function listsOf({ pages, tests }: Newcomer): DrawnList[] {
  return [...pages, ...[...tests.values()].flat()];
}

/** Null for the head alone, which learns nothing. */
function contenderOf(order: OrderName, head: VisitorHead, weights: Float32Array): Contender | null {
  if (order === "head") return null;
  const product = personal(order, head, weights);
  return (order === "product" ? onPage(product) : product) as Contender;
}

function figuresOf(
  { pages, tests }: Newcomer,
  features: ReadonlyMap<DrawnList, Float32Array>,
  { weights, contender }: { readonly weights: Float32Array; readonly contender: Contender | null },
): Float64Array {
  const head = Float64Array.from(weights);
  const taskOf = ({ items, wanted, atMs }: DrawnList, rows: Float32Array) => {
    const page = scoredPage(rows, wanted, head);
    // The profile and the popularity are of other contenders.
    const { baseScores } = page;
    return {
      ...page,
      items,
      atMs,
      popularity: baseScores,
      profile: { tfidf: baseScores, embedding: baseScores },
    };
  };
  const scoresOf = (list: DrawnList, state: unknown): Float64Array => {
    const rows = features.get(list)!; // made of all lists
    if (contender === null) return linearScores(rows, head);
    const task: RankTask = taskOf(list, rows);
    return contender.scores(state, task);
  };
  const figures = new Float64Array(NEWCOMER_AFTER.length).fill(NaN);
  let state = contender?.init(0);
  for (const [place, k] of NEWCOMER_AFTER.entries()) {
    const lists = tests.get(k);
    if (lists === undefined) continue;
    if (contender !== null)
      for (const page of pages.slice(0, k)) state = contender.learn(state, taskOf(page, features.get(page)!));
    let sum = 0;
    for (const list of lists) sum += listFigure(scoresOf(list, state), list.wanted, "ndcg@10");
    figures[place] = sum / lists.length;
  }
  return figures;
}
