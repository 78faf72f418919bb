import { env, pipeline } from "@huggingface/transformers";
import { serveCalls, timeRuns } from "./serve-calls.ts";

const RUNTIME = new URL(
  /* @vite-ignore */ "/node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.asyncify",
  import.meta.url,
).href;
const workloads = new Map();
let options, extract;

serveCalls({
  /** @param given `{ modelUrl, precision, threads }` */
  async fetch(given) {
    options = given;
    env.allowRemoteModels = false;
    env.allowLocalModels = true;
    env.localModelPath = new URL("..", options.modelUrl).pathname; // with a host it would count as a remote one
    env.useBrowserCache = false;
    env.useWasmCache = false;
    env.backends.onnx.wasm.numThreads = options.threads;
    env.backends.onnx.wasm.wasmPaths = { mjs: `${RUNTIME}.mjs`, wasm: `${RUNTIME}.wasm` };
  },
  /** ms of the whole `pipeline()`, which fetches from the next process by itself. */
  async create() {
    const startMs = performance.now();
    const name = options.modelUrl.split("/").at(-2);
    const dtype = options.precision === "fp32" ? "fp32" : "q8";
    extract = await pipeline("feature-extraction", name, { dtype, device: "wasm" });
    return performance.now() - startMs;
  },
  load(given) {
    for (const workload of given) workloads.set(workload.name, workload.texts);
  },
  time: (timing) => timeRuns(timing, () => run(workloads.get(timing.workload))),
  embed: async (workload) => [...(await run(workloads.get(workload)))],
});

async function run(texts) {
  const { data } = await extract(texts, { pooling: "mean", normalize: true });
  return data;
}
