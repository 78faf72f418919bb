import { FEATURE_COUNT, featureRange } from "../../learning/feature-layout.ts";
import type { DescribedCatalogue } from "../catalogue/described-catalogue.ts";
import type { DrawNegatives } from "../replay/draw-negatives.ts";
import { createHistoryColumn } from "../replay/history-column.ts";
import type { ShopLog } from "../replay/shop-log.ts";
import { splitOf } from "../replay/split-of.ts";
import { createFeatureRows } from "../simulate/feature-rows.ts";
import type { KeptNumbers } from "./kept-numbers.ts";
import { type Client, type DrawnList, drawClient, drawNewcomer, type Newcomer } from "./shopper-pages.ts";

/** A shop's shoppers, split as the encoder's training splits them, with a way to describe their lists. */
export interface ClientShop {
  readonly name: string;
  /** The train shoppers. */
  readonly clients: readonly Client[];
  /** The tune shoppers, with lists as the clients have: they only say when to stop. */
  readonly tune: readonly Client[];
  /** The test shoppers. */
  readonly newcomers: readonly Newcomer[];
  /** [n, d], list-centred: what the product's own code makes of a list that was drawn for this shop. */
  readonly featuresOf: (list: DrawnList) => Float32Array;
}

const HISTORY = featureRange("history").start;

/**
 * Draws all lists of a shop's shoppers and compares them with their histories, which is what takes long: ten minutes for 38,000
 * shoppers on one core, unless it was kept. The rest of the features is made anew whenever a list is looked at, in .1 ms.
 *
 * @param options `keep`: where the comparisons are kept, for one shop and one way to draw. `maxNewcomers`: of the test shoppers.
 */
export function openClientShop(
  log: ShopLog,
  catalogue: DescribedCatalogue,
  {
    drawNegatives,
    keep,
    maxNewcomers,
    onProgress,
  }: {
    readonly drawNegatives: DrawNegatives;
    readonly keep: KeptNumbers;
    readonly maxNewcomers: number;
    readonly onProgress: (share: number) => void;
  },
): ClientShop {
  const inSplit = (split: string) => log.shoppers.filter(({ id }) => splitOf(log.name, id) === split);
  const draw = (split: string): Client[] =>
    inSplit(split).map((shopper) => drawClient(shopper, drawNegatives));
  const [clients, tune] = [draw("train"), draw("tune")];
  const newcomers = inSplit("test")
    .slice(0, maxNewcomers)
    .flatMap((shopper) => drawNewcomer(shopper, drawNegatives) ?? []);
  const all = [
    ...clients.map(({ shopper, pages }) => ({ shopper, lists: pages })),
    ...tune.map(({ shopper, pages }) => ({ shopper, lists: pages })),
    ...newcomers.map(({ shopper, pages, tests }) => ({
      shopper,
      lists: [...pages, ...[...tests.values()].flat()],
    })),
  ];
  const columns = keep(() => {
    const columnOf = createHistoryColumn(catalogue);
    const parts: Float32Array[] = [];
    for (const [number, { shopper, lists }] of all.entries()) {
      if (number % 100 === 0) onProgress(number / all.length);
      for (const { items, before } of lists) {
        if (before > 0)
          parts.push(
            columnOf(
              items,
              shopper.purchases.slice(0, before).map(({ item }) => item),
            ),
          );
      }
    }
    return joined(parts);
  });
  const columnOf = new Map<DrawnList, Float32Array>();
  let start = 0;
  for (const { lists } of all) {
    for (const list of lists) {
      if (list.before === 0) continue;
      columnOf.set(list, columns.subarray(start, start + list.items.length));
      start += list.items.length;
    }
  }
  if (start !== columns.length) {
    throw new RangeError(
      `Cannot use the comparisons that were kept as there must be ${start} numbers: got ${columns.length}; empty the folder --cache names`,
    );
  }
  const writeRows = createFeatureRows(catalogue);
  return {
    name: log.name,
    clients,
    tune,
    newcomers,
    featuresOf: (list) => {
      const { items } = list;
      const features = new Float32Array(items.length * FEATURE_COUNT);
      writeRows({ items, match: new Float32Array(items.length), target: features, firstRow: 0 });
      const column = columnOf.get(list);
      if (column !== undefined)
        for (const [index, score] of column.entries()) features[index * FEATURE_COUNT + HISTORY] = score;
      return features;
    },
  };
}

function joined(parts: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  for (const part of parts) {
    whole.set(part, start);
    start += part.length;
  }
  return whole;
}
