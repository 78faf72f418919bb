import { Buffer } from "buffer";
import { discreteGaussian, type RandomBytes } from "./discrete-gaussian.ts";
import { splitSum } from "./split-report.ts";
import type { SplitReport } from "./split-report.ts";
import { UNITS_PER_SPLIT_CLIP } from "./split-units.ts";
import { sumFieldVectors } from "./sum-field-vectors.ts";
import { WireError } from "./wire-error.ts";

/** Which of the two servers: they differ in what their shares look like, and in nothing that they learn. */
export type SplitRole = "leader" | "helper";

/** What one server gets of a report. */
export type ReceivedShare = Pick<SplitReport, "nonce" | "publicShare"> & { readonly share: Uint8Array };

/** One of two servers that add up what neither can read. It keeps nothing, and has no network: both are the caller's. */
export interface SplitAggregator {
  /**
   * Looks at its share of a report. The same share always gives the same: whoever was stopped may begin again.
   *
   * @throws {WireError} `format` for bytes that are no share.
   */
  check(report: ReceivedShare): Promise<SplitCheck>;
  /**
   * This server's share of a round's sum, with noise of its own: so much that it alone hides a visitor, since the other one may have added
   * none. The caller sees to it that each report is in one sum, and that noise is drawn once for the same sum.
   *
   * @param outputs Of the reports that both have accepted; the same reports on both.
   * @throws {WireError} `format` if one is no output.
   * @throws {RangeError} if the noise multiplier is not a number from 0, or there are more than 2²¹ of them.
   */
  sum(outputs: readonly Uint8Array[], terms: SplitNoise): Uint8Array<ArrayBuffer>;
}

/** What one server has found of its share. */
export interface SplitCheck {
  /** Its part of the check, for the other one, 1.1 KB at 64 values; the numbers are not in it. */
  readonly part: Uint8Array<ArrayBuffer>;
  /**
   * Whether the report is in range, by both parts of its check. Both servers ask, and one may find it wrong where the other does not, if the
   * device has told them different things: it counts where both accept it.
   *
   * @param parts Of the leader and of the helper, in this order.
   * @returns What this server adds up of it, 1 KB at 64 values, as good as chance by itself; null if it is wrong.
   */
  accept(parts: readonly [Uint8Array, Uint8Array]): Promise<Uint8Array<ArrayBuffer> | null>;
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
    check: async ({ nonce, publicShare, share }) => {
      requireLength(nonce, sum.nonceSize, "a nonce");
      requireLength(publicShare, 2 * seedSize, "a public share");
      const opened = await openShare(share);
      const jointRandParts = [publicShare.slice(0, seedSize), publicShare.slice(seedSize)].map((part) =>
        Buffer.from(part),
      );
      const { preparationState, preparationShare } = await sum.prepareInit(
        Buffer.from(verifyKey),
        id,
        null,
        Buffer.from(nonce),
        { jointRandParts },
        opened,
      );
      return {
        part: Uint8Array.from(sum.encodePreparationShare(preparationShare)),
        accept: async (parts) => {
          try {
            const message = await sum.unshardPreparationShares(null, parts.map(openPart));
            const next = sum.prepareNext(preparationState, message);
            return "outputShare" in next ? Uint8Array.from(field.encode(next.outputShare)) : null;
          } catch {
            return null; // what is no part of a check, and what fails it
          }
        },
      };
    },

    sum: (outputs, { noiseMultiplier, randomBytes }) => {
      if (!(noiseMultiplier >= 0 && noiseMultiplier < Infinity))
        throw new RangeError(
          `Cannot add shares up as the noise multiplier must be a number from 0: got ${noiseMultiplier}`,
        );
      const draw =
        noiseMultiplier === 0
          ? () => 0
          : discreteGaussian(BigInt(Math.ceil((noiseMultiplier * UNITS_PER_SPLIT_CLIP) ** 2)), randomBytes);
      const total = sumFieldVectors(outputs, dimensions, field);
      return Uint8Array.from(field.encode(total.map((value) => field.add(value, BigInt(draw())))));
    },
  };
}

function requireLength(bytes: Uint8Array, wanted: number, what: string): void {
  if (bytes.length !== wanted)
    throw new WireError("format", `Cannot use ${what} as it must have ${wanted} bytes: got ${bytes.length}`);
}
