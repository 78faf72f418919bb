/** One tensor of a safetensors file: row-major values and the lengths of the dimensions. */
export type Tensor =
  | { readonly dtype: "F32"; readonly shape: readonly number[]; readonly data: Float32Array<ArrayBuffer> }
  | { readonly dtype: "I8"; readonly shape: readonly number[]; readonly data: Int8Array<ArrayBuffer> };

/** The content of a safetensors file. */
export interface Safetensors {
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** The file's `__metadata__`: strings only. */
  readonly metadata: Readonly<Record<string, string>>;
}

const HEADER_LENGTH_BYTES = 8;
/** The limit of the reference implementation. */
const MAX_HEADER_BYTES = 100_000_000;
const BYTES_PER_VALUE = { F32: 4, I8: 1 } as const;

/**
 * Reads a safetensors file: 8 bytes of header length, a JSON header, then the tensors' bytes without gaps.
 * Tensors are copied out, so that the result does not keep `bytes` alive and is aligned.
 *
 * @param bytes The whole file.
 * @param source What the file is called in errors, e.g. its URL.
 * @throws {RangeError} naming the source and the tensor, if the file is truncated, overlong, has gaps or overlaps,
 *   or has a data type other than F32 and I8.
 * @see https://github.com/huggingface/safetensors#format
 */
export function decodeSafetensors(bytes: Uint8Array, source: string): Safetensors {
  const { header, dataStart } = readHeader(bytes, source);
  const tensors = new Map<string, Tensor>();
  let metadata: Record<string, string> = {};
  const ranges: (readonly [start: number, end: number])[] = [];
  for (const [name, entry] of Object.entries(header)) {
    if (name === "__metadata__") {
      metadata = readMetadata(entry, source);
      continue;
    }
    const { dtype, shape, start, end } = readEntry(entry, name, source);
    if (dataStart + end > bytes.length) {
      throw new RangeError(
        `Cannot read "${source}": tensor "${name}" ends at byte ${dataStart + end} but the file has ${bytes.length}; it is truncated`,
      );
    }
    ranges.push([start, end]);
    // Not `bytes.slice`: node's Buffer overrides it with one that does not copy.
    const buffer = Uint8Array.from(bytes.subarray(dataStart + start, dataStart + end)).buffer;
    tensors.set(
      name,
      dtype === "F32"
        ? { dtype, shape, data: new Float32Array(buffer) }
        : { dtype, shape, data: new Int8Array(buffer) },
    );
  }
  checkCoverage(ranges, bytes.length - dataStart, source);
  return { tensors, metadata };
}

/**
 * Writes a safetensors file. Tensors are laid out in the map's order, so equal input gives equal bytes.
 *
 * @throws {RangeError} if a tensor's shape does not match the number of its values.
 */
export function encodeSafetensors(file: Safetensors): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = {};
  if (Object.keys(file.metadata).length > 0) header["__metadata__"] = file.metadata;
  let end = 0;
  for (const [name, { dtype, shape, data }] of file.tensors) {
    if (valueCount(shape) !== data.length) {
      throw new RangeError(
        `Cannot write tensor "${name}": its shape [${shape.join(", ")}] does not hold ${data.length} values`,
      );
    }
    header[name] = { dtype, shape, data_offsets: [end, end + data.byteLength] };
    end += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  // The header is padded with spaces so that the tensors start on a multiple of 8 bytes.
  const headerLength = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(HEADER_LENGTH_BYTES + headerLength + end).fill(
    0x20,
    HEADER_LENGTH_BYTES,
    HEADER_LENGTH_BYTES + headerLength,
  );
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.set(json, HEADER_LENGTH_BYTES);
  let offset = HEADER_LENGTH_BYTES + headerLength;
  for (const { data } of file.tensors.values()) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    offset += data.byteLength;
  }
  return bytes;
}

function readHeader(
  bytes: Uint8Array,
  source: string,
): { header: Record<string, unknown>; dataStart: number } {
  const length =
    bytes.length < HEADER_LENGTH_BYTES
      ? 0
      : Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const dataStart = HEADER_LENGTH_BYTES + length;
  if (length < 2 || length > MAX_HEADER_BYTES || dataStart > bytes.length) {
    throw new RangeError(
      `Cannot read "${source}" as safetensors: the header should be ${length} bytes long, the file has ${bytes.length} bytes and starts with "${firstCharacters(bytes)}"`,
    );
  }
  try {
    const header: unknown = JSON.parse(
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(HEADER_LENGTH_BYTES, dataStart)),
    );
    if (isRecord(header)) return { header, dataStart };
  } catch (cause) {
    throw new RangeError(`Cannot read "${source}" as safetensors: its header is not JSON`, { cause });
  }
  throw new RangeError(`Cannot read "${source}" as safetensors: its header is not a JSON object`);
}

function readEntry(
  entry: unknown,
  name: string,
  source: string,
): { dtype: Tensor["dtype"]; shape: number[]; start: number; end: number } {
  const wrong = (what: string): RangeError =>
    new RangeError(`Cannot read "${source}": tensor "${name}" ${what}`);
  if (!isRecord(entry)) throw wrong("has no description");
  const { dtype, shape, data_offsets: offsets } = entry;
  if (dtype !== "F32" && dtype !== "I8")
    throw wrong(`has data type ${JSON.stringify(dtype)}, expected F32 or I8`);
  if (!isCountList(shape)) throw wrong(`has shape ${JSON.stringify(shape)}, expected whole numbers`);
  if (!isCountList(offsets) || offsets.length !== 2) throw wrong(`has offsets ${JSON.stringify(offsets)}`);
  const [start, end] = offsets as [number, number];
  if (end - start !== valueCount(shape) * BYTES_PER_VALUE[dtype]) {
    throw wrong(`of shape [${shape.join(", ")}] and type ${dtype} has ${end - start} bytes`);
  }
  return { dtype, shape, start, end };
}

function readMetadata(entry: unknown, source: string): Record<string, string> {
  if (isRecord(entry) && Object.values(entry).every((value) => typeof value === "string")) {
    return entry as Record<string, string>; // checked in the line above
  }
  throw new RangeError(`Cannot read "${source}": its "__metadata__" must hold strings only`);
}

/** Gaps and overlaps are refused, as the format demands: they would let two readers see two different files. */
function checkCoverage(ranges: (readonly [number, number])[], dataBytes: number, source: string): void {
  let covered = 0;
  for (const [start, end] of ranges.sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    if (start !== covered)
      throw new RangeError(`Cannot read "${source}": tensors overlap or leave a gap at byte ${covered}`);
    covered = end;
  }
  if (covered !== dataBytes) {
    throw new RangeError(
      `Cannot read "${source}": its tensors take ${covered} bytes, the file holds ${dataBytes}`,
    );
  }
}

function firstCharacters(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes.subarray(0, 16)).replace(/[^\x20-\x7e]/g, "?");
}

function valueCount(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

function isCountList(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((length) => Number.isSafeInteger(length) && length >= 0);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
