import type { Candidate } from "./candidate.ts";
import { RULE_NAMES, type RuleName } from "./exposure-rules.ts";
import { propensityAt } from "./position-model.ts";

/** How much some cards were exposed: sums over them. */
export interface Exposure {
  /** Of P(examined) at the places where they were shown. */
  readonly shown: number;
  /** The same at their places in the shop's order. */
  readonly shop: number;
  readonly cards: number;
}

export interface NamedExposure extends Exposure {
  readonly name: string;
}

/** Exposure by name. */
export interface ExposureTable {
  /** Those that were listed last come last; at most {@link MAX_NAMES}. */
  readonly named: readonly NamedExposure[];
  /** Of the names that were dropped. */
  readonly rest: Exposure;
}

/** Of one rule, in numbers of lists. */
export interface RuleUse {
  /** The scores alone would have broken it. */
  readonly bound: number;
  /** It is broken by what was shown, and that was not the shop's own order: nothing else was possible there. */
  readonly broken: number;
  /** The shop's own order breaks it. */
  readonly shop: number;
}

/** Running sums over views of lists: a commutative monoid but for which names are dropped. */
export interface ExposureSums {
  readonly lists: number;
  readonly all: Exposure;
  readonly newItems: Exposure;
  readonly brands: ExposureTable;
  readonly sellers: ExposureTable;
  /** [10]: by tenths of the shop's order, its top first. */
  readonly deciles: readonly Exposure[];
  readonly ruleUse: Readonly<Record<RuleName, RuleUse>>;
}

/** Names kept of each kind: with names of 60 characters 2 × 200 × 100 bytes. */
export const MAX_NAMES = 200;
const DECILES = 10;
const NOTHING: Exposure = { shown: 0, shop: 0, cards: 0 };

export function initExposure(): ExposureSums {
  return {
    lists: 0,
    all: NOTHING,
    newItems: NOTHING,
    brands: { named: [], rest: NOTHING },
    sellers: { named: [], rest: NOTHING },
    deciles: Array.from({ length: DECILES }, () => NOTHING),
    ruleUse: ruleUseBy(() => ({ bound: 0, broken: 0, shop: 0 })),
  };
}

/**
 * What one list adds.
 *
 * @param candidates In the shop's order.
 * @param order      A permutation: `order[place]` is the index of the candidate shown there.
 * @param ruleUse    Of this list: each number is 0 or 1.
 */
export function exposureOf(
  candidates: readonly Pick<Candidate, "brand" | "seller" | "isNew">[],
  order: readonly number[],
  ruleUse: ExposureSums["ruleUse"],
): ExposureSums {
  const brands = new Map<string, Exposure>();
  const sellers = new Map<string, Exposure>();
  const deciles: Exposure[] = Array.from({ length: DECILES }, () => NOTHING);
  let [all, newItems] = [NOTHING, NOTHING];
  for (const [place, index] of order.entries()) {
    const { brand, seller, isNew } = candidates[index];
    const one = { shown: propensityAt(place + 1), shop: propensityAt(index + 1), cards: 1 };
    const decile = Math.floor((DECILES * index) / order.length);
    deciles[decile] = sum(deciles[decile], one);
    all = sum(all, one);
    if (isNew === true) newItems = sum(newItems, one);
    if (brand) brands.set(brand, sum(brands.get(brand) ?? NOTHING, one));
    if (seller) sellers.set(seller, sum(sellers.get(seller) ?? NOTHING, one));
  }
  return {
    lists: 1,
    all,
    newItems,
    brands: withNames({ named: [], rest: NOTHING }, brands),
    sellers: withNames({ named: [], rest: NOTHING }, sellers),
    deciles,
    ruleUse,
  };
}

/** Both together; names of `newer` are the last to be dropped. */
export function addExposure(older: ExposureSums, newer: ExposureSums): ExposureSums {
  return {
    lists: older.lists + newer.lists,
    all: sum(older.all, newer.all),
    newItems: sum(older.newItems, newer.newItems),
    brands: addTables(older.brands, newer.brands),
    sellers: addTables(older.sellers, newer.sellers),
    deciles: older.deciles.map((decile, at) => sum(decile, newer.deciles[at])),
    ruleUse: ruleUseBy((name) => {
      const [a, b] = [older.ruleUse[name], newer.ruleUse[name]];
      return { bound: a.bound + b.bound, broken: a.broken + b.broken, shop: a.shop + b.shop };
    }),
  };
}

/** One entry for each rule. */
export function ruleUseBy(use: (name: RuleName) => RuleUse): ExposureSums["ruleUse"] {
  // The keys are the rules' names by the type of the list.
  return Object.fromEntries(RULE_NAMES.map((name) => [name, use(name)])) as Record<RuleName, RuleUse>;
}

function addTables(older: ExposureTable, newer: ExposureTable): ExposureTable {
  const table = { ...older, rest: sum(older.rest, newer.rest) };
  return withNames(table, new Map(newer.named.map(({ name, ...exposure }) => [name, exposure])));
}

function withNames({ named, rest }: ExposureTable, added: ReadonlyMap<string, Exposure>): ExposureTable {
  const known = new Map<string, Exposure>(named.map(({ name, ...exposure }) => [name, exposure]));
  for (const [name, exposure] of added) {
    const before = known.get(name) ?? NOTHING;
    known.delete(name); // to come last
    known.set(name, sum(before, exposure));
  }
  const entries = [...known].map(([name, exposure]) => ({ name, ...exposure }));
  const dropped = entries.slice(0, -MAX_NAMES);
  return { named: entries.slice(-MAX_NAMES), rest: dropped.reduce(sum, rest) };
}

function sum(a: Exposure, b: Exposure): Exposure {
  return { shown: a.shown + b.shown, shop: a.shop + b.shop, cards: a.cards + b.cards };
}
