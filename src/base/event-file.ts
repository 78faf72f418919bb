/** One value of one curve. */
export interface ScalarPoint {
  /** Name of the curve. */
  readonly tag: string;
  /** Whole, at least 0. */
  readonly step: number;
  /** Milliseconds since the Unix epoch. */
  readonly atMs: number;
  /** Stored in 32 bits. */
  readonly value: number;
}

/** CRC-32C, reflected: x^32 + x^28 + x^27 + ... as in RFC 3720. */
const POLYNOMIAL = 0x82f63b78;
const MASK_DELTA = 0xa282ead8;
const encoder = new TextEncoder();

/**
 * A TensorBoard event file: TFRecords, each a `tensorflow.Event` as a protocol buffer. The first says which version of the format it is.
 *
 * @param startMs When the run began, in milliseconds since the Unix epoch.
 * @see https://www.tensorflow.org/tutorials/load_data/tfrecord, https://protobuf.dev/programming-guides/encoding/
 */
export function eventFile(points: readonly ScalarPoint[], startMs: number): Uint8Array<ArrayBuffer> {
  const version = [...doubleField(1, startMs / 1000), ...bytesField(3, [...encoder.encode("brain.Event:2")])];
  return Uint8Array.from([version, ...points.map(eventOf)].flatMap(recordOf));
}

/** Event { double wall_time = 1; int64 step = 2; Summary summary = 5 }, Summary { repeated Value value = 1 }. */
function eventOf({ tag, step, atMs, value }: ScalarPoint): number[] {
  const scalar = [...bytesField(1, [...encoder.encode(tag)]), ...floatField(2, value)];
  return [...doubleField(1, atMs / 1000), 2 << 3, ...varint(step), ...bytesField(5, bytesField(1, scalar))];
}

/** uint64 length, masked CRC of the length, data, masked CRC of the data; all little-endian. */
function recordOf(data: readonly number[]): number[] {
  const length = fixed(8, (view) => view.setUint32(0, data.length, true));
  return [...length, ...maskedCrc(length), ...data, ...maskedCrc(data)];
}

function maskedCrc(bytes: readonly number[]): number[] {
  const crc = crc32c(bytes);
  const masked = (((crc >>> 15) | (crc << 17)) + MASK_DELTA) >>> 0;
  return fixed(4, (view) => view.setUint32(0, masked, true));
}

function crc32c(bytes: readonly number[]): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? POLYNOMIAL : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function bytesField(field: number, bytes: readonly number[]): number[] {
  return [(field << 3) | 2, ...varint(bytes.length), ...bytes];
}

function doubleField(field: number, value: number): number[] {
  return [(field << 3) | 1, ...fixed(8, (view) => view.setFloat64(0, value, true))];
}

function floatField(field: number, value: number): number[] {
  return [(field << 3) | 5, ...fixed(4, (view) => view.setFloat32(0, value, true))];
}

function fixed(length: number, write: (view: DataView) => void): number[] {
  const bytes = new Uint8Array(length);
  write(new DataView(bytes.buffer));
  return [...bytes];
}

/** Seven bits a byte, the lowest first; by division, as numbers may have 53 bits. */
function varint(value: number): number[] {
  const bytes: number[] = [];
  let left = value;
  while (left >= 128) {
    bytes.push((left % 128) | 128);
    left = Math.floor(left / 128);
  }
  return [...bytes, left];
}
