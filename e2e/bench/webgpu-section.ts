import { ONNX_RUNTIME_WEBGPU, OURS_WEBGPU } from "./engines.ts";
import { race } from "./race.ts";
import { findRow, ratioOf } from "./results.ts";
import type { SectionContext } from "./section.ts";
import { cosineDistances } from "./statistics.ts";
import { fullWorkload } from "./workloads.ts";

/** A program in the GPU's place takes seconds for a small model, and minutes for more. */
const SOFTWARE_RUNS = 5;
const MAX_DISTANCE = 1e-3;
export const GPU_QUERY = "webgpu 1x16";
export const GPU_BATCH = "webgpu 8x32";

/** The smallest model on WebGPU. On a software adapter the ratio says nothing about real GPUs. */
export async function webgpuSection({
  host,
  results,
  options,
  models,
  root,
  say,
}: SectionContext): Promise<void> {
  if (results.env["adapter"] === "none") return say("No WebGPU adapter here: nothing to time");
  const { tokenizer, config } = models.get("shelf-tiny")!;
  const workloads = [
    fullWorkload(GPU_QUERY, { sequences: 1, tokens: 16, root, tokenizer }),
    fullWorkload(GPU_BATCH, { sequences: 8, tokens: 32, root, tokenizer }),
  ];
  const engines = options.withPeers ? [OURS_WEBGPU, ONNX_RUNTIME_WEBGPU] : [OURS_WEBGPU];
  results.rows.push(
    ...(await race(host, {
      model: "shelf-tiny",
      workloads,
      engines,
      runs: Math.min(options.runs, options.isQuick ? 1 : SOFTWARE_RUNS),
      title: "Encoding on WebGPU",
      say,
      onOpen: async () => {
        results.figures["dispatches per forward"] = await host.call<number>(
          OURS_WEBGPU,
          "dispatches",
          GPU_QUERY,
        );
        results.figures["dispatches per forward/layers"] = config.layerCount;
        for (const engine of engines.slice(1)) {
          const ours = await host.call<number[]>(OURS_WEBGPU, "embed", GPU_QUERY);
          const theirs = await host.call<number[]>(engine, "embed", GPU_QUERY);
          const [distance] = cosineDistances(ours, theirs, config.hiddenSize);
          if (!(distance <= MAX_DISTANCE))
            throw new Error(
              `Cannot compare speeds on WebGPU because the embeddings differ: expected a cosine distance of at most ${MAX_DISTANCE}, got ${distance}`,
            );
        }
      },
    })),
  );
  for (const { name } of workloads) {
    const own = findRow(results, name, OURS_WEBGPU.name, "fp32");
    const peer = findRow(results, name, ONNX_RUNTIME_WEBGPU.name, "fp32");
    if (own !== undefined && peer !== undefined)
      results.ratios[`${name}/fp32/${ONNX_RUNTIME_WEBGPU.name}`] = ratioOf(own, peer);
  }
}
