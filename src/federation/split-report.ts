import { Prio3SumVec } from "@divviup/prio3";
import { Buffer } from "buffer";
import type { RandomBytes } from "./discrete-gaussian.ts";
import { SPLIT_BITS } from "./split-units.ts";

/** What a device sends: to each of the two servers the nonce, the public share and its own share, and to neither the other's. */
export interface SplitReport {
  /** 16 bytes, made for this report alone: a report counts once. */
  readonly nonce: Uint8Array<ArrayBuffer>;
  /** 32 bytes. */
  readonly publicShare: Uint8Array<ArrayBuffer>;
  /** 10,240 bytes at 64 values. */
  readonly leaderShare: Uint8Array<ArrayBuffer>;
  /** 48 bytes: seeds that the share is made of. */
  readonly helperShare: Uint8Array<ArrayBuffer>;
}

/** Of 8, 16, 23, 32 and 45 the quickest at 64 values, and 300 bytes larger than the smallest. */
const CHUNK_LENGTH = 32;
const NONCE_BYTES = 16;

/**
 * The verifiable function that both servers compute: the sum of vectors of whole numbers from 0 to 255.
 *
 * @see Prio3SumVec of draft-irtf-cfrg-vdaf-08, https://datatracker.ietf.org/doc/html/draft-irtf-cfrg-vdaf-08#section-7.4.3. It is not the
 *   newest draft: shares of one do not fit another, so both servers and all devices have to be of this version.
 */
export function splitSum(dimensions: number): Prio3SumVec {
  return new Prio3SumVec({ shares: 2, length: dimensions, bits: SPLIT_BITS, chunkLength: CHUNK_LENGTH });
}

/** How long a server's share of a report is. */
export function splitShareBytes(role: "leader" | "helper", dimensions: number): number {
  const { flp, xof } = splitSum(dimensions);
  const numbers = role === "leader" ? (flp.measurementLen + flp.proofLen) * flp.field.encodedSize : 0;
  return numbers + (role === "leader" ? 1 : HELPER_SEEDS) * xof.seedSize;
}

/** The values, the proof and the blind of the check are all made of seeds. */
const HELPER_SEEDS = 3;

/**
 * Splits whole numbers into two shares, each of which by itself is as good as chance, with a proof that every number is in range. About
 * 20 ms at 64 values.
 *
 * @param values      As `splitUnits` makes them.
 * @param randomBytes Unpredictable: who can guess them sees the values.
 * @throws {Error} if a value is out of range.
 */
export async function splitReport(values: readonly number[], randomBytes: RandomBytes): Promise<SplitReport> {
  const sum = splitSum(values.length);
  const nonce = Buffer.from(randomBytes(NONCE_BYTES));
  const { publicShare, inputShares } = await sum.shardEncoded(
    [...values],
    nonce,
    Buffer.from(randomBytes(sum.randSize)),
  );
  const [leaderShare, helperShare] = inputShares.map((share) => Uint8Array.from(share));
  return {
    nonce: Uint8Array.from(nonce),
    publicShare: Uint8Array.from(publicShare),
    leaderShare,
    helperShare,
  };
}
