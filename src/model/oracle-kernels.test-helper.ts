import * as tf from "@tensorflow/tfjs";
import type { Activation } from "./config.ts";
import type { TokenBatch } from "./forward-pass.ts";
import type { DenseOptions, EmbedTables, KernelSet } from "./kernel-set.test-helper.ts";
import type { DenseWeights, LayerNormWeights, Matrix } from "./weights.ts";

const ACTIVATIONS: Readonly<Record<Activation, (x: tf.Tensor) => tf.Tensor>> = {
  gelu: (x) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.div(x, Math.SQRT2)), 1)),
  "gelu-tanh": (x) => {
    const inner = tf.mul(tf.add(x, tf.mul(0.044715, tf.pow(x, 3))), Math.sqrt(2 / Math.PI));
    return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(inner), 1));
  },
  relu: (x) => tf.relu(x),
};

/**
 * The reference: every step written with stock tfjs operations on the cpu backend, as the formulas stand in the paper.
 * Slow and plain on purpose; none of our kernels, packings or tricks takes part.
 */
export async function createOracleKernels(): Promise<KernelSet> {
  await tf.setBackend("cpu");
  return { embed, dense, layerNorm, attention, meanPool };
}

function embed(batch: TokenBatch, { words, positions, norm, epsilon }: EmbedTables): Promise<Float32Array> {
  return valuesOf(() => {
    const hidden = words.columns;
    const table = matrix(words);
    const places = tf.tensor2d(positions, [positions.length / hidden, hidden]);
    const rows = batch.map((ids) =>
      tf.add(tf.gather(table, tf.tensor1d(ids, "int32")), tf.slice(places, [0, 0], [ids.length, hidden])),
    );
    return normalise(tf.concat([tf.zeros([0, hidden]), ...rows], 0), norm, epsilon);
  });
}

function dense(
  input: Float32Array,
  layer: DenseWeights,
  { residual, activation }: DenseOptions,
): Promise<Float32Array> {
  return valuesOf(() => {
    const { rows: outputs, columns: inputs } = layer.weight;
    const rows = input.length / inputs;
    const product = tf.matMul(tf.tensor2d(input, [rows, inputs]), matrix(layer.weight), false, true);
    const sum = tf.add(product, tf.tensor1d(layer.bias));
    const activated = activation === null ? sum : ACTIVATIONS[activation](sum);
    return residual === null ? activated : tf.add(activated, tf.tensor2d(residual, [rows, outputs]));
  });
}

function layerNorm(input: Float32Array, norm: LayerNormWeights, epsilon: number): Promise<Float32Array> {
  const hidden = norm.weight.length;
  return valuesOf(() => normalise(tf.tensor2d(input, [input.length / hidden, hidden]), norm, epsilon));
}

function attention(
  qkv: Float32Array,
  lengths: readonly number[],
  { hidden, heads }: { hidden: number; heads: number },
): Promise<Float32Array> {
  return valuesOf(() => {
    const headSize = hidden / heads;
    const all = tf.tensor2d(qkv, [qkv.length / (3 * hidden), 3 * hidden]);
    const part = (start: number, length: number, which: number) =>
      tf.transpose(
        tf.reshape(tf.slice(all, [start, which * hidden], [length, hidden]), [length, heads, headSize]),
        [1, 0, 2],
      ); // [heads, length, headSize]
    let start = 0;
    const outputs = lengths.map((length) => {
      const [query, key, value] = [part(start, length, 0), part(start, length, 1), part(start, length, 2)];
      start += length;
      const scores = tf.div(tf.matMul(query, key, false, true), Math.sqrt(headSize));
      const attended = tf.matMul(tf.softmax(scores), value); // [heads, length, headSize]
      return tf.reshape(tf.transpose(attended, [1, 0, 2]), [length, hidden]);
    });
    return tf.concat([tf.zeros([0, hidden]), ...outputs], 0);
  });
}

function meanPool(input: Float32Array, lengths: readonly number[], hidden: number): Promise<Float32Array> {
  return valuesOf(() => {
    const all = tf.tensor2d(input, [input.length / hidden, hidden]);
    let start = 0;
    const means = lengths.map((length) => {
      const mean = tf.mean(tf.slice(all, [start, 0], [length, hidden]), 0, true);
      start += length;
      return mean;
    });
    return tf.concat([tf.zeros([0, hidden]), ...means], 0);
  });
}

function normalise(rows: tf.Tensor, { weight, bias }: LayerNormWeights, epsilon: number): tf.Tensor {
  const mean = tf.mean(rows, 1, true);
  const centred = tf.sub(rows, mean);
  const variance = tf.mean(tf.square(centred), 1, true);
  return tf.add(
    tf.mul(tf.div(centred, tf.sqrt(tf.add(variance, epsilon))), tf.tensor1d(weight)),
    tf.tensor1d(bias),
  );
}

function matrix(stored: Matrix): tf.Tensor2D {
  const { rows, columns } = stored;
  const values = tf.tensor2d(Float32Array.from(stored.data), [rows, columns]);
  return "scale" in stored ? tf.mul(values, tf.tensor2d(stored.scale, [rows, 1])) : values;
}

async function valuesOf(compute: () => tf.Tensor): Promise<Float32Array> {
  const result = tf.tidy(compute);
  const values = await result.data<"float32">();
  result.dispose();
  return values;
}
