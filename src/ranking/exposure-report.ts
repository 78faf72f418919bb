import type { Exposure, ExposureSums, ExposureTable, RuleUse } from "./exposure-sums.ts";
import type { ExposureRules, RuleName } from "./exposure-rules.ts";

/** A number of what was shown, beside the same number had every list been in the shop's order. */
export interface Compared {
  readonly shown: number;
  readonly shop: number;
}

/** One brand or seller. */
export interface ExposureGroup {
  readonly name: string;
  /** Share of all exposure, in [0, 1]. */
  readonly share: Compared;
  /** Share of all cards, in [0, 1]: what its share of the exposure would be if every card had the same. */
  readonly cardShare: number;
}

/**
 * Who was shown how much in this browser. The exposure of a card is what the position model says of its place: 1 / position. One
 * view of a list counts once, as it was shown last.
 */
export interface ExposureReport {
  /** Views of lists. */
  readonly lists: number;
  /** Cards in them. */
  readonly cards: number;
  /** Most exposed first. Only the 200 that were listed last are known by name. */
  readonly brands: readonly ExposureGroup[];
  readonly sellers: readonly ExposureGroup[];
  /**
   * Gini coefficient of exposure over cards, from 0: every brand (seller, tenth of the shop's order) has exposure in proportion to
   * its cards, towards 1: one has all of it. Null where there are fewer than two.
   */
  readonly gini: {
    readonly brands: Compared | null;
    readonly sellers: Compared | null;
    readonly deciles: Compared | null;
  };
  /** Share of the exposure that our orders took from some brands (sellers) and gave to others, in [0, 1]. */
  readonly moved: { readonly brands: number; readonly sellers: number };
  /**
   * Items that the shop marks as new: their share of the exposure, and the exposure of one of their cards over that of another
   * card: 1 is demographic parity. Null where there were none, or only such.
   */
  readonly newItems: {
    readonly share: Compared;
    readonly cardShare: number;
    readonly parity: Compared;
  } | null;
  /** [10]: share of the exposure by tenths of the shop's order, its top first. */
  readonly deciles: readonly Compared[];
  /** As the newest list of this page came with them. */
  readonly rules: ExposureRules;
  readonly ruleUse: Readonly<Record<RuleName, RuleUse>>;
}

/**
 * What the sums say.
 *
 * @see Singh, Joachims 2018, Fairness of exposure in rankings, https://arxiv.org/abs/1802.07281 (demographic parity of exposure)
 * @see Biega, Gummadi, Weikum 2018, Equity of attention, https://arxiv.org/abs/1805.01788 (attention summed over many rankings)
 */
export function exposureReport(sums: ExposureSums, rules: ExposureRules): ExposureReport {
  const { lists, all, newItems: fresh, deciles, ruleUse } = sums;
  const others = {
    shown: all.shown - fresh.shown,
    shop: all.shop - fresh.shop,
    cards: all.cards - fresh.cards,
  };
  const isMixed = fresh.cards > 0 && others.cards > 0;
  const parity = (of: keyof Compared): number => fresh[of] / fresh.cards / (others[of] / others.cards);
  return {
    lists,
    cards: all.cards,
    brands: groupsOf(sums.brands, all),
    sellers: groupsOf(sums.sellers, all),
    gini: {
      brands: giniOf(entriesOf(sums.brands)),
      sellers: giniOf(entriesOf(sums.sellers)),
      deciles: giniOf(deciles),
    },
    moved: { brands: movedIn(sums.brands, all), sellers: movedIn(sums.sellers, all) },
    newItems: isMixed
      ? {
          share: shareOf(fresh, all),
          cardShare: fresh.cards / all.cards,
          parity: { shown: parity("shown"), shop: parity("shop") },
        }
      : null,
    deciles: deciles.map((decile) => shareOf(decile, all)),
    rules,
    ruleUse,
  };
}

function groupsOf({ named }: ExposureTable, all: Exposure): ExposureGroup[] {
  return named
    .map((entry) => ({
      name: entry.name,
      share: shareOf(entry, all),
      cardShare: entry.cards / all.cards,
    }))
    .sort((a, b) => b.share.shown - a.share.shown);
}

function shareOf(part: Exposure, all: Exposure): Compared {
  return { shown: ratio(part.shown, all.shown), shop: ratio(part.shop, all.shop) };
}

/** The names that were dropped count as one. */
function entriesOf({ named, rest }: ExposureTable): Exposure[] {
  return rest.cards > 0 ? [...named, rest] : [...named];
}

/** Half the sum of what every group has gained or lost. */
function movedIn(table: ExposureTable, all: Exposure): number {
  return entriesOf(table).reduce((sum, entry) => {
    const { shown, shop } = shareOf(entry, all);
    return sum + Math.abs(shown - shop) / 2;
  }, 0);
}

function giniOf(groups: readonly Exposure[]): Compared | null {
  const listed = groups.filter(({ cards }) => cards > 0);
  if (listed.length < 2) return null;
  return { shown: gini(listed, "shown"), shop: gini(listed, "shop") };
}

/** Twice the area between the diagonal and the Lorenz curve of exposure over cards, least exposed card first. */
function gini(groups: readonly Exposure[], of: keyof Compared): number {
  const sorted = groups.toSorted((a, b) => a[of] / a.cards - b[of] / b.cards);
  const cards = sorted.reduce((sum, group) => sum + group.cards, 0);
  const exposure = sorted.reduce((sum, group) => sum + group[of], 0);
  let [below, twiceArea] = [0, 0];
  for (const group of sorted) {
    const upTo = below + ratio(group[of], exposure);
    twiceArea += (group.cards / cards) * (below + upTo);
    below = upTo;
  }
  return Math.max(0, 1 - twiceArea);
}

function ratio(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}
