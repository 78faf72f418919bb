import type { Engine } from "./engine-host.ts";
import { ADAMW, HEAD_SIZES } from "./page/head-workloads.ts";
import { findRow, ratioOf, rowOf } from "./results.ts";
import type { SectionContext } from "./section.ts";

export const TFJS = "tfjs-wasm";

const OURS: Engine = { name: "ours", precision: "fp64", page: "plain", script: "ours-head", options: {} };
const PEER: Engine = { name: TFJS, precision: "fp32", page: "plain", script: "tfjs-head", options: {} };
/** One step is far below the clock's step. */
const REPEATS = { ours: 200, peer: 20 };

const MAX_LOSS = 0.5;

/** What a click costs the head: a step of a small network, and the Bayesian update of a page. */
export async function headSection({ host, results, options, say }: SectionContext): Promise<void> {
  const cells: { engine: Engine; workload: string; repeats: number; timesMs: number[] }[] = [];
  const add = (engine: Engine, workload: string, repeats: number): unknown =>
    cells.push({ engine, workload, repeats, timesMs: [] });
  await host.open(OURS);
  for (const workload of await host.call<string[]>(OURS, "create")) add(OURS, workload, REPEATS.ours);
  if (options.withPeers) {
    await host.open(PEER);
    await host.call(PEER, "create", HEAD_SIZES);
    add(PEER, ADAMW, REPEATS.peer);
  }
  const runs = options.runs * 2;
  for (let round = 0; round <= runs; round++) {
    if (round % 5 === 0) say(`Learning: round ${round} of ${runs}`);
    for (const { engine, workload, repeats, timesMs } of cells) {
      const ms = await host.call<number>(engine, "time", { workload, repeats, pauseMs: 0 });
      if (round > 0) timesMs.push(ms);
    }
  }
  for (const { engine, workload, timesMs } of cells)
    results.rows.push(rowOf({ workload, engine: engine.name, precision: engine.precision }, timesMs));
  for (const engine of options.withPeers ? [OURS, PEER] : [OURS]) {
    const loss = await host.call<number>(engine, "loss");
    // Hundreds of steps on one batch: who has not learned it by heart has computed something else.
    if (!(loss < MAX_LOSS))
      throw new Error(
        `Cannot compare learning because ${engine.name} does not learn: expected a loss below ${MAX_LOSS}, got ${loss}`,
      );
    await host.stop(engine);
  }
  const [own, peer] = [
    findRow(results, ADAMW, OURS.name, OURS.precision),
    findRow(results, ADAMW, PEER.name, PEER.precision),
  ];
  if (own !== undefined && peer !== undefined)
    results.ratios[`${ADAMW}/${OURS.precision}/${PEER.name}`] = ratioOf(own, peer);
}
