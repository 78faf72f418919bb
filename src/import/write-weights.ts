import { closeSync, openSync, writeSync } from "node:fs";
import type { WantedTensor } from "./architecture.ts";
import { quantizeRows } from "./quantize-rows.ts";
import type { SourceTensors } from "./source-tensors.ts";
import { valueCount } from "./stored-tensor.ts";

export type Precision = "int8" | "fp32";

export interface WriteWeightsOptions {
  readonly precision: Precision;
  /** The file's `__metadata__`. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Told how much is done, from 0 to 1. */
  readonly onProgress: (share: number) => void;
}

/** Read, quantised and written at once: about 16 MB, so that a table of any size needs no more. */
const VALUES_PER_STEP = 4_000_000;

interface Place {
  readonly dtype: "F32" | "I8";
  readonly shape: readonly number[];
  /** From the first tensor's start. */
  readonly start: number;
}

/**
 * Writes `model.safetensors` as models/shelf-mini has it: float32 tensors and scales first, so that each can be used where
 * it lies, then int8 matrices. A matrix is passed through in slices; memory does not grow with the file.
 *
 * @returns Size of the file in bytes.
 */
export function writeWeights(path: string, source: SourceTensors, options: WriteWeightsOptions): number {
  const isInt8 = options.precision === "int8";
  const { places, byteLength } = layOut(source.wanted, isInt8);
  const header = headerBytes(places, options.metadata);
  const allValues = source.wanted.reduce((sum, { shape }) => sum + valueCount(shape), 0);
  const descriptor = openSync(path, "w");
  try {
    write(descriptor, header, 0);
    let done = 0;
    for (const { name, shape, isMatrix } of source.wanted) {
      const columns = shape[1] ?? 1;
      const step = Math.max(1, Math.floor(VALUES_PER_STEP / columns));
      const place = places.get(name)!; // laid out above
      const scalePlace = places.get(`${name}_scale`);
      for (let first = 0; first < shape[0]; first += step) {
        const count = Math.min(step, shape[0] - first);
        const rows = source.read(name, { first, count });
        if (isInt8 && isMatrix) {
          const { values, scales } = quantizeRows(rows, columns);
          write(descriptor, values, header.length + place.start + first * columns);
          write(descriptor, scales, header.length + scalePlace!.start + first * 4); // a quantised matrix has one
        } else write(descriptor, rows, header.length + place.start + first * columns * 4);
        done += rows.length;
        options.onProgress(done / allValues);
      }
    }
  } finally {
    closeSync(descriptor);
  }
  return header.length + byteLength;
}

function layOut(
  wanted: readonly WantedTensor[],
  isInt8: boolean,
): { places: Map<string, Place>; byteLength: number } {
  const places = new Map<string, Place>();
  let byteLength = 0;
  const add = (name: string, dtype: Place["dtype"], shape: readonly number[]): void => {
    places.set(name, { dtype, shape, start: byteLength });
    byteLength += valueCount(shape) * (dtype === "F32" ? 4 : 1);
  };
  for (const { name, shape, isMatrix } of wanted) {
    if (isInt8 && isMatrix) add(`${name}_scale`, "F32", [shape[0]]);
    else add(name, "F32", shape);
  }
  for (const { name, shape, isMatrix } of wanted) if (isInt8 && isMatrix) add(name, "I8", shape);
  return { places, byteLength };
}

function headerBytes(places: ReadonlyMap<string, Place>, metadata: Readonly<Record<string, string>>): Buffer {
  const header: Record<string, unknown> = { __metadata__: metadata };
  for (const [name, { dtype, shape, start }] of places) {
    const end = start + valueCount(shape) * (dtype === "F32" ? 4 : 1);
    header[name] = { dtype, shape, data_offsets: [start, end] };
  }
  const json = Buffer.from(JSON.stringify(header));
  // Padded so that the tensors start at a multiple of 8 bytes.
  const bytes = Buffer.alloc(8 + Math.ceil(json.length / 8) * 8, " ");
  bytes.writeBigUInt64LE(BigInt(bytes.length - 8));
  json.copy(bytes, 8);
  return bytes;
}

function write(descriptor: number, values: ArrayBufferView, position: number): void {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  for (let done = 0; done < bytes.length;) {
    done += writeSync(descriptor, bytes, done, bytes.length - done, position + done);
  }
}
