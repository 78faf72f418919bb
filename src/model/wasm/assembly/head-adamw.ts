import { fours, packRows, widen } from "./head-panels";
import { multiplyPanels } from "./head-tile";

const COLUMNS_PER_BLOCK: i32 = 64;

/**
 * AdamW on a network of two layers, see src/base/head-maths.ts; d features, h hidden units, p parameters. One step is
 * `maskRows`, `forward`, the host's slopes, `backward` and `move`, over float64 arrays that the host lays out:
 *
 *   parameters, first and second moment, gradient   [p], with room for one more
 *   start       [h, d]
 *   weights     [fours(h + 1) / 4][d][4], panels of W, the start included, and z as the last row; made by packWeights
 *   rows        [n, d], `rowStride` bytes apart; rowPanels [fours(n) / 4][d][4]
 *   sums        [fours(h + 1), fours(n)]: W φ + b, and z · φ
 *   active      [h + 1][n]: an offset in bytes into `rows` and a factor for each, 16 bytes
 *   counts      int32 [h + 1]
 */

/** Panels of the rows of W, of which `start` is a part, and of z. `wide` is room for four rows. */
export function packWeights(
  parameters: usize,
  start: usize,
  weights: usize,
  wide: usize,
  d: i32,
  h: i32,
): void {
  const rowBytes = (<usize>d) << 3;
  const inner = parameters + ((<usize>(d + h)) << 3);
  for (let unit = 0; unit <= h; unit += 4) {
    const present = min(4, h + 1 - unit);
    for (let row = 0; row < present; row++) {
      const to = wide + <usize>row * rowBytes;
      const from = <usize>(unit + row) * rowBytes;
      if (unit + row == h) memory.copy(to, parameters, rowBytes);
      else addInto(to, start + from, inner + from, d);
    }
    packRows(wide, rowBytes, weights + <usize>unit * rowBytes, present, d);
  }
}

function addInto(target: usize, a: usize, b: usize, count: i32): void {
  let left = count;
  for (; left >= 2; left -= 2, target += 16, a += 16, b += 16)
    v128.store(target, f64x2.add(v128.load(a), v128.load(b)));
  if (left > 0) store<f64>(target, load<f64>(a) + load<f64>(b));
}

/**
 * Bytes from one row to the next in `rows`: an odd number of cache lines, as rows that are a power of two apart would all want
 * the same few places of the first-level cache.
 */
export function rowStride(d: i32): i32 {
  return (((d << 3) + 63) & ~63) | 64;
}

/** rows = the features, each multiplied with its mask if there is one. */
export function maskRows(features: usize, mask: usize, rows: usize, n: i32, d: i32): void {
  const end = (<usize>d) << 3;
  for (let row = 0; row < n; row++, features += end >> 1, rows += rowStride(d)) {
    widen(features, rows, d);
    if (!mask) continue;
    let at: usize = 0;
    for (; at + 16 <= end; at += 16)
      v128.store(rows + at, f64x2.mul(v128.load(rows + at), v128.load(mask + at)));
    if (at < end) store<f64>(rows + at, load<f64>(rows + at) * load<f64>(mask + at));
  }
}

/** scores[fours(n)] = z · φ + v · relu(W φ + b). */
export function forward(
  parameters: usize,
  weights: usize,
  rows: usize,
  rowPanels: usize,
  sums: usize,
  scores: usize,
  n: i32,
  d: i32,
  h: i32,
): void {
  const stride = (<usize>fours(n)) << 3;
  packRows(rows, rowStride(d), rowPanels, n, d);
  multiplyPanels(weights, rowPanels, d, sums, stride, h + 1, n);
  memory.copy(scores, sums + <usize>h * stride, stride);
  const outer = parameters + ((<usize>d) << 3);
  const biases = outer + ((<usize>(h + h * d)) << 3);
  const zero = f64x2.splat(0);
  for (let unit: usize = 0; unit < (<usize>h) << 3; unit += 8, sums += stride) {
    const v = v128.load64_splat(outer + unit);
    const bias = v128.load64_splat(biases + unit);
    for (let at: usize = 0; at < stride; at += 16) {
      const sum = f64x2.add(v128.load(sums + at), bias);
      v128.store(sums + at, sum);
      v128.store(scores + at, f64x2.add(v128.load(scores + at), f64x2.mul(v, f64x2.max(zero, sum))));
    }
  }
}

/** The gradient [p] of what has these slopes [n] with respect to the scores; rows that a unit is dead on cost nothing. */
export function backward(
  parameters: usize,
  rows: usize,
  sums: usize,
  slopes: usize,
  active: usize,
  counts: usize,
  gradient: usize,
  n: i32,
  d: i32,
  h: i32,
): void {
  const listBytes = (<usize>n) << 4;
  const rowBytes = (<usize>d) << 3;
  const outer = parameters + rowBytes;
  const outerSlopes = gradient + rowBytes;
  const innerSlopes = outerSlopes + ((<usize>h) << 3);
  const biasSlopes = innerSlopes + <usize>h * rowBytes;
  for (let unit = 0; unit <= h; unit++) {
    const unitBytes = (<usize>unit) << 3;
    const v = unit < h ? load<f64>(outer + unitBytes) : 1;
    let place = active + <usize>unit * listBytes;
    const first = place;
    let outerSlope: f64 = 0;
    let biasSlope: f64 = 0;
    for (let row = 0; row < n; row++) {
      const sum = load<f64>(sums + ((<usize>row) << 3));
      const slope = load<f64>(slopes + ((<usize>row) << 3));
      if (unit < h && sum <= 0) continue;
      const factor = slope * v;
      outerSlope += slope * sum;
      biasSlope += factor;
      if (factor == 0) continue;
      store<usize>(place, <usize>row * rowStride(d));
      store<f64>(place, factor, 8);
      place += 16;
    }
    store<i32>(counts + ((<usize>unit) << 2), <i32>((place - first) >> 4));
    sums += (<usize>fours(n)) << 3;
    if (unit == h) break;
    store<f64>(outerSlopes + unitBytes, outerSlope);
    store<f64>(biasSlopes + unitBytes, biasSlope);
  }
  // A part of the features at a time, so that theirs of all rows stay in the first-level cache while the units go by.
  for (let column = 0; column < d; column += COLUMNS_PER_BLOCK) {
    const offset = (<usize>column) << 3;
    const width = min(COLUMNS_PER_BLOCK, d - column);
    for (let unit = 0; unit <= h; unit++) {
      const to = unit < h ? innerSlopes + <usize>unit * rowBytes : gradient;
      const list = active + <usize>unit * listBytes;
      addList(list, load<i32>(counts + ((<usize>unit) << 2)), rows + offset, to + offset, width);
    }
  }
}

/** to[width] = Σ factor · row over a list. */
function addList(list: usize, count: i32, rows: usize, to: usize, width: i32): void {
  let left = width;
  for (; left >= 8; left -= 8, rows += 64, to += 64) addEight(list, count, rows, to);
  for (; left > 0; left--, rows += 8, to += 8) addOne(list, count, rows, to);
}

/** to[8] = Σ factor · row over a list. Eight accumulators would spill: a third slower. */
function addEight(list: usize, count: i32, rows: usize, to: usize): void {
  let a = f64x2.splat(0);
  let b = a;
  let c = a;
  let d = a;
  for (const end = list + ((<usize>count) << 4); list < end; list += 16) {
    const row = rows + load<usize>(list);
    const factor = v128.load64_splat(list, 8);
    a = f64x2.add(a, f64x2.mul(factor, v128.load(row)));
    b = f64x2.add(b, f64x2.mul(factor, v128.load(row, 16)));
    c = f64x2.add(c, f64x2.mul(factor, v128.load(row, 32)));
    d = f64x2.add(d, f64x2.mul(factor, v128.load(row, 48)));
  }
  v128.store(to, a);
  v128.store(to, b, 16);
  v128.store(to, c, 32);
  v128.store(to, d, 48);
}

function addOne(list: usize, count: i32, rows: usize, to: usize): void {
  let sum: f64 = 0;
  for (const end = list + ((<usize>count) << 4); list < end; list += 16)
    sum += load<f64>(list, 8) * load<f64>(rows + load<usize>(list));
  store<f64>(to, sum);
}

/** The step itself, in place; reads and writes one value past the p-th if p is odd. */
export function move(
  parameters: usize,
  firstMoment: usize,
  secondMoment: usize,
  gradient: usize,
  p: i32,
  maxGradientNorm: f64,
  rate: f64,
  weightDecay: f64,
  firstDecay: f64,
  secondDecay: f64,
  firstScale: f64,
  secondScale: f64,
  epsilon: f64,
): void {
  const excess = maxGradientNorm < Infinity ? lengthOf(gradient, p) / maxGradientNorm : 0;
  const cut = f64x2.splat(excess > 1 ? 1 / excess : 1);
  const kept1 = f64x2.splat(firstDecay);
  const rest1 = f64x2.splat(1 - firstDecay);
  const kept2 = f64x2.splat(secondDecay);
  const rest2 = f64x2.splat(1 - secondDecay);
  const scale1 = f64x2.splat(firstScale);
  const scale2 = f64x2.splat(secondScale);
  const least = f64x2.splat(epsilon);
  const rates = f64x2.splat(rate);
  const decay = f64x2.splat(weightDecay);
  for (let at: usize = 0; at < (<usize>p) << 3; at += 16) {
    const slope = f64x2.mul(v128.load(gradient + at), cut);
    const first = f64x2.add(f64x2.mul(kept1, v128.load(firstMoment + at)), f64x2.mul(rest1, slope));
    const second = f64x2.add(
      f64x2.mul(kept2, v128.load(secondMoment + at)),
      f64x2.mul(rest2, f64x2.mul(slope, slope)),
    );
    v128.store(firstMoment + at, first);
    v128.store(secondMoment + at, second);
    const direction = f64x2.div(
      f64x2.mul(first, scale1),
      f64x2.add(f64x2.sqrt(f64x2.mul(second, scale2)), least),
    );
    const value = v128.load(parameters + at);
    v128.store(
      parameters + at,
      f64x2.sub(value, f64x2.mul(rates, f64x2.add(direction, f64x2.mul(decay, value)))),
    );
  }
}

/** In four sums, as in src/learning/adamw-steps.ts. */
function lengthOf(vector: usize, count: i32): f64 {
  let a = f64x2.splat(0);
  let b = a;
  let left = count;
  for (; left >= 4; left -= 4, vector += 32) {
    const low = v128.load(vector);
    const high = v128.load(vector, 16);
    a = f64x2.add(a, f64x2.mul(low, low));
    b = f64x2.add(b, f64x2.mul(high, high));
  }
  let s0 = f64x2.extract_lane(a, 0);
  let s1 = f64x2.extract_lane(a, 1);
  let s2 = f64x2.extract_lane(b, 0);
  if (left > 0) s0 += load<f64>(vector) * load<f64>(vector);
  if (left > 1) s1 += load<f64>(vector, 8) * load<f64>(vector, 8);
  if (left > 2) s2 += load<f64>(vector, 16) * load<f64>(vector, 16);
  return sqrt(s0 + s1 + (s2 + f64x2.extract_lane(b, 1)));
}
