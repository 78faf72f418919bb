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
  const { hiddenSize: hidden, headCount: heads, layerNormEpsilon: epsilon } = config;
  return async (batch) => {
    const lengths = batch.map((sequence) => sequence.length);
    const { words, positions, embeddingNorm } = weights;
    let x = await kernels.embed(batch, { words, positions, norm: embeddingNorm, epsilon });
    const plain = (input: Float32Array, layer: DenseWeights, residual: Float32Array | null) =>
      kernels.dense(input, layer, { residual, hasGelu: false });
    for (const layer of weights.layers) {
      const query = await plain(x, layer.query, null);
      const key = await plain(x, layer.key, null);
      const value = await plain(x, layer.value, null);
      const attended = await kernels.attention(packColumns([query, key, value], hidden), lengths, {
        hidden,
        heads,
      });
      x = await kernels.layerNorm(
        await plain(attended, layer.attentionOutput, x),
        layer.attentionNorm,
        epsilon,
      );
      const inner = await kernels.dense(x, layer.intermediate, { residual: null, hasGelu: true });
      x = await kernels.layerNorm(await plain(inner, layer.output, x), layer.outputNorm, epsilon);
    }
    return Float32Array.from(await kernels.meanPool(x, lengths, hidden));
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
