import type { HeadMaths } from "../../base/head-maths.ts";
import { adamwStepsIn } from "./head-adamw.ts";
import { HeadMemory } from "./head-memory.ts";
import { createHeadModule, type HeadModule } from "./head-module.ts";

/**
 * The arithmetic of heads in WebAssembly: to the last bit what plain TypeScript computes.
 *
 * @throws {RankError} `model-failed` if the kernels cannot be compiled; heads then do with plain TypeScript.
 */
export async function createHeadKernels(): Promise<HeadMaths> {
  const module = await createHeadModule();
  const memory = new HeadMemory(module.memory, module.heapBase());
  return {
    scores: (features, weights) => {
      memory.clear();
      const size = weights.length;
      const count = features.length / size;
      const scores = memory.doubles(count);
      module.scores(memory.copyOfFloats(features), memory.copyOf(weights), scores, count, size);
      return memory.read(scores, count);
    },

    coordinates: (features, basis, rank) => {
      memory.clear();
      const inner = basis.length / rank;
      const count = features.length / inner;
      const product = timesMatrix(module, memory, {
        rows: features,
        center: 0,
        matrix: basis,
        inner,
        columns: rank,
      });
      const padded = fours(rank);
      const coordinates = memory.read(product, count * padded);
      return padded === rank ? coordinates : withoutPadding(coordinates, { count, width: rank });
    },

    project: (vectors, { inputSize, outputSize, center, projection, scale }) => {
      memory.clear();
      const count = vectors.length / inputSize;
      const output = memory.bytes(count * outputSize * 4);
      const product = timesMatrix(module, memory, {
        rows: vectors,
        center: memory.copyOfFloats(center),
        matrix: projection,
        inner: inputSize,
        columns: outputSize,
      });
      module.divideColumns(product, memory.copyOfFloats(scale), output, count, outputSize);
      return memory.readFloats(output, count * outputSize);
    },

    posterior: (belief, rows, { gradient, information }) => {
      memory.clear();
      const size = belief.mean.length;
      const count = gradient.length;
      const mean = memory.copyOf(belief.mean);
      const covariance = memory.copyOf(belief.covariance);
      const isFinite = module.posterior(
        mean,
        covariance,
        memory.copyOf(rows),
        memory.copyOf(gradient),
        memory.copyOf(information),
        memory.bytes(module.posteriorBytes(count, size)),
        count,
        size,
      );
      if (isFinite === 0) return null;
      return { mean: memory.read(mean, size), covariance: memory.read(covariance, size * size) };
    },

    adamwSteps: (network, moments, steps) => adamwStepsIn({ module, memory }, network, moments, steps),
  };
}

/** Where the product lies, [fours(n), fours(columns)]. */
function timesMatrix(
  module: HeadModule,
  memory: HeadMemory,
  {
    rows,
    center,
    matrix,
    inner,
    columns,
  }: {
    readonly rows: Float32Array;
    /** A pointer, or 0. */
    readonly center: number;
    readonly matrix: Float32Array;
    readonly inner: number;
    readonly columns: number;
  },
): number {
  const count = rows.length / inner;
  const product = memory.doubles(fours(count) * fours(columns));
  const scratch = memory.bytes(module.timesMatrixBytes(inner, columns));
  module.timesMatrix(
    memory.copyOfFloats(rows),
    center,
    memory.copyOfFloats(matrix),
    product,
    scratch,
    count,
    inner,
    columns,
  );
  return product;
}

function withoutPadding(
  values: Float64Array,
  { count, width }: { readonly count: number; readonly width: number },
): Float64Array {
  const packed = new Float64Array(count * width);
  for (let row = 0; row < count; row++)
    packed.set(values.subarray(row * fours(width), row * fours(width) + width), row * width);
  return packed;
}

/** Tiles are 4 wide. */
function fours(count: number): number {
  return Math.ceil(count / 4) * 4;
}
