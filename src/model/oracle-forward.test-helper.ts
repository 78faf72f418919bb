import type { EncoderConfig } from "./config.ts";
import type { ForwardPass } from "./forward-pass.ts";
import { createOracleKernels } from "./oracle-kernels.test-helper.ts";
import type { DenseWeights, EncoderWeights } from "./weights.ts";

/** The whole forward pass by stock tfjs operations on the cpu backend; see oracle-kernels.test-helper.ts. */
export async function createOracleForward(
  config: EncoderConfig,
  weights: EncoderWeights,
): Promise<ForwardPass["run"]> {
  const kernels = await createOracleKernels();
  const { headCount: heads, attentionSize, layerNormEpsilon: epsilon } = config;
  const { hiddenSize: hidden, activation, pooling } = config;
  return async (batch) => {
    const lengths = batch.map((sequence) => sequence.length);
    const { words, positions, embeddingNorm } = weights;
    let x = await kernels.embed(batch, { words, positions, norm: embeddingNorm, epsilon });
    const plain = (input: Float32Array, layer: DenseWeights, residual: Float32Array | null) =>
      kernels.dense(input, layer, { residual, activation: null });
    for (const layer of weights.layers) {
      const query = await plain(x, layer.query, null);
      const key = await plain(x, layer.key, null);
      const value = await plain(x, layer.value, null);
      const attended = await kernels.attention(packColumns([query, key, value], attentionSize), lengths, {
        hidden: attentionSize,
        heads,
      });
      x = await kernels.layerNorm(
        await plain(attended, layer.attentionOutput, x),
        layer.attentionNorm,
        epsilon,
      );
      const inner = await kernels.dense(x, layer.intermediate, { residual: null, activation });
      x = await kernels.layerNorm(await plain(inner, layer.output, x), layer.outputNorm, epsilon);
    }
    if (pooling === "mean") return Float32Array.from(await kernels.meanPool(x, lengths, hidden));
    let start = 0;
    return Float32Array.from(
      lengths.flatMap((length) => {
        const first = x.subarray(start * hidden, (start + 1) * hidden);
        start += length;
        return [...first];
      }),
    );
  };
}

/** Matrices of one width side by side. */
function packColumns(parts: readonly Float32Array[], width: number): Float32Array {
  const rows = parts[0].length / width;
  const packed = new Float32Array(rows * width * parts.length);
  for (let row = 0; row < rows; row++) {
    parts.forEach((part, i) =>
      packed.set(part.subarray(row * width, (row + 1) * width), (row * parts.length + i) * width),
    );
  }
  return packed;
}
