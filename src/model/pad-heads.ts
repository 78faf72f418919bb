import type { DenseWeights, Matrix } from "./weights.ts";

/** How attention heads lie in the rows of a matrix, and how they should. */
export interface HeadWidths {
  readonly headCount: number;
  /** Rows per head, as trained. */
  readonly width: number;
  /** Rows per head that the kernels want: `width` rounded up to a multiple of 8. */
  readonly paddedWidth: number;
}

/**
 * Widens the heads of a query, key or value layer by outputs that are always 0: [heads · width, inputs] →
 * [heads · paddedWidth, inputs]. Zeros add nothing to a score and are multiplied by the zeros of {@link padHeadInputs}, so
 * that the result stays what it was.
 *
 * @param factor Multiplies all outputs. The kernels divide scores by √paddedWidth, where the model was trained with √width;
 *   for queries the factor makes up for that.
 */
export function padHeadOutputs(
  { weight, bias }: DenseWeights,
  heads: HeadWidths,
  factor: number,
): DenseWeights {
  const rows = heads.headCount * heads.paddedWidth;
  const shape = { rows, columns: weight.columns };
  if ("scale" in weight) {
    const data = spread(weight.data, new Int8Array(rows * weight.columns), weight.columns, heads);
    const scale = spread(weight.scale, new Float32Array(rows), 1, heads).map((value) => value * factor);
    return { weight: { ...shape, data, scale }, bias: padded(bias) };
  }
  const data = spread(weight.data, new Float32Array(rows * weight.columns), weight.columns, heads);
  return { weight: { ...shape, data: data.map((value) => value * factor) }, bias: padded(bias) };

  function padded(values: Float32Array): Float32Array {
    return spread(values, new Float32Array(rows), 1, heads).map((value) => value * factor);
  }
}

/** Gives the layer that reads the heads' outputs a zero for each that was added: [outputs, heads · paddedWidth]. */
export function padHeadInputs({ weight, bias }: DenseWeights, heads: HeadWidths): DenseWeights {
  const { rows, columns: before } = weight;
  const columns = heads.headCount * heads.paddedWidth;
  const widen = <T extends Float32Array | Int8Array>(data: T, target: T): T => {
    for (let row = 0; row < rows; row++) {
      const from = data.subarray(row * before, (row + 1) * before) as T; // a part of a T is a T
      spread(from, target.subarray(row * columns, (row + 1) * columns) as T, 1, heads);
    }
    return target;
  };
  const padded: Matrix =
    "scale" in weight
      ? { rows, columns, data: widen(weight.data, new Int8Array(rows * columns)), scale: weight.scale }
      : { rows, columns, data: widen(weight.data, new Float32Array(rows * columns)) };
  return { weight: padded, bias };
}

/** Copies each head's rows, `rowLength` values long, to where the wider head starts. */
function spread<T extends Float32Array | Int8Array>(
  source: T,
  target: T,
  rowLength: number,
  { headCount, width, paddedWidth }: HeadWidths,
): T {
  for (let head = 0; head < headCount; head++) {
    const rows = source.subarray(head * width * rowLength, (head + 1) * width * rowLength);
    target.set(rows, head * paddedWidth * rowLength);
  }
  return target;
}
