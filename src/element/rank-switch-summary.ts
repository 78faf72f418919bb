import type { FeatureGroup, RankedItem, Ranking } from "../ranking/ranking.ts";
import type { Inspection } from "../worker/protocol.ts";

/** What was learned, in as few numbers and words as say something to a visitor. */
export interface LearnedSummary {
  /** How many different items the visitor did this with; those above 0. */
  readonly counts: readonly { readonly name: CountName; readonly count: number }[];
  /** At most three brands that stand higher for the visitor's liking, the most liked first. */
  readonly brands: readonly string[];
  /** At most three kinds of reason, the one that moves most first. */
  readonly reasons: readonly FeatureGroup[];
  readonly hasLearned: boolean;
  /** Every list of the page shows the shop's order, to compare with. */
  readonly isHeldOut: boolean;
  /** Items on this page that stand elsewhere than the shop put them, and all items. */
  readonly moved: number;
  readonly all: number;
}

export type CountName = "opened" | "cart" | "bought" | "engaged" | "finished";

const COUNTED: Readonly<Record<CountName, Inspection["events"][number]["type"]>> = {
  opened: "click",
  cart: "cart",
  bought: "purchase",
  engaged: "engage",
  finished: "goal",
};
const MOST = 3;
/** What is below this share of the largest is not worth a word. */
const LEAST_SHARE = 0.1;

/**
 * Sums up what was learned.
 *
 * @param rankings What the lists of the page show.
 * @param brandOf  The brand of an item as the page names it; null if it does not.
 */
export function learnedSummary(
  { events, started }: Pick<Inspection, "events" | "started">,
  rankings: readonly Ranking[],
  brandOf: (itemId: string) => string | null,
): LearnedSummary {
  const names = Object.keys(COUNTED) as CountName[]; // the keys of a constant
  const counts = names
    .map((name) => ({
      name,
      count: new Set(events.filter(({ type }) => type === COUNTED[name]).map(({ itemId }) => itemId)).size,
    }))
    .filter(({ count }) => count > 0);
  const items = rankings.flatMap((ranking) => ranking.items);
  return {
    counts,
    hasLearned: started.generation > 0 || counts.length > 0,
    isHeldOut: rankings.length > 0 && rankings.every(({ arm }) => arm === "held-out"),
    brands: strongest(brandLikings(rankings, brandOf)),
    reasons: strongest(reasonSpreads(rankings)),
    moved: items.filter(({ shopIndex, position }) => shopIndex + 1 !== position).length,
    all: items.length,
  };
}

/** By brand: how far the personal part lifts it above its list, for its brand. */
function brandLikings(
  rankings: readonly Ranking[],
  brandOf: (itemId: string) => string | null,
): Map<string, number> {
  const lifts = new Map<string, number[]>();
  for (const { items } of rankings) {
    const mean = meanOf(items, ({ parts }) => parts.groups.brand);
    for (const { id, parts } of items) {
      const brand = brandOf(id);
      if (brand !== null) lifts.set(brand, [...(lifts.get(brand) ?? []), parts.groups.brand - mean]);
    }
  }
  return new Map([...lifts].map(([brand, all]) => [brand, meanOf(all, (lift) => lift)]));
}

/** By kind of reason: how far it tells the items of a list apart. What is the same for all moves none of them. */
function reasonSpreads(rankings: readonly Ranking[]): Map<FeatureGroup, number> {
  const spreads = new Map<FeatureGroup, number>();
  for (const { items } of rankings) {
    for (const group of groupsOf(items)) {
      if (group === "intercept") continue;
      const mean = meanOf(items, ({ parts }) => parts.groups[group]);
      const spread = meanOf(items, ({ parts }) => Math.abs(parts.groups[group] - mean)) * items.length;
      spreads.set(group, (spreads.get(group) ?? 0) + spread);
    }
  }
  return spreads;
}

function groupsOf([first]: readonly RankedItem[]): readonly FeatureGroup[] {
  return first === undefined ? [] : (Object.keys(first.parts.groups) as FeatureGroup[]); // by its type
}

function meanOf<T>(all: readonly T[], valueOf: (one: T) => number): number {
  return all.reduce((sum, one) => sum + valueOf(one), 0) / Math.max(1, all.length);
}

function strongest<Name>(values: ReadonlyMap<Name, number>): Name[] {
  const sorted = [...values].sort(([, a], [, b]) => b - a);
  const largest = sorted[0]?.[1] ?? 0;
  return sorted
    .filter(([, value]) => value > 1e-9 && value >= largest * LEAST_SHARE)
    .slice(0, MOST)
    .map(([name]) => name);
}
