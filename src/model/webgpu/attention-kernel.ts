import type { GpuKernel } from "./gpu-kernel.ts";

/**
 * Scaled dot-product attention from packed queries, keys and values → [sequences · steps, hidden]; inputs: `qkv`
 * [sequences · steps, 3 · hidden], `lengths` int32 [sequences], each from 1 to `steps`: keys beyond are left out.
 *
 * One thread per sequence, head and query. Softmax is taken in one pass over the keys, with a running maximum m, sum l
 * and output o that are rescaled whenever a larger score comes:
 *
 *   m' = max(m, s);  c = e^(m − m');  p = e^(s − m');  l = l c + p;  o = o c + p v;  at the end o / l
 *
 * m starts far below any score, never at 0: a row of only very negative scores would become 0 / 0.
 *
 * @see Milakov & Gimelshein 2018, https://arxiv.org/abs/1805.02867
 */
export function attentionKernel(size: {
  readonly sequences: number;
  readonly steps: number;
  /** Of all heads together. */
  readonly hidden: number;
  readonly heads: number;
}): GpuKernel {
  const { sequences, steps, hidden, heads } = size;
  const headSize = hidden / heads;
  const head4 = headSize / 4;
  const hidden4 = hidden / 4;
  return {
    key: `attention ${hidden} ${heads}`,
    inputs: [
      { name: "qkv", components: 4 },
      { name: "lengths", components: 1 },
    ],
    outputLength: sequences * steps * hidden,
    threads: sequences * heads * steps,
    workgroupSize: 32,
    uniforms: { sequences, steps },
    code: `
fn main(index: i32) {
  let query = index % uniforms.steps;
  let head = (index / uniforms.steps) % ${heads};
  let sequence = index / (uniforms.steps * ${heads});
  if (sequence >= uniforms.sequences) { return; }
  let first = sequence * uniforms.steps;
  let q = (first + query) * ${hidden4 * 3} + head * ${head4};
  var scaled: array<vec4<f32>, ${head4}>;
  var o: array<vec4<f32>, ${head4}>;
  for (var d = 0; d < ${head4}; d++) {
    scaled[d] = qkv[q + d] * ${1 / Math.sqrt(headSize)};
    o[d] = vec4<f32>(0.0);
  }
  var m = -1e30;
  var l = 0.0;
  for (var j = 0; j < lengths[sequence]; j++) {
    let key = (first + j) * ${hidden4 * 3} + ${hidden4} + head * ${head4};
    var s = 0.0;
    for (var d = 0; d < ${head4}; d++) { s += dot(scaled[d], qkv[key + d]); }
    let larger = max(m, s);
    let c = exp(m - larger);
    let p = exp(s - larger);
    m = larger;
    l = l * c + p;
    for (var d = 0; d < ${head4}; d++) { o[d] = o[d] * c + p * qkv[key + ${hidden4} + d]; }
  }
  for (var d = 0; d < ${head4}; d++) {
    result[(first + query) * ${hidden4} + head * ${head4} + d] = o[d] / l;
  }
}`,
  };
}
