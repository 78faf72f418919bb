import { serveCalls, timeRuns } from "./serve-calls.ts";

// Its own files, as its package ships them: a bundler would inline or rename what it loads by itself.
const PACKAGE = new URL(/* @vite-ignore */ "/node_modules/onnxruntime-web/dist/", import.meta.url).href;
const workloads = new Map();
let ort, options, session, modelBytes, padId;

serveCalls({
  /** @param given `{ modelUrl, precision, threads, backend }` */
  async fetch(given) {
    options = given;
    const isGpu = options.backend === "webgpu";
    ort = await import(/* @vite-ignore */ `${PACKAGE}ort.${isGpu ? "webgpu" : "wasm"}.min.mjs`);
    const build = `${PACKAGE}ort-wasm-simd-threaded${isGpu ? ".asyncify" : ""}`;
    ort.env.wasm.numThreads = options.threads;
    ort.env.wasm.wasmPaths = { mjs: `${build}.mjs`, wasm: `${build}.wasm` };
    ort.env.wasm.wasmBinary = await (await fetch(`${build}.wasm`)).arrayBuffer();
    await import(/* @vite-ignore */ `${build}.mjs`);
    const name = options.precision === "fp32" ? "model" : "model_quantized";
    modelBytes = new Uint8Array(await (await fetch(`${options.modelUrl}onnx/${name}.onnx`)).arrayBuffer());
    const config = await (await fetch(`${options.modelUrl}config.json`)).json();
    padId = BigInt(config.pad_token_id ?? 0);
  },
  /** ms from bytes to a session that can run, the runtime's start included. */
  async create() {
    const startMs = performance.now();
    session = await ort.InferenceSession.create(modelBytes, { executionProviders: [options.backend] });
    return performance.now() - startMs;
  },
  load(given) {
    for (const workload of given) workloads.set(workload.name, workload.ids);
  },
  time: (timing) => timeRuns(timing, () => run(workloads.get(timing.workload))),
  embed: async (workload) => [...(await run(workloads.get(workload)))],
});

/** Pads to the longest text of the batch, as its users do. */
async function run(sequences) {
  const rows = sequences.length;
  const columns = Math.max(...sequences.map(({ length }) => length));
  const ids = new BigInt64Array(rows * columns).fill(padId);
  const mask = new BigInt64Array(rows * columns);
  sequences.forEach((sequence, row) =>
    sequence.forEach((id, column) => {
      ids[row * columns + column] = BigInt(id);
      mask[row * columns + column] = 1n;
    }),
  );
  const inputs = {
    input_ids: new ort.Tensor("int64", ids, [rows, columns]),
    attention_mask: new ort.Tensor("int64", mask, [rows, columns]),
  };
  const { sentence_embedding: pooled } = await session.run(inputs, ["sentence_embedding"]);
  const values = await pooled.getData();
  pooled.dispose();
  return values;
}
