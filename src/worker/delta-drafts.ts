import type { Random } from "../base/random.ts";
import { clipByNorm, DEFAULT_CLIP_NORM } from "../federation/clip.ts";
import { encodeDelta } from "../federation/delta.ts";
import { addLocalNoise } from "../federation/local-noise.ts";
import { quantize } from "../federation/quantize.ts";
import { FEATURE_LAYOUT } from "../learning/feature-layout.ts";
import type { ReleaseRecord } from "../store/schema.ts";
import { heldRelease } from "./held-release.ts";
import type { Platform } from "./platform.ts";
import type { DeltaPreview } from "./protocol.ts";
import { sharedSoFar } from "./shared-so-far.ts";
import type { Visitor } from "./visitor.ts";

/** What is to be sent, before noise and rounding. */
export interface Measured extends Omit<DeltaPreview, "bytes"> {
  readonly vector: Float32Array;
  /** z at this moment, [d]. */
  readonly offset: Float64Array;
  readonly generation: number;
}

/** What was learned since the last upload, and the bytes of it. */
export interface DeltaDrafts {
  /** The delta as of now, clipped; null if there is nothing to share. */
  measure(): Promise<Measured | null>;
  /** Noise and rounding are drawn once for what is to be sent: the bytes that were shown are the bytes that go. */
  encode(measured: Measured): Uint8Array<ArrayBuffer>;
}

/** @see DeltaDrafts */
export function deltaDrafts(
  { records, random }: Pick<Platform, "records" | "random">,
  person: Pick<Visitor, "heads">,
): DeltaDrafts {
  let draft: { readonly measured: Measured; readonly bytes: Uint8Array<ArrayBuffer> } | null = null;
  return {
    measure: async () => {
      const release = await heldRelease(records);
      const { personal, learner } = await person.heads(null);
      const offset = learner.offset(personal.state);
      const { sharedOffset } = await sharedSoFar(records, personal);
      const difference = Float32Array.from(offset, (value, at) => value - sharedOffset[at]);
      const { clipNorm, localSigma } = termsOf(release);
      const { vector, normBeforeClip } = clipByNorm(difference, clipNorm);
      if (personal.generation === 0 || normBeforeClip === 0) return null;
      const { generation, headVersion: baseVersion } = personal;
      const dimensions = vector.length;
      return { vector, offset, generation, dimensions, normBeforeClip, clipNorm, localSigma, baseVersion };
    },
    encode: (measured) => {
      if (draft === null || !isSame(draft.measured, measured))
        draft = { measured, bytes: encoded(measured, random) };
      return draft.bytes;
    },
  };
}

/** Of a page without a server too, where the inspector shows what would be sent. */
function termsOf(release: ReleaseRecord | null): Pick<ReleaseRecord, "clipNorm" | "localSigma"> {
  return release ?? { clipNorm: DEFAULT_CLIP_NORM, localSigma: 0 };
}

function isSame(one: Measured, other: Measured): boolean {
  const terms = ["baseVersion", "clipNorm", "localSigma", "dimensions"] as const;
  return (
    terms.every((term) => one[term] === other[term]) &&
    one.vector.every((value, at) => value === other.vector[at])
  );
}

function encoded(measured: Measured, random: Random): Uint8Array<ArrayBuffer> {
  const { vector, baseVersion, clipNorm, localSigma } = measured;
  const randomBytes = (count: number): Uint8Array =>
    Uint8Array.from({ length: count }, () => Math.floor(random() * 256));
  const told = localSigma > 0 ? addLocalNoise(vector, { clipNorm, sigma: localSigma, randomBytes }) : vector;
  return encodeDelta({ ...quantize(told, random), baseVersion, clipNorm, layout: FEATURE_LAYOUT });
}
