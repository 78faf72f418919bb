import { Buffer } from "buffer";
import { discreteGaussian, type RandomBytes } from "./discrete-gaussian.ts";
import { splitSum } from "./split-report.ts";
import type { SplitReport } from "./split-report.ts";
import { UNITS_PER_SPLIT_CLIP } from "./split-units.ts";
import { WireError } from "./wire-error.ts";

/** Which of the two servers: they differ in what their shares look like, and in nothing that they learn. */
export type SplitRole = "leader" | "helper";

/** What one server gets of a report. */
export type ReceivedShare = Pick<SplitReport, "nonce" | "publicShare"> & { readonly share: Uint8Array };

/** One of two servers that add up what neither can read. It has no store and no network: both are the caller's. */
export interface SplitAggregator {
  /**
   * Takes its share of a report.
   *
   * @returns Its part of the check, for the other one; the numbers are not in it.
   * @throws {WireError} `format` for bytes that are no share, and for a report that was taken before.
   */
  prepare(report: ReceivedShare): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * Whether a report is in range, by both parts of its check. Both servers ask; whoever finds it wrong forgets its share.
   *
   * @param parts Of the leader and of the helper, in this order.
   */
  accept(nonce: Uint8Array, parts: readonly [Uint8Array, Uint8Array]): Promise<boolean>;
  /**
   * This server's share of a round's sum, with noise of its own: so much that it alone hides a visitor, since the other one may have added
   * none. The shares of these reports are gone then, so that no report is in two sums.
   *
   * @param nonces Of the reports that both have accepted; the same for both.
   * @throws {RangeError} if one is not there, or the noise multiplier is not a number from 0.
   */
  release(nonces: readonly Uint8Array[], terms: SplitNoise): Uint8Array<ArrayBuffer>;
}

export interface SplitNoise {
  /** σ: standard deviation of this server's noise as a multiple of the longest honest report; 0 hides nothing. */
  readonly noiseMultiplier: number;
  readonly randomBytes: RandomBytes;
}

/** Domains of draft 08 for the seeds of a helper's share. */
const [MEASUREMENT_SHARE, PROOF_SHARE] = [1, 2];
const [HELPER_ID, PROOFS] = [1, 1];

/** @param options `verifyKey`: 16 unpredictable bytes that both servers know and no device does. */
export function splitAggregator(
  role: SplitRole,
  { dimensions, verifyKey }: { readonly dimensions: number; readonly verifyKey: Uint8Array },
): SplitAggregator {
  const sum = splitSum(dimensions);
  const { flp, xof } = sum;
  const { field, measurementLen, proofLen, verifierLen } = flp;
  const { seedSize } = xof;
  const id = role === "leader" ? 0 : HELPER_ID;
  const seen = new Set<string>();
  const waiting = new Map<string, Awaited<ReturnType<typeof sum.prepareInit>>["preparationState"]>();
  const accepted = new Map<string, bigint[]>();

  const numbersIn = (bytes: Uint8Array, count: number): bigint[] => {
    try {
      const numbers = field.decode(bytes);
      if (numbers.length === count) return numbers;
    } catch {
      // what is no number of the field
    }
    throw new WireError("format", `Cannot use a share as it must have ${count} numbers of its field`);
  };
  const expand = (seed: Uint8Array, usage: number, binder: number[], length: number): Promise<bigint[]> =>
    xof.expandIntoVec(field, seed, sum.domainSeparationTag(usage), Uint8Array.from(binder), length);

  const openShare = async (share: Uint8Array) => {
    const sizes =
      role === "leader"
        ? [measurementLen, proofLen].map((count) => count * field.encodedSize)
        : [seedSize, seedSize];
    const [first, second] = sizes;
    requireLength(share, first + second + seedSize, `the ${role}'s share`);
    const parts = [share.slice(0, first), share.slice(first, first + second), share.slice(first + second)];
    const [wireMeasurementShare, wireProofShare, blind] = parts.map((part) => Buffer.from(part));
    const isLeader = role === "leader";
    return {
      wireMeasurementShare,
      wireProofShare,
      blind,
      measurementShare: isLeader
        ? numbersIn(parts[0], measurementLen)
        : await expand(parts[0], MEASUREMENT_SHARE, [HELPER_ID], measurementLen),
      proofsShare: isLeader
        ? numbersIn(parts[1], proofLen)
        : await expand(parts[1], PROOF_SHARE, [PROOFS, HELPER_ID], proofLen),
    };
  };

  const openPart = (part: Uint8Array) => {
    const length = verifierLen * field.encodedSize;
    requireLength(part, length + seedSize, "a part of a check");
    return {
      verifiersShare: numbersIn(part.slice(0, length), verifierLen),
      jointRandomnessPart: Buffer.from(part.slice(length)),
    };
  };

  return {
    prepare: async ({ nonce, publicShare, share }) => {
      requireLength(nonce, sum.nonceSize, "a nonce");
      requireLength(publicShare, 2 * seedSize, "a public share");
      const key = nameOf(nonce);
      const opened = await openShare(share);
      if (seen.has(key)) throw new WireError("format", "Cannot take a report again: it counts once");
      seen.add(key);
      const jointRandParts = [publicShare.slice(0, seedSize), publicShare.slice(seedSize)].map((part) =>
        Buffer.from(part),
      );
      const made = await sum.prepareInit(
        Buffer.from(verifyKey),
        id,
        null,
        Buffer.from(nonce),
        { jointRandParts },
        opened,
      );
      waiting.set(key, made.preparationState);
      return Uint8Array.from(sum.encodePreparationShare(made.preparationShare));
    },

    accept: async (nonce, parts) => {
      const key = nameOf(nonce);
      const state = waiting.get(key);
      waiting.delete(key);
      if (state === undefined) return false;
      try {
        const message = await sum.unshardPreparationShares(null, parts.map(openPart));
        const next = sum.prepareNext(state, message);
        if (!("outputShare" in next)) return false;
        accepted.set(key, next.outputShare);
        return true;
      } catch {
        return false; // what is no part of a check, and what fails it
      }
    },

    release: (nonces, { noiseMultiplier, randomBytes }) => {
      const keys = [...new Set(nonces.map(nameOf))];
      const missing = keys.filter((key) => !accepted.has(key));
      if (missing.length > 0)
        throw new RangeError(
          `Cannot release a sum as all its reports must have been accepted, and be in no other: ${missing.length} are not`,
        );
      if (!(noiseMultiplier >= 0 && noiseMultiplier < Infinity))
        throw new RangeError(
          `Cannot release a sum as the noise multiplier must be a number from 0: got ${noiseMultiplier}`,
        );
      const draw =
        noiseMultiplier === 0
          ? () => 0
          : discreteGaussian(BigInt(Math.ceil((noiseMultiplier * UNITS_PER_SPLIT_CLIP) ** 2)), randomBytes);
      const shares = keys.flatMap((key) => accepted.get(key) ?? []);
      const total = Array.from({ length: dimensions }, (_, at) => {
        const noise = BigInt(draw());
        let value = noise < 0n ? noise + field.modulus : noise;
        for (let start = 0; start < shares.length; start += dimensions)
          value = field.add(value, shares[start + at]);
        return value;
      });
      for (const key of keys) accepted.delete(key);
      return Uint8Array.from(field.encode(total));
    },
  };
}

function nameOf(nonce: Uint8Array): string {
  return Buffer.from(nonce).toString("hex");
}

function requireLength(bytes: Uint8Array, wanted: number, what: string): void {
  if (bytes.length !== wanted)
    throw new WireError("format", `Cannot use ${what} as it must have ${wanted} bytes: got ${bytes.length}`);
}
