import { median } from "./statistics.ts";

/** One engine on one workload. */
export interface Row {
  readonly workload: string;
  readonly engine: string;
  readonly precision: string;
  readonly medianMs: number;
  readonly minMs: number;
  /** Timed runs, without the dropped one. */
  readonly runs: number;
}

/** What the benchmark has found, as it goes into the JSON file. */
export interface Results {
  readonly rows: Row[];
  /** Peer's time / ours by "<workload>/<precision>/<peer>": the smaller of the ratios of medians and of minima. */
  readonly ratios: Record<string, number>;
  /** Compressed by brotli, level 11. */
  readonly bytes: Record<string, number>;
  /** Everything that is neither a time nor a size: accuracy, memory, dispatches. */
  readonly figures: Record<string, number>;
  readonly env: Record<string, string | number>;
}

export function rowOf(key: Pick<Row, "workload" | "engine" | "precision">, timesMs: readonly number[]): Row {
  return { ...key, medianMs: median(timesMs), minMs: Math.min(...timesMs), runs: timesMs.length };
}

/** How many times faster `ours` is, read against us where median and minimum disagree. */
export function ratioOf(ours: Row, peer: Row): number {
  return Math.min(peer.medianMs / ours.medianMs, peer.minMs / ours.minMs);
}

export function findRow(
  results: Results,
  workload: string,
  engine: string,
  precision: string,
): Row | undefined {
  return results.rows.find(
    (row) => row.workload === workload && row.engine === engine && row.precision === precision,
  );
}
