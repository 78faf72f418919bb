import { ImportError } from "./import-error.ts";
import type { OpenFile } from "./open-file.ts";

/** How numbers are written; others than these are never needed. */
export type NumberFormat = "F32" | "F16" | "BF16" | "F64" | "I8";

/** Where a tensor's values lie in a file. */
export interface StoredTensor {
  /** A {@link NumberFormat}, or the name of one that cannot be read. */
  readonly format: string;
  readonly shape: readonly number[];
  /** Values from one place to the next, per dimension; row-major where they are rows without gaps. */
  readonly strides: readonly number[];
  /** Of the first value, in bytes from the file's start. */
  readonly position: number;
}

/** An open weights file of any kind. */
export interface TensorFile {
  readonly file: OpenFile;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

const BYTES: Readonly<Record<NumberFormat, number>> = { F32: 4, F16: 2, BF16: 2, F64: 8, I8: 1 };

/** The strides of row-major values without gaps. */
export function rowMajorStrides(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  for (let i = shape.length - 2; i >= 0; i--) strides[i] = strides[i + 1] * shape[i + 1];
  return strides;
}

/** The product of the dimensions. */
export function valueCount(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/**
 * Reads some rows of a tensor (or values of a vector) as float32.
 *
 * @returns [count, values of a row], row-major.
 * @throws {ImportError} naming the tensor if its number format cannot be read or the file ends before it.
 */
export function readRows(
  { file, tensors }: TensorFile,
  name: string,
  { first, count }: { first: number; count: number },
): Float32Array<ArrayBuffer> {
  const { format, shape, strides, position } = tensors.get(name)!; // asked for after a look at the map
  const bytesPerValue = BYTES[format as NumberFormat];
  if (bytesPerValue === undefined) {
    throw new ImportError(
      file.path,
      `tensor "${name}" must hold ${Object.keys(BYTES).join(", ")} numbers: it holds ${format}`,
      { wayOut: "save the model with model.float().save_pretrained(DIR)" },
    );
  }
  const what = `tensor "${name}"`;
  const rowShape = shape.slice(1);
  const rowLength = valueCount(rowShape);
  const isDense = rowMajorStrides(shape).every((stride, i) => shape[i] <= 1 || strides[i] === stride);
  if (isDense) {
    const start = position + first * rowLength * bytesPerValue;
    return decodeNumbers(file.read(start, count * rowLength * bytesPerValue, what), format as NumberFormat);
  }
  // A view with other strides: all that it spans, then value by value.
  const span = 1 + shape.reduce((sum, length, i) => sum + (length - 1) * strides[i], 0);
  const all = decodeNumbers(file.read(position, span * bytesPerValue, what), format as NumberFormat);
  const rows = new Float32Array(count * rowLength);
  for (let i = 0; i < rows.length; i++) {
    let rest = i + first * rowLength;
    let place = 0;
    for (let d = shape.length - 1; d >= 0; d--) {
      place += (rest % shape[d]) * strides[d];
      rest = Math.floor(rest / shape[d]);
    }
    rows[i] = all[place];
  }
  return rows;
}

/** Little-endian numbers as float32; float16 and bfloat16 exactly. */
export function decodeNumbers(bytes: Buffer<ArrayBuffer>, format: NumberFormat): Float32Array<ArrayBuffer> {
  const { buffer, byteOffset, length } = bytes;
  switch (format) {
    case "F32":
      return new Float32Array(buffer, byteOffset, length / 4);
    case "F64":
      return Float32Array.from(new Float64Array(buffer, byteOffset, length / 8));
    case "I8":
      return Float32Array.from(new Int8Array(buffer, byteOffset, length));
    case "F16":
      return mapUint16(bytes, (half) => HALF_VALUES[half]);
    case "BF16": {
      const words = new Uint32Array(new Uint16Array(buffer, byteOffset, length / 2));
      // bfloat16 is the upper half of a float32.
      for (let i = 0; i < words.length; i++) words[i] <<= 16;
      return new Float32Array(words.buffer);
    }
  }
}

function mapUint16(bytes: Buffer<ArrayBuffer>, value: (bits: number) => number): Float32Array<ArrayBuffer> {
  const source = new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
  const target = new Float32Array(source.length);
  for (let i = 0; i < source.length; i++) target[i] = value(source[i]);
  return target;
}

/** float16 by its bits: 1 sign, 5 exponent, 10 fraction; IEEE 754-2008. */
const HALF_VALUES: Float32Array = Float32Array.from({ length: 65_536 }, (_, bits) => {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
});
