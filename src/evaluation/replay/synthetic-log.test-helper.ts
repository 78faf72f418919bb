import { normalFrom, seededRandom } from "../../base/random.ts";
import { initialHead } from "../../learning/initial-head.ts";
import { titleVectors } from "../../learning/title-vectors.ts";
import type { DescribedCatalogue } from "../catalogue/described-catalogue.ts";
import { firstPurchases, type ShopLog } from "./shop-log.ts";
import type { TaskMaker } from "./shopper-tasks.ts";
import { popularNegatives } from "./draw-negatives.ts";
import { tfIdfOf } from "./tf-idf.ts";

export const DAY_MS: number = 24 * 3600 * 1000;
const KINDS = ["lamp", "mug", "rug", "clock", "vase"];
const SIZE = 8;

/**
 * A shop of `items` titles of five kinds and its shoppers, who like one kind each and buy one to three things a day, at times
 * that are whole days. The first items are bought more often than the last.
 */
export function syntheticLog(items: number, shoppers: number): ShopLog {
  const random = seededRandom(3);
  const titles = Array.from(
    { length: items },
    (_, item) => `${KINDS[item % 5]} model${item} colour${item % 7}`,
  );
  return {
    name: "synthetic",
    titles,
    prices: null,
    shoppers: Array.from({ length: shoppers }, (_, id) => {
      const kind = Math.floor(random() * 5);
      const purchases = Array.from({ length: 24 }, () => {
        const place = Math.floor(random() ** 2 * items);
        const item = random() < 0.7 ? Math.min(items - 1, place - (place % 5) + kind) : place;
        return { item, atMs: Math.floor(random() * 60) * DAY_MS };
      });
      return { id: String(id), purchases: firstPurchases(purchases) };
    }),
  };
}

/** A described catalogue for a log's titles: embeddings near one centre a kind, no encoder. */
export function describedTitles(titles: readonly string[]): DescribedCatalogue {
  const random = seededRandom(4);
  const centres = KINDS.map(() => Array.from({ length: SIZE }, () => normalFrom(random)));
  const embeddings = new Float32Array(titles.length * SIZE);
  for (let item = 0; item < titles.length; item++) {
    const vector = centres[item % 5].map((value) => value + 0.4 * normalFrom(random));
    const length = Math.hypot(...vector);
    for (const [at, value] of vector.entries()) embeddings[item * SIZE + at] = value / length;
  }
  const ids = new Map<string, number>();
  const idOf = (word: string): number => ids.get(word) ?? ids.set(word, ids.size).size - 1;
  return {
    candidates: titles.map((title, item) => ({ id: String(item), title })),
    size: SIZE,
    embeddings,
    projected: Float32Array.from({ length: titles.length * 64 }, () => normalFrom(random)),
    titles: titles.map((title) =>
      titleVectors(
        title.split(" ").map((word) => ({ word, pieces: [idOf(word)] })),
        new Float32Array(10_000).fill(1),
      ),
    ),
    transitionWeights: null,
    staticWeights: {
      u: Float32Array.of(2, 1, 1, 0.5),
      v: Float32Array.of(1, 0.5, 0, 0),
      decay: 0.05,
      scale: 1,
      shrinkage: 1,
    },
  };
}

/** What lists of a log are made of; the global head looks at the static score only. */
export function syntheticMaker(log: ShopLog): TaskMaker {
  const popularity = new Float64Array(log.titles.length);
  for (const { purchases } of log.shoppers) for (const { item } of purchases) popularity[item]++;
  return {
    catalogue: describedTitles(log.titles),
    tfIdf: tfIdfOf(log.titles),
    popularity,
    globalWeights: initialHead(),
    drawNegatives: popularNegatives(log),
  };
}
