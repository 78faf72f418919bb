import type { FeatureGroup, RankedItem, Ranking } from "../ranking/ranking.ts";

/** Where an item went and what pushed it there. */
export interface Move {
  /** Places it climbed; negative if it fell. */
  readonly places: number;
  /** The part that explains the move best, or null for an item that stayed or was held. */
  readonly cause: FeatureGroup | "global" | null;
}

/** Groups of features in words a visitor understands; each completes "because of". */
export const causeWords: Readonly<Record<FeatureGroup | "global", string>> = {
  text: "what its text says",
  match: "how it fits your search",
  history: "what you chose before",
  price: "its price",
  brand: "its brand",
  attributes: "details such as material and style",
  intercept: "your general habit of clicking",
  facts: "facts such as rating, season or seller",
  media: "how it looks or sounds",
  global: "what shoppers in general like",
};

/**
 * Explains one item's move. A part explains a climb by how far it lies above the list's mean of that part: what is the
 * same for all items moves none of them.
 */
export function explainMove(item: RankedItem, ranking: Ranking): Move {
  const places = item.shopIndex + 1 - item.position;
  if (places === 0 || item.isFixed) return { places, cause: null };
  const direction = Math.sign(places);
  let cause: Move["cause"] = null;
  let strongest = 0;
  for (const [name, valueOf] of explainingParts(item)) {
    const mean = ranking.items.reduce((sum, other) => sum + valueOf(other), 0) / ranking.items.length;
    const push = (valueOf(item) - mean) * direction;
    if (push > strongest) [cause, strongest] = [name, push];
  }
  return { places, cause };
}

/** Everything but the shop's own part, which by definition argues for the shop's order. */
function explainingParts(
  item: RankedItem,
): (readonly [name: FeatureGroup | "global", valueOf: (other: RankedItem) => number])[] {
  // The keys of `groups` are the feature groups by its type.
  const groups = Object.keys(item.parts.groups) as FeatureGroup[];
  return [
    ["global", (other) => other.parts.global],
    ...groups.map((group) => [group, (other: RankedItem) => other.parts.groups[group]] as const),
  ];
}

/** The item that climbed most because of the visitor, or null if none did. */
export function biggestClimb(ranking: Ranking): RankedItem | null {
  let best: RankedItem | null = null;
  for (const item of ranking.items) {
    if (item.isFixed || item.shopIndex + 1 <= item.position) continue;
    if (best === null || item.shopIndex - item.position > best.shopIndex - best.position) best = item;
  }
  return best;
}
