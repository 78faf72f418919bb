import { splitAggregator } from "../src/federation/split-aggregator.ts";
import { splitMean } from "../src/federation/split-mean.ts";
import { decodeSplitShare, type SplitShare } from "../src/federation/split-share.ts";
import { UNITS_PER_SPLIT_CLIP } from "../src/federation/split-units.ts";
import { FEATURE_LAYOUT } from "../src/learning/feature-layout.ts";
import { SPLIT_COORDINATES_VERSION, splitCoordinates } from "../src/learning/split-coordinates.ts";

/** A report as it went: what each of two servers got of it. */
export interface SplitParts {
  readonly leader: Uint8Array<ArrayBuffer>;
  readonly helper: Uint8Array<ArrayBuffer>;
}

const TERMS = {
  layout: FEATURE_LAYOUT,
  clipNorm: 1,
  coordinates: SPLIT_COORDINATES_VERSION,
  dimensions: splitCoordinates().length,
};
/** Of a seed, and of a number of the shares' field. */
const PIECE_BYTES = 16;
/** So many numbers in a row are no chance. */
const ROW = 8;
const LEAST_DIFFERENT = 4;

/** What makes up a server's share: chance each, so that what is found elsewhere did not come there by itself. */
export function piecesOf(parts: SplitParts, role: keyof SplitParts): Buffer[] {
  const { share } = opened(parts, role);
  return Array.from({ length: share.length / PIECE_BYTES }, (_, at) =>
    Buffer.from(share.subarray(at * PIECE_BYTES, (at + 1) * PIECE_BYTES)),
  );
}

/** What both parts say together, as somebody reads it who has them both: [64], whole units around 0. */
export async function joined(parts: SplitParts): Promise<number[]> {
  const servers = (["leader", "helper"] as const).map((role) =>
    splitAggregator(role, { dimensions: TERMS.dimensions, verifyKey: new Uint8Array(PIECE_BYTES) }),
  );
  const checks = [
    await servers[0].check(opened(parts, "leader")),
    await servers[1].check(opened(parts, "helper")),
  ];
  const noNoise = { noiseMultiplier: 0, randomBytes: () => new Uint8Array(0) };
  const sums = await Promise.all(
    checks.map(async (check, at) => {
      const output = await check.accept([checks[0].part, checks[1].part]);
      if (output === null) throw new Error("The two parts must be of one report that is in range");
      return servers[at].sum([output], noNoise);
    }),
  );
  const values = splitMean([sums[0], sums[1]], { ...TERMS, reports: 1 });
  return Array.from(values, (value) => Math.round(value * UNITS_PER_SPLIT_CLIP));
}

/** Rows of numbers in all the ways in which a program would keep them, but for those rows that are nearly all 0. */
export function writtenOut(numbers: readonly number[]): Buffer[] {
  const ways: ((row: readonly number[]) => ArrayBufferView | string)[] = [
    (row) => Int8Array.from(row),
    (row) => Uint8Array.from(row, (value) => value + 128),
    (row) => Float32Array.from(row, (value) => value / UNITS_PER_SPLIT_CLIP),
    (row) => Float64Array.from(row, (value) => value / UNITS_PER_SPLIT_CLIP),
    (row) => BigUint64Array.from(row.flatMap((value) => [BigInt(value + 128), 0n])), // as numbers of the field
    (row) => row.join(),
  ];
  return numbers
    .map((_, from) => numbers.slice(from, from + ROW))
    .filter((row) => row.length === ROW && new Set(row).size >= LEAST_DIFFERENT)
    .flatMap((row) => ways.map((way) => asBuffer(way(row))));
}

function opened(parts: SplitParts, role: keyof SplitParts): SplitShare {
  return decodeSplitShare(parts[role], role, TERMS);
}

function asBuffer(written: ArrayBufferView | string): Buffer {
  if (typeof written === "string") return Buffer.from(written);
  return Buffer.from(written.buffer, written.byteOffset, written.byteLength);
}
