import { setTimeout as sleep } from "node:timers/promises";
import type { Engine, EngineHost } from "./engine-host.ts";
import { rowOf, type Row } from "./results.ts";

/** A workload's name and the engines that have been given it. */
export interface Contest {
  readonly workload: string;
  readonly pauseMs: number;
  readonly engines: readonly Engine[];
}

/** Short runs are repeated until they take this long: pages that are not isolated have a clock of 0.1 ms. */
const SAMPLE_MS = 30;
const MAX_REPEATS = 25;
/** Threads of ONNX Runtime spin for a moment after a run; nobody else shall pay for that. */
const SETTLE_MS = 30;

/**
 * Times all engines against each other, round by round, in an order that turns from round to round; the first round is dropped.
 *
 * @param onRound Called with the number of rounds done.
 */
export async function measure(
  host: EngineHost,
  contests: readonly Contest[],
  { runs, onRound }: { readonly runs: number; readonly onRound: (done: number) => void },
): Promise<Row[]> {
  const cells = contests.flatMap(({ workload, pauseMs, engines }) =>
    engines.map((engine) => ({ workload, pauseMs, engine, repeats: 1, timesMs: [] as number[] })),
  );
  for (let round = 0; round <= runs; round++) {
    for (let turn = 0; turn < cells.length; turn++) {
      const cell = cells[(turn + round * 3) % cells.length];
      await sleep(SETTLE_MS);
      const ms = await host.call<number>(cell.engine, "time", {
        workload: cell.workload,
        repeats: cell.repeats,
        pauseMs: cell.pauseMs,
      });
      if (round > 0) cell.timesMs.push(ms);
      else cell.repeats = Math.min(MAX_REPEATS, Math.max(1, Math.ceil(SAMPLE_MS / Math.max(ms, 0.1))));
    }
    onRound(round);
  }
  return cells.map(({ workload, engine, timesMs }) =>
    rowOf({ workload, engine: engine.name, precision: engine.precision }, timesMs),
  );
}
