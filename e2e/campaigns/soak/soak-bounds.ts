import type { FlatnessBounds } from "./flatness.ts";

const MIB = 1_024 * 1_024;

type BoundsName =
  | "jsHeap"
  | "domHeap"
  | "buffers"
  | "wasm"
  | "gpuBuffers"
  | "gpuBytes"
  | "nodes"
  | "listeners"
  | "timers"
  | "records"
  | "recordBytes"
  | "disk"
  | "session";

/**
 * What of each series counts as flat: memory in bytes, the rest in numbers. Slack is what a full run moves by, by itself: collectors
 * leave more or less, a log is sealed every twelve rankings, and a list may be there or not. Beyond it hardly anything may be left by a
 * step; 100,000 of them would else be seen by whoever leaves a tab open.
 */
export const BOUNDS: Readonly<Record<BoundsName, FlatnessBounds>> = {
  jsHeap: { slack: MIB, perStep: 5, mostRatio: 1.25 },
  domHeap: { slack: MIB, perStep: 5, mostRatio: 1.5 },
  buffers: { slack: MIB, perStep: 5, mostRatio: 1.5 },
  wasm: { slack: 0, perStep: 0, mostRatio: 1 },
  gpuBuffers: { slack: 20, perStep: 0, mostRatio: 1.25 },
  gpuBytes: { slack: 4 * MIB, perStep: 0, mostRatio: 1.25 },
  nodes: { slack: 100, perStep: 0, mostRatio: 1.5 },
  listeners: { slack: 20, perStep: 0, mostRatio: 1.25 },
  timers: { slack: 40, perStep: 0, mostRatio: 1.5 }, // each card in view has one for a second: 30 cards
  records: { slack: 150, perStep: 0, mostRatio: 1.05 },
  recordBytes: { slack: MIB, perStep: 0, mostRatio: 1.1 },
  disk: { slack: 32 * MIB, perStep: 0, mostRatio: 2 },
  session: { slack: 64 * 1_024, perStep: 0, mostRatio: 1.5 },
};
