import type { Engine } from "./engine-host.ts";
import { findRow, ratioOf, rowOf } from "./results.ts";
import type { SectionContext } from "./section.ts";

export const ADAMW = "AdamW step 512-64-1, batch 32";
export const BAYES = "Bayesian update of a page of 24, rank 64";
export const TFJS = "tfjs-wasm";

const SIZES = { inner: 512, hidden: 64, batch: 32, rank: 64, page: 24 };
const OURS: Engine = { name: "ours", precision: "fp32", page: "plain", script: "ours-head", options: {} };
const PEER: Engine = { name: TFJS, precision: "fp32", page: "plain", script: "tfjs-head", options: {} };
/** One step is far below the clock's step. */
const REPEATS = { ours: 200, peer: 20 };

/** What a click costs the head: a step of a small network, and the Bayesian update of a page. */
export async function headSection({ host, results, options, say }: SectionContext): Promise<void> {
  const cells: { engine: Engine; workload: string; repeats: number; timesMs: number[] }[] = [];
  const add = (engine: Engine, workload: string, repeats: number): unknown =>
    cells.push({ engine, workload, repeats, timesMs: [] });
  await host.open(OURS);
  for (const workload of await host.call<string[]>(OURS, "create", SIZES)) add(OURS, workload, REPEATS.ours);
  if (cells.length === 0) say("The head's kernels are not built yet: ours is left out");
  if (options.withPeers) {
    await host.open(PEER);
    await host.call(PEER, "create", SIZES);
    add(PEER, ADAMW, REPEATS.peer);
  }
  const runs = options.runs * 2;
  for (let round = 0; round <= runs; round++) {
    if (round % 5 === 0) say(`Learning: round ${round} of ${runs}`);
    for (const { engine, workload, repeats, timesMs } of cells) {
      const ms = await host.call<number>(engine, "time", { workload, repeats });
      if (round > 0) timesMs.push(ms);
    }
  }
  for (const { engine, workload, timesMs } of cells)
    results.rows.push(rowOf({ workload, engine: engine.name, precision: engine.precision }, timesMs));
  await host.stop(OURS);
  if (options.withPeers) await host.stop(PEER);
  const [own, peer] = [
    findRow(results, ADAMW, OURS.name, "fp32"),
    findRow(results, ADAMW, PEER.name, "fp32"),
  ];
  if (own !== undefined && peer !== undefined)
    results.ratios[`${ADAMW}/fp32/${PEER.name}`] = ratioOf(own, peer);
}
