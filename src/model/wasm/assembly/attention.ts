import { multiplyStrided } from "./matrix-multiply";
import { exp4, sumLanes } from "./vector-maths";

/**
 * Scaled dot-product attention of every head within each sequence, straight from packed queries, keys and values:
 *
 *   output_h = softmax(Q_h K_hᵀ / √headSize) V_h
 *
 *   one row of qkv:  | q of head 0 | q of head 1 | … | k of head 0 | … | v of head 0 | … |
 *                    '------------ hidden -----------'----- hidden ----'---- hidden -----'
 *
 * @param qkv     [rows, 3 · hidden], hidden = heads · headSize
 * @param offsets int32 [sequences + 1]
 * @param output  [rows, hidden]
 * @param scratch floats: headSize · P + P · P, where P is the longest sequence rounded up to 8
 * @param headSize a multiple of 8
 */
export function attention(
  qkv: usize,
  offsets: usize,
  output: usize,
  scratch: usize,
  sequences: i32,
  heads: i32,
  headSize: i32,
): void {
  const hiddenBytes = (<usize>(heads * headSize)) << 2;
  const rowBytes = hiddenBytes * 3;
  for (let sequence = 0; sequence < sequences; sequence++) {
    const start = load<i32>(offsets + ((<usize>sequence) << 2));
    const length = load<i32>(offsets + ((<usize>sequence) << 2), 4) - start;
    if (length == 0) continue;
    const padded = (length + 7) & ~7;
    const scoreBytes = (<usize>padded) << 2;
    const scores = scratch + <usize>headSize * scoreBytes;
    for (let head = 0; head < heads; head++) {
      const headBytes = (<usize>(head * headSize)) << 2;
      const queries = qkv + <usize>start * rowBytes + headBytes;
      transposeKeys(queries + hiddenBytes, rowBytes, scratch, length, padded, headSize);
      multiplyStrided(queries, rowBytes, scratch, scoreBytes, scores, scoreBytes, length, headSize, padded);
      for (let row = 0; row < length; row++) softmax(scores + <usize>row * scoreBytes, length, padded);
      multiplyStrided(
        scores,
        scoreBytes,
        queries + hiddenBytes * 2,
        rowBytes,
        output + <usize>start * hiddenBytes + headBytes,
        hiddenBytes,
        length,
        length,
        headSize,
      );
    }
  }
}

/** Keys [length, headSize] → [headSize, padded], divided by √headSize; what the tail columns hold is never looked at. */
function transposeKeys(
  keys: usize,
  rowBytes: usize,
  transposed: usize,
  length: i32,
  padded: i32,
  headSize: i32,
): void {
  const scale = f32x4.splat(1 / sqrt<f32>(<f32>headSize));
  const targetBytes = (<usize>padded) << 2;
  for (let j = 0; j < length; j += 4) {
    // Behind the last key it stands in again.
    const key0 = keys + <usize>j * rowBytes;
    const key1 = keys + <usize>min(j + 1, length - 1) * rowBytes;
    const key2 = keys + <usize>min(j + 2, length - 1) * rowBytes;
    const key3 = keys + <usize>min(j + 3, length - 1) * rowBytes;
    let target = transposed + ((<usize>j) << 2);
    for (let d: usize = 0; d < (<usize>headSize) << 2; d += 16) {
      const a = f32x4.mul(v128.load(key0 + d), scale);
      const b = f32x4.mul(v128.load(key1 + d), scale);
      const c = f32x4.mul(v128.load(key2 + d), scale);
      const e = f32x4.mul(v128.load(key3 + d), scale);
      const ab01 = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
      const ab23 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
      const ce01 = v128.shuffle<f32>(c, e, 0, 4, 1, 5);
      const ce23 = v128.shuffle<f32>(c, e, 2, 6, 3, 7);
      v128.store(target, v128.shuffle<f64>(ab01, ce01, 0, 2));
      target += targetBytes;
      v128.store(target, v128.shuffle<f64>(ab01, ce01, 1, 3));
      target += targetBytes;
      v128.store(target, v128.shuffle<f64>(ab23, ce23, 0, 2));
      target += targetBytes;
      v128.store(target, v128.shuffle<f64>(ab23, ce23, 1, 3));
      target += targetBytes;
    }
  }
}

/** Softmax over the first `length` values of one row, in place; the tail up to `padded` weighs nothing. */
function softmax(row: usize, length: i32, padded: i32): void {
  const end = row + ((<usize>padded) << 2);
  for (let j = length; j < padded; j++) store<f32>(row + ((<usize>j) << 2), -1e30);
  // The maximum starts from a value of the row, never from 0: a row of only very negative scores would become 0 / 0.
  let largest4 = v128.load(row);
  for (let p = row + 16; p < end; p += 16) largest4 = f32x4.pmax(largest4, v128.load(p));
  const largest = max(
    max(f32x4.extract_lane(largest4, 0), f32x4.extract_lane(largest4, 1)),
    max(f32x4.extract_lane(largest4, 2), f32x4.extract_lane(largest4, 3)),
  );
  const shift = f32x4.splat(largest);
  let sum4 = f32x4.splat(0);
  for (let p = row; p < end; p += 16) {
    const weight = exp4(f32x4.sub(v128.load(p), shift));
    sum4 = f32x4.add(sum4, weight);
    v128.store(p, weight);
  }
  const scale = f32x4.splat(1 / sumLanes(sum4));
  for (let p = row; p < end; p += 16) v128.store(p, f32x4.mul(v128.load(p), scale));
}
