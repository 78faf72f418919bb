import type { BackendTimes } from "../../base/backend-times.ts";
import { pageMs } from "../page-ms.ts";
import { denseKernel } from "./dense-kernel.ts";
import type { MatmulDesign } from "./dense-kernel.ts";
import type { GpuRunner } from "./gpu-runner.ts";
import { layerNormKernel } from "./layer-norm-kernel.ts";
import type { GpuDense, GpuLayer } from "./upload-weights.ts";

/** Whether a LayerNorm ends the multiplication before it, or is a kernel of its own. */
export type NormDesign = "fused" | "apart";

/** How this GPU is to compute, and why. Plain data: it may be stored and given to the next start. */
export interface GpuDesign {
  readonly matmul: MatmulDesign;
  readonly norm: NormDesign;
  /**
   * What one layer's feed-forward multiplication took, the widening one and the one with a LayerNorm after it; null where that was
   * not measured, or not in time. A query stands for few rows, a batch for many.
   */
  readonly timingsMs: Readonly<Record<MatmulDesign | NormDesign, BackendTimes>> | null;
}

/** A CPU that acts as a GPU is slow at barriers, and at compiling what has any. */
export const SOFTWARE_DESIGN: GpuDesign = { matmul: "register", norm: "apart", timingsMs: null };
/** Saves two dispatches per layer; not measured yet. */
const UNMEASURED_DESIGN: GpuDesign = { matmul: "register", norm: "fused", timingsMs: null };

const CANDIDATES = ["register", "shared", "fused", "apart"] as const;
const ROUNDS = 4;
/** One alone is over before a browser's clock has moved. */
const REPEATS = 8;
/** What two measurements of the same may differ by. */
const NOISE = 0.05;

/**
 * Runs the kernels that there are two designs of on this GPU, in turn, and takes the better ones: tiles in registers or in
 * shared memory, LayerNorm at the end of a multiplication or apart. Neither is better everywhere.
 *
 * @param options `rows` are few and many. It stops once `budgetMs` are over: some ms later, or as long as one kernel takes eight
 *   times. `clockMs` is monotonic, with parts of a millisecond.
 * @throws {RankError} `webgpu-unavailable` if the GPU is lost or refuses a kernel.
 */
export async function chooseDesign(
  gpu: GpuRunner,
  { intermediate, output, outputNorm }: GpuLayer,
  options: {
    readonly rows: { readonly few: number; readonly many: number };
    readonly budgetMs: number;
    readonly clockMs: () => number;
  },
): Promise<GpuDesign> {
  const { rows, budgetMs, clockMs } = options;
  // Never all 0, which some GPUs multiply at less power.
  const x = gpu.upload(new Float32Array(rows.many * intermediate.inputs).fill(0.5), [
    rows.many * intermediate.inputs,
  ]);
  const inner = gpu.allocate(rows.many * intermediate.outputs);
  const sum = gpu.allocate(rows.many * output.outputs);
  const result = gpu.allocate(rows.many * output.outputs);
  const dense = (count: number, layer: GpuDense, matmul: MatmulDesign, normEpsilon: number | null = null) =>
    denseKernel({ ...layer, rows: count, activation: null, hasResidual: false, normEpsilon }, matmul);
  const run = (candidate: (typeof CANDIDATES)[number], count: number): void => {
    if (candidate === "register" || candidate === "shared") {
      gpu.run(dense(count, intermediate, candidate), [x, intermediate.weights, intermediate.columns], inner);
    } else if (candidate === "fused") {
      gpu.run(dense(count, output, "register", 1e-12), [inner, output.weights, output.columns], result);
    } else {
      const norm = layerNormKernel({ rows: count, size: output.outputs, epsilon: 1e-12 });
      gpu.run(dense(count, output, "register"), [inner, output.weights, output.columns], sum);
      gpu.run(norm, [sum, outputNorm.weight, outputNorm.bias], result);
    }
  };
  const cases = [rows.few, rows.many].flatMap((count) =>
    CANDIDATES.map((candidate) => ({ candidate, count })),
  );
  const leastMs = cases.map(() => Infinity);
  try {
    await gpu.compile(() => cases.forEach(({ candidate, count }) => run(candidate, count)));
    const endMs = clockMs() + budgetMs;
    for (let round = 0; round < ROUNDS; round++) {
      for (const [i, { candidate, count }] of cases.entries()) {
        const startMs = clockMs();
        if (startMs > endMs) break;
        for (let repeat = 0; repeat < REPEATS; repeat++) run(candidate, count);
        await gpu.finish();
        leastMs[i] = Math.min(leastMs[i], (clockMs() - startMs) / REPEATS);
      }
    }
  } finally {
    gpu.free(x, inner, sum, result);
  }
  if (leastMs.includes(Infinity)) return UNMEASURED_DESIGN;
  const times = (i: number): BackendTimes => ({
    queryMs: leastMs[i],
    batchMs: leastMs[i + CANDIDATES.length],
  });
  const timingsMs = { register: times(0), shared: times(1), fused: times(2), apart: times(3) };
  return {
    matmul: isBetter(timingsMs.shared, timingsMs.register) ? "shared" : "register",
    norm: isBetter(timingsMs.apart, timingsMs.fused) ? "apart" : "fused",
    timingsMs,
  };
}

/** By more than noise. */
function isBetter(times: BackendTimes, than: BackendTimes): boolean {
  return pageMs(times) < pageMs(than) * (1 - NOISE);
}
