import { LOG_BOUNDS } from "../../../src/worker/seal-log.ts";
import type { FlatnessBounds } from "./flatness.ts";
import { BOUNDS } from "./soak-bounds.ts";
import type { Probe } from "./soak-probes.ts";
import type { Stretch } from "./soak-visitor.ts";

/** What a tab was seen to hold after so many updates, and what the visitor has done since the look before. */
export interface Look {
  readonly updates: number;
  readonly stretch: Stretch;
  readonly probe: Probe;
}

/** What of a probe is to be flat. */
interface Series {
  readonly valueOf: (probe: Probe) => number;
  readonly bounds: FlatnessBounds;
  readonly unit: string;
  /** Units of the value in one of `unit`. */
  readonly scale: number;
}

const MIB = 1_024 * 1_024;

const bytes = (valueOf: Series["valueOf"], bounds: FlatnessBounds): Series => ({
  valueOf,
  bounds,
  unit: "MiB",
  scale: MIB,
});
const count = (unit: string, valueOf: Series["valueOf"], bounds: FlatnessBounds): Series => ({
  valueOf,
  bounds,
  unit,
  scale: 1,
});
const sumOf = (records: Probe["records"], key: "count" | "bytes"): number =>
  Object.values(records).reduce((sum, store) => sum + store[key], 0);

export const SERIES: Readonly<Record<string, Series>> = {
  "JS heap of the page": bytes(({ page }) => page.js, BOUNDS.jsHeap),
  "JS heap of the worker": bytes(({ worker }) => worker.js, BOUNDS.jsHeap),
  "browser's objects of the page": bytes(({ page }) => page.dom, BOUNDS.domHeap),
  "browser's objects of the worker": bytes(({ worker }) => worker.dom, BOUNDS.domHeap),
  "buffers of the page": bytes(({ page }) => page.buffers, BOUNDS.buffers),
  "buffers of the worker": bytes(({ worker }) => worker.buffers, BOUNDS.buffers),
  "wasm memory": count("pages", ({ counts }) => counts.wasmPages, BOUNDS.wasm),
  "GPU buffers": count("buffers", ({ counts }) => counts.gpuBuffers, BOUNDS.gpuBuffers),
  "GPU memory": bytes(({ counts }) => counts.gpuBytes, BOUNDS.gpuBytes),
  "DOM nodes": count("nodes", ({ nodes }) => nodes, BOUNDS.nodes),
  "event listeners": count("listeners", ({ listeners }) => listeners, BOUNDS.listeners),
  "timers of the page": count("timers", ({ pageTimers }) => pageTimers, BOUNDS.timers),
  "timers of the worker": count("timers", ({ counts }) => counts.timers, BOUNDS.timers),
  "records in the database": count("records", ({ records }) => sumOf(records, "count"), BOUNDS.records),
  "size of the records": bytes(({ records }) => sumOf(records, "bytes"), BOUNDS.recordBytes),
  "database as the browser counts it": bytes(({ diskBytes }) => diskBytes, BOUNDS.disk),
  "session storage": bytes(({ sessionCharacters }) => 2 * sessionCharacters, BOUNDS.session),
};

/** What `store/schema.ts` promises; a look may come just before a sealing, and of the events those of the newest update may be too many. */
export const MOST_RECORDS: Readonly<Record<string, number>> = {
  rankings: LOG_BOUNDS.maxRankings + 1,
  log: LOG_BOUNDS.maxEntries + 1,
  events: 2_050,
  memory: 2,
  head: 2,
  outbox: 1,
  sharing: 1,
  exposure: 1,
  model: 1,
};
