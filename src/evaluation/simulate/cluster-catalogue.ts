import type { Random } from "../../base/random.ts";
import { shuffle } from "./shuffle.ts";
import type { SimulatedCatalogue } from "./simulated-catalogue.ts";
import { sphericalKMeans } from "./spherical-k-means.ts";

const MIN_ITEMS = 120;
const MIN_BRANDS = 4;
const MIN_ITEMS_OF_BRAND = 5;
const UNSEEN_CATEGORIES = 0.25;
const UNSEEN_ITEMS = 0.4;

/** A cluster of like texts that serves as a category of the shop; all lists of numbers are catalogue indices. */
export interface SimulatedCategory {
  readonly members: Int32Array;
  /** Members that may be shown while a head learns: 60 %. */
  readonly shown: Int32Array;
  /** The other 40 %: met in tests only. */
  readonly heldOut: Int32Array;
  /** True for the quarter of the categories that no learning page and no training log is taken from. */
  readonly isUnseen: boolean;
}

/**
 * Divides a catalogue into categories by its texts and holds out a quarter of the categories, and 40 % of each one's items.
 * Clusters of fewer than 120 items, or of fewer than 4 brands with at least 5 items each, have too little choice and are left
 * out.
 *
 * @param clusterCount k of the k-means, about 70 for 19,406 items.
 * @returns In a seeded order; every category has at least 48 held-out items.
 */
export function clusterCatalogue(
  catalogue: SimulatedCatalogue,
  clusterCount: number,
  random: Random,
): SimulatedCategory[] {
  const { embeddings, size, candidates } = catalogue;
  const clusters = sphericalKMeans({ values: embeddings, size }, clusterCount, random);
  const members: number[][] = Array.from({ length: clusterCount }, () => []);
  for (const [item, cluster] of clusters.entries()) members[cluster].push(item);
  const kept = members.filter((items) => hasChoice(items.map((item) => candidates[item].brand)));
  shuffle(kept, random);
  const unseenCount = Math.round(kept.length * UNSEEN_CATEGORIES);
  return kept.map((items, at) => {
    const mixed = shuffle([...items], random);
    const heldOutCount = Math.round(items.length * UNSEEN_ITEMS);
    return {
      members: Int32Array.from(items),
      heldOut: Int32Array.from(mixed.slice(0, heldOutCount)),
      shown: Int32Array.from(mixed.slice(heldOutCount)),
      isUnseen: at < unseenCount,
    };
  });
}

function hasChoice(brands: readonly (string | undefined)[]): boolean {
  const counts = new Map<string, number>();
  for (const brand of brands) {
    if (brand !== undefined && brand !== "") counts.set(brand, (counts.get(brand) ?? 0) + 1);
  }
  const large = [...counts.values()].filter((count) => count >= MIN_ITEMS_OF_BRAND);
  return brands.length >= MIN_ITEMS && large.length >= MIN_BRANDS;
}
