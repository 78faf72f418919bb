import type { RowProjection } from "../base/head-maths.ts";

/** `scores` of HeadMaths, in plain TypeScript. Four rows at a time: four sums that do not wait for each other. */
export function rowScores(features: Float32Array, weights: Float64Array): Float64Array {
  const size = weights.length;
  const scores = new Float64Array(features.length / size);
  const last = scores.length - 1;
  for (let item = 0; item <= last; item += 4) {
    // Past the last row the last one stands in.
    const itemB = Math.min(item + 1, last);
    const itemC = Math.min(item + 2, last);
    const itemD = Math.min(item + 3, last);
    let atA = item * size;
    let atB = itemB * size;
    let atC = itemC * size;
    let atD = itemD * size;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let at = 0; at < size; at++) {
      const weight = weights[at];
      a += features[atA++] * weight;
      b += features[atB++] * weight;
      c += features[atC++] * weight;
      d += features[atD++] * weight;
    }
    scores[item] = a;
    scores[itemB] = b;
    scores[itemC] = c;
    scores[itemD] = d;
  }
  return scores;
}

/** `coordinates` of HeadMaths, in plain TypeScript. */
export function rowCoordinates(features: Float32Array, basis: Float32Array, rank: number): Float64Array {
  return multiply(new Float64Array(features), new Float64Array(basis), rank);
}

/** `project` of HeadMaths, in plain TypeScript. */
export function projectRows(
  vectors: Float32Array,
  { inputSize, outputSize, center, projection, scale }: RowProjection,
): Float32Array {
  const rows = new Float64Array(vectors);
  for (let start = 0; start < rows.length; start += inputSize)
    for (let at = 0; at < inputSize; at++) rows[start + at] -= center[at];
  const sums = multiply(rows, new Float64Array(projection), outputSize);
  const projected = new Float32Array(sums.length);
  for (let start = 0; start < sums.length; start += outputSize)
    for (let at = 0; at < outputSize; at++) projected[start + at] = sums[start + at] / scale[at];
  return projected;
}

/** A B, [n, m], of [n, k] and [k, m], each value one sum from the first k to the last. */
function multiply(left: Float64Array, right: Float64Array, width: number): Float64Array {
  const inner = right.length / width;
  const count = left.length / inner;
  const product = new Float64Array(count * width);
  for (let row = 0; row < count; row++) {
    const rowAt = row * inner;
    const to = row * width;
    let first = 0;
    for (; first + 4 <= width; first += 4) {
      let a = 0;
      let b = 0;
      let c = 0;
      let d = 0;
      for (let k = 0, at = first; k < inner; k++, at += width) {
        const value = left[rowAt + k];
        a += value * right[at];
        b += value * right[at + 1];
        c += value * right[at + 2];
        d += value * right[at + 3];
      }
      product[to + first] = a;
      product[to + first + 1] = b;
      product[to + first + 2] = c;
      product[to + first + 3] = d;
    }
    for (; first < width; first++) {
      let sum = 0;
      for (let k = 0; k < inner; k++) sum += left[rowAt + k] * right[k * width + first];
      product[to + first] = sum;
    }
  }
  return product;
}
