import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import type { ClickModelName, EngineName } from "./evaluate-options.ts";

/** One page as one persona saw it, and what was measured there. */
export interface VisitLog {
  readonly engine: EngineName;
  readonly persona: number;
  readonly clickModel: ClickModelName;
  readonly arm: "personal" | "shop-order";
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
  readonly longTasksMs: readonly number[];
  /** What the page itself loaded, as it came over the wire; the worker and its model are not in it. */
  readonly bytes: number;
  readonly heapBytes: number;
  readonly deltaBytes: number | null;
  readonly errors: readonly string[];
}

/** What has been seen so far, in a file that grows: a run that was stopped goes on where it was. */
export interface VisitFile {
  readonly visits: readonly VisitLog[];
  add(visits: readonly VisitLog[]): void;
}

/**
 * Opens the log of a run.
 *
 * @param subject Everything that the figures depend on: a log of something else begins anew.
 */
export function openVisitFile(path: string, subject: string): VisitFile {
  const lines = existsSync(path) ? readFileSync(path, "utf8").split("\n") : [];
  const visits: VisitLog[] = [];
  if (lines[0] === subject) {
    for (const line of lines.slice(1)) {
      try {
        visits.push(JSON.parse(line) as VisitLog); // written below
      } catch {
        // The last line of a run that was killed.
      }
    }
  }
  writeFileSync(path, [subject, ...visits.map((visit) => JSON.stringify(visit)), ""].join("\n"));
  return {
    visits,
    add: (more) => {
      visits.push(...more);
      appendFileSync(path, more.map((visit) => `${JSON.stringify(visit)}\n`).join(""));
    },
  };
}
