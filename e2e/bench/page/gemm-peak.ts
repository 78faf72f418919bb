import { Arena } from "../../../src/model/wasm/arena.ts";
import { placeFloatDense } from "../../../src/model/wasm/float-dense.ts";
import { bestBuild, createKernels } from "../../../src/model/wasm/kernel-module.ts";

/** Sizes of the query, key and value projection of shelf-mini for 16 full titles. */
const [ROWS, INNER, COLUMNS] = [512, 256, 768];
const RUNS = 60;

/** The most that the float32 matrix kernel reaches by itself here, in GFLOP/s: the best of many short runs. */
export async function gemmPeak(): Promise<number> {
  const kernels = await createKernels(bestBuild());
  const arena = new Arena(kernels.memory, kernels.heapBase());
  const values = (count: number): Float32Array<ArrayBuffer> =>
    Float32Array.from({ length: count }, (_, at) => Math.sin(at));
  const weight = { rows: COLUMNS, columns: INNER, data: values(COLUMNS * INNER) };
  const dense = placeFloatDense(kernels, arena, { weight, bias: values(COLUMNS) });
  const run = {
    input: arena.copyOf(values(ROWS * INNER)),
    output: arena.words(ROWS * COLUMNS),
    scratch: arena.bytes(dense.scratchBytes),
    rows: ROWS,
    activation: null,
    residual: 0,
  };
  let leastMs = Infinity;
  for (let at = 0; at < RUNS; at++) {
    const startMs = performance.now();
    dense.run(run);
    dense.run(run);
    leastMs = Math.min(leastMs, (performance.now() - startMs) / 2);
  }
  return (2 * ROWS * INNER * COLUMNS) / leastMs / 1e6;
}
