import { ndcgPoints, lastVisitsOf } from "./visit-figures.ts";
import { type ClickPrediction, clickPrediction } from "./click-prediction.ts";
import {
  type Estimate,
  estimateOf,
  meanOf,
  quantileOf,
  shareOf,
} from "../../src/evaluation/replay/estimate.ts";
import type { ClickModelName, EngineName } from "./evaluate-options.ts";
import type { PersonaAgreement } from "./harness/persona-agreement.ts";
import { type Interleaving, interleavingOf } from "./interleaving.ts";
import type { PersonaArm } from "./personas.ts";
import type { ShopperAgreement } from "./shoppers/shopper-agreement.ts";
import type { VisitLog } from "./visit-log.ts";

/** The machine-readable report. Points are NDCG@10 × 100; all shoppers are simulated. */
export interface EvaluationReport {
  readonly version: 2;
  readonly run: {
    readonly seed: number;
    readonly queries: number;
    readonly catalogue: string | null;
    readonly products: number;
    readonly modelId: string;
  };
  readonly groups: readonly GroupReport[];
  /** Real shoppers; empty unless asked for. */
  readonly shoppers: readonly ShopperAgreement[];
  /** The same personas in the harness; empty unless asked for. */
  readonly harness: readonly PersonaAgreement[];
}

/** One click model in one engine. */
export interface GroupReport {
  readonly engine: EngineName;
  readonly clickModel: ClickModelName;
  readonly personas: number;
  /** Of the others, with the tag and without. */
  readonly heldOut: Readonly<Record<Exclude<PersonaArm, "personal">, number>>;
  readonly visits: number;
  readonly clicks: number;
  /** Of the last half of each persona's visits, in points: on the same lists. */
  readonly quality: Readonly<Record<"personal" | "global" | "shop", Estimate | null>>;
  readonly lift: {
    readonly overGlobal: Estimate | null;
    readonly overShop: Estimate | null;
    /** Searches that came for the first time: nothing of their lists had been clicked. */
    readonly onNewQueries: Estimate | null;
    /** Over the global order, of the last half: only by likeness to the history, and only by what the head has learned. */
    readonly historyAlone: Estimate | null;
    readonly learnedAlone: Estimate | null;
  };
  /** Share of personas that are more than 2 points below the global order on the last half of their visits. */
  readonly harmedShare: number;
  /** The same, with its interval. */
  readonly harmed: Estimate | null;
  readonly byVisit: readonly { readonly visit: number; readonly lift: Estimate | null }[];
  readonly favourite: {
    /** Mean of 1 / place of what the persona likes best. */
    readonly reciprocalRank: Readonly<Record<"shown" | "shop", Estimate | null>>;
    /** Share of visits on which the favourite was clicked, and the clicks until then in the visit. */
    readonly clicksUntil: Readonly<Record<ComparedArm, Estimate | null>>;
  };
  /** Share of visits with a purchase, in simulation. */
  readonly conversion: Readonly<Record<ComparedArm, Estimate | null>>;
  /** Of what stood among the first ten: its share of the catalogue, and the inequality of how often, 0 (equal) to 1. */
  readonly exposure: Readonly<
    Record<"personal" | "shop", { readonly coverage: number; readonly gini: number }>
  >;
  readonly interleaving: Interleaving | null;
  readonly prediction: ClickPrediction | null;
  readonly speed: {
    readonly firstRankMs: Spread;
    readonly clickToReorderMs: Spread;
    /** Long tasks (over 50 ms) a page until its first order, anybody's. */
    readonly longTasks: number;
    readonly longestTaskMs: number;
    readonly firstVisitBytes: number;
    readonly laterVisitBytes: number;
    readonly heapBytes: Spread;
    readonly deltaBytes: number | null;
  };
  /** What was told as an error, with how often. */
  readonly errors: Readonly<Record<string, number>>;
}

/** Arms that show one order, of which whole pages can be compared. */
type ComparedArm = Exclude<PersonaArm, "interleaved">;

export interface Spread {
  readonly median: number;
  readonly p95: number;
}

const HARMED_POINTS = -2;

/** Figures of a run, by click model and engine; whichever window was first, they are the same to the last bit. */
export function evaluationReport(
  given: readonly VisitLog[],
  run: EvaluationReport["run"],
  beside: Partial<Pick<EvaluationReport, "shoppers" | "harness">> = {},
): EvaluationReport {
  const visits = given.toSorted((a, b) => a.persona - b.persona || a.visit - b.visit);
  const keys = [...new Set(visits.map(({ engine, clickModel }) => `${engine} ${clickModel}`))].toSorted();
  return {
    version: 2,
    run,
    groups: keys.map((key) =>
      groupReport(
        visits.filter(({ engine, clickModel }) => `${engine} ${clickModel}` === key),
        run.products,
      ),
    ),
    shoppers: beside.shoppers ?? [],
    harness: beside.harness ?? [],
  };
}

function groupReport(visits: readonly VisitLog[], products: number): GroupReport {
  const [{ engine, clickModel }] = visits;
  const personal = personasOf(visits, "personal");
  const heldOut = personasOf(visits, "shop-order");
  const general = personasOf(visits, "global");
  const drafted = personasOf(visits, "interleaved");
  const mine = personal.flat();
  const late = personal.map(lastVisitsOf);
  const over = (lists: readonly (readonly VisitLog[])[], base: "global" | "shop"): number[] =>
    lists.map((list) => meanOf(ndcgPoints(list, (ndcg) => ndcg.personal - ndcg[base])));
  // Of whom every list of the last half has nothing to like, there is nothing to say.
  const lifts = over(late, "global").filter(Number.isFinite);
  const harmed = lifts.filter((lift) => lift < HARMED_POINTS).length;
  const lastVisit = Math.max(...mine.map(({ visit }) => visit));
  const of = (arm: readonly (readonly VisitLog[])[], value: (visit: VisitLog) => number): Estimate | null =>
    estimateOf(arm.map((list) => meanOf(list.map(value).filter(Number.isFinite))));
  return {
    engine,
    clickModel,
    personas: personal.length,
    heldOut: { interleaved: drafted.length, global: general.length, "shop-order": heldOut.length },
    visits: visits.length,
    clicks: visits.reduce((sum, { clicked }) => sum + clicked.length, 0),
    quality: {
      personal: estimateOf(late.map((list) => meanOf(ndcgPoints(list, (ndcg) => ndcg.personal)))),
      global: estimateOf(late.map((list) => meanOf(ndcgPoints(list, (ndcg) => ndcg.global)))),
      shop: estimateOf(late.map((list) => meanOf(ndcgPoints(list, (ndcg) => ndcg.shop)))),
    },
    lift: {
      overGlobal: estimateOf(lifts),
      overShop: estimateOf(over(late, "shop")),
      onNewQueries: estimateOf(
        over(
          personal.map((list) =>
            list.filter(({ isKnownQuery, clicksBefore }) => !isKnownQuery && clicksBefore > 0),
          ),
          "global",
        ),
      ),
      historyAlone: estimateOf(
        late.map((list) => meanOf(ndcgPoints(list, (ndcg) => ndcg.history - ndcg.global))),
      ),
      learnedAlone: estimateOf(
        late.map((list) => meanOf(ndcgPoints(list, (ndcg) => ndcg.learned - ndcg.global))),
      ),
    },
    harmedShare: harmed / Math.max(1, lifts.length),
    harmed: shareOf(harmed, lifts.length),
    byVisit: Array.from({ length: lastVisit + 1 }, (_, visit) => ({
      visit,
      lift: estimateOf(
        mine
          .filter((one) => one.visit === visit)
          .flatMap((one) => ndcgPoints([one], (ndcg) => ndcg.personal - ndcg.global)),
      ),
    })),
    favourite: {
      reciprocalRank: {
        shown: of(late, ({ favourite }) => 1 / favourite.shown),
        shop: of(late, ({ favourite }) => 1 / favourite.shop),
      },
      clicksUntil: {
        personal: of(late, clicksUntilFavourite),
        global: of(general.map(lastVisitsOf), clicksUntilFavourite),
        "shop-order": of(heldOut.map(lastVisitsOf), clicksUntilFavourite),
      },
    },
    conversion: {
      personal: of(late, ({ isBought }) => Number(isBought)),
      global: of(general.map(lastVisitsOf), ({ isBought }) => Number(isBought)),
      "shop-order": of(heldOut.map(lastVisitsOf), ({ isBought }) => Number(isBought)),
    },
    exposure: {
      personal: exposureOf(
        mine.map(({ top }) => top),
        products,
      ),
      shop: exposureOf(
        heldOut.flat().map(({ top }) => top),
        products,
      ),
    },
    interleaving: interleavingOf(drafted),
    prediction: clickPrediction(visits),
    speed: speedOf(mine),
    errors: countsOf(visits.flatMap(({ errors }) => errors)),
  };
}

function personasOf(visits: readonly VisitLog[], arm: VisitLog["arm"]): VisitLog[][] {
  const byPersona = new Map<number, VisitLog[]>();
  for (const visit of visits) {
    if (visit.arm !== arm) continue;
    const own = byPersona.get(visit.persona);
    if (own === undefined) byPersona.set(visit.persona, [visit]);
    else own.push(visit);
  }
  // In the order of their numbers, whichever window was first.
  return [...byPersona]
    .toSorted(([a], [b]) => a - b)
    .map(([, list]) => list.toSorted((a, b) => a.visit - b.visit));
}

function clicksUntilFavourite({ clicked, favourite }: VisitLog): number {
  const at = clicked.indexOf(favourite.shown);
  return at < 0 ? Number.NaN : at + 1;
}

function exposureOf(
  lists: readonly (readonly string[])[],
  products: number,
): { coverage: number; gini: number } {
  const counts = Object.values(countsOf(lists.flat())).toSorted((a, b) => a - b);
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return { coverage: Number.NaN, gini: Number.NaN };
  const weighted = counts.reduce((sum, count, at) => sum + (at + 1) * count, 0);
  return {
    coverage: counts.length / products,
    gini: (2 * weighted) / (counts.length * total) - (counts.length + 1) / counts.length,
  };
}

function speedOf(visits: readonly VisitLog[]): GroupReport["speed"] {
  const spread = (values: readonly (number | null)[]): Spread => {
    const known = values.filter((value) => value !== null);
    return { median: quantileOf(known, 0.5), p95: quantileOf(known, 0.95) };
  };
  const bytes = (isFirst: boolean): number =>
    quantileOf(
      visits.filter(({ visit }) => (visit === 0) === isFirst).map((visit) => visit.bytes),
      0.5,
    );
  const deltas = visits.map(({ deltaBytes }) => deltaBytes).filter((size) => size !== null);
  return {
    firstRankMs: spread(visits.map(({ firstRankMs }) => firstRankMs)),
    clickToReorderMs: spread(visits.map(({ clickToReorderMs }) => clickToReorderMs)),
    longTasks: meanOf(visits.map(({ longTasksMs }) => longTasksMs.length)),
    longestTaskMs: Math.max(0, ...visits.flatMap(({ longTasksMs }) => longTasksMs)),
    firstVisitBytes: bytes(true),
    laterVisitBytes: bytes(false),
    heapBytes: spread(visits.map(({ heapBytes }) => heapBytes)),
    deltaBytes: deltas.length === 0 ? null : Math.max(...deltas),
  };
}

function countsOf(texts: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const text of texts) counts[text] = (counts[text] ?? 0) + 1;
  return counts;
}
