import { existsSync } from "node:fs";
import { join } from "node:path";
import { brotliBytes } from "./brotli-bytes.ts";
import type { Engine } from "./engine-host.ts";
import { onnxRuntime, ours, transformers } from "./engines.ts";
import { GPU_SCRIPTS, PAGE_SCRIPTS } from "./page-scripts.ts";
import { rowOf, ratioOf } from "./results.ts";
import type { SectionContext } from "./section.ts";

export const START = "model ready after bytes arrive";
/** ONNX Runtime's second session in one worker: its runtime, of megabytes, has been compiled already. */
const SECOND = "a further session";
const RUNS = 5;
const QUICK_RUNS = 2;

/** Fresh workers, one after the other: from the bytes to an engine that can run; and how many bytes those are. */
export async function startSection(context: SectionContext): Promise<void> {
  const { host, results, options, say } = context;
  const engines = [ours("int8", 1), ours("fp32", 1)];
  if (options.withPeers)
    engines.push(onnxRuntime("q8", 1), onnxRuntime("fp32", 1), transformers("q8"), transformers("fp32"));
  const timesMs = new Map<Engine, number[]>(engines.map((engine) => [engine, []]));
  const secondMs = new Map<Engine, number[]>(engines.map((engine) => [engine, []]));
  const loads = new Map<string, readonly string[]>();
  const runs = options.isQuick ? QUICK_RUNS : RUNS;
  for (let round = 0; round <= runs; round++) {
    say(`Cold start: round ${round} of ${runs}`);
    for (const engine of engines) {
      host.takeRequests(engine.page);
      await host.start(engine, "shelf-mini");
      const ms = await host.call<number>(engine, "create");
      loads.set(engine.name, host.takeRequests(engine.page));
      const furtherMs = engine.script === "onnx-runtime" ? await host.call<number>(engine, "create") : null;
      await host.stop(engine);
      if (round === 0) continue;
      timesMs.get(engine)!.push(ms);
      if (furtherMs !== null) secondMs.get(engine)!.push(furtherMs);
    }
  }
  const rowFor = (engine: Engine, times: readonly number[], workload = START) =>
    rowOf({ workload, engine: engine.name, precision: engine.precision }, times);
  for (const [engine, times] of timesMs) results.rows.push(rowFor(engine, times));
  for (const [engine, times] of secondMs)
    if (times.length > 0) results.rows.push(rowFor(engine, times, `${START}, ${SECOND}`));
  if (options.withPeers)
    for (const [own, peer] of [
      [engines[0], engines[2]],
      [engines[1], engines[3]],
    ]) {
      const row = rowFor(own, timesMs.get(own)!);
      const key = `${own.precision}/${peer.name}`;
      results.ratios[`${START}/${key}`] = ratioOf(row, rowFor(peer, timesMs.get(peer)!));
      results.ratios[`${START}, ${SECOND}/${key}`] = ratioOf(row, rowFor(peer, secondMs.get(peer)!));
    }
  await weigh(context, loads);
}

/** Scripts with their workers and WebAssembly, which ours has inside; models are the same for all. Of ours what a page loads. */
async function weigh(
  { results, options, root, say }: SectionContext,
  loads: ReadonlyMap<string, readonly string[]>,
): Promise<void> {
  const bench = join(root, "e2e/bench");
  const cache = join(bench, "dist/brotli-bytes.json");
  const dist = join(root, "dist");
  if (!existsSync(join(dist, PAGE_SCRIPTS[0])))
    return say("The product is not built: nothing to weigh; run npm run build first");
  const weighOurs = (names: readonly string[]): Promise<number> =>
    brotliBytes(
      names.map((name) => join(dist, name)),
      cache,
    );
  results.bytes["ours"] = await weighOurs(PAGE_SCRIPTS);
  results.bytes["ours, of that for WebGPU"] = await weighOurs(GPU_SCRIPTS);
  if (options.isQuick) return;
  say("Weighing the peers' downloads (two minutes the first time: brotli at its best level)");
  for (const [name, paths] of loads) {
    if (name.startsWith("ours")) continue;
    const files = paths.filter((path) => !path.startsWith("/models/"));
    results.bytes[name] = await brotliBytes(
      files.map((path) => join(bench, path.startsWith("/page/") ? `dist${path}` : path)),
      cache,
    );
  }
}
