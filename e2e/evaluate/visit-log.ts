import type { ClickModelName, EngineName } from "./evaluate-options.ts";
import type { PersonaArm } from "./personas.ts";

/** One page as one persona saw it, and what was measured there. */
export interface VisitLog {
  readonly engine: EngineName;
  readonly persona: number;
  readonly clickModel: ClickModelName;
  readonly arm: PersonaArm;
  /** From 0. */
  readonly visit: number;
  readonly query: string;
  /** Clicks of this persona before this page. */
  readonly clicksBefore: number;
  /** Was the query searched for before? */
  readonly isKnownQuery: boolean;
  /** NDCG@10 of the same list in other orders; null where no item of it has a positive grade. */
  readonly ndcg: {
    readonly personal: number;
    readonly global: number;
    readonly shop: number;
    /** By what is like the visitor's history, and by what the head has learned: each alone, on top of the global order. */
    readonly history: number;
    readonly learned: number;
  } | null;
  /** Drafted lists so far on which the persona's own, or the shop's, choices got more clicks, as the tag counts them; of the last visit, and null for other arms. */
  readonly drafts: { readonly wins: number; readonly losses: number } | null;
  /** 1-based place of the item that the persona likes best, as shown, and in the shop's order. */
  readonly favourite: { readonly shown: number; readonly shop: number };
  /** Ids in the order shown: the first ten. */
  readonly top: readonly string[];
  /** Places clicked, from 1. */
  readonly clicked: readonly number[];
  readonly isBought: boolean;
  /** For each place that was examined: its score, whether it was clicked, and what the page thought of its place. */
  readonly examined: readonly (readonly [score: number, propensity: number, isClicked: 0 | 1])[];
  /** Milliseconds; null where there was nothing to measure. */
  readonly firstRankMs: number | null;
  readonly clickToReorderMs: number | null;
  /** Until the first order, as the bytes and the heap. */
  readonly longTasksMs: readonly number[];
  /** What the page itself loaded, as it came over the wire: without its HTML, pictures, the worker and its model. */
  readonly bytes: number;
  readonly heapBytes: number;
  /** Of the last visit. */
  readonly deltaBytes: number | null;
  readonly errors: readonly string[];
}
