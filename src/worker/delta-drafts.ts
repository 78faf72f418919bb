import type { Random } from "../base/random.ts";
import { clipByNorm, DEFAULT_CLIP_NORM } from "../federation/clip.ts";
import { encodeDelta } from "../federation/delta.ts";
import { addLocalNoise } from "../federation/local-noise.ts";
import { quantize } from "../federation/quantize.ts";
import { FEATURE_LAYOUT } from "../learning/feature-layout.ts";
import type { ReleaseRecord, ToldRanking } from "../store/schema.ts";
import { toldNow } from "../store/told-now.ts";
import { heldRelease } from "./held-release.ts";
import { pageStep, stepSum } from "./page-step.ts";
import type { Platform } from "./platform.ts";
import type { DeltaPreview } from "./protocol.ts";
import { sharedSoFar, toldByRanking } from "./shared-so-far.ts";
import type { Visitor } from "./visitor.ts";

/** What is to be sent, before noise and rounding. */
export interface Measured extends Omit<DeltaPreview, "bytes"> {
  readonly vector: Float32Array;
  /** What has been told once this is. */
  readonly told: readonly ToldRanking[];
}

/** What was done since the last upload, as a step of the global head, and the bytes of it. */
export interface DeltaDrafts {
  /**
   * The step as of now, clipped; null if there is nothing to share, or what there is looks like a machine's. Reads the whole log with its
   * rankings, some megabytes. To be called under the lock.
   */
  measure(): Promise<Measured | null>;
  /** Noise and rounding are drawn once for what is to be sent: the bytes that were shown are the bytes that go. */
  encode(measured: Measured): Uint8Array<ArrayBuffer>;
}

/** @see DeltaDrafts */
export function deltaDrafts(
  { records, random }: Pick<Platform, "records" | "random">,
  person: Pick<Visitor, "logged">,
): DeltaDrafts {
  let draft: { readonly measured: Measured; readonly bytes: Uint8Array<ArrayBuffer> } | null = null;
  return {
    measure: async () => {
      const logged = await person.logged();
      const { modelId, headVersion: baseVersion, guard } = logged.memory;
      if (guard.profile.isFlagged) return null;
      const { clipNorm, localSigma } = termsOf(await heldRelease(records));
      const { told: before, shifts: moved, sealed } = await sharedSoFar(records, modelId);
      const shifts = new Map(moved.map(({ rankingId, shift }) => [rankingId, shift]));
      const step = stepSum(pageStep(logged, { told: toldByRanking(before), shifts }), sealed);
      if (step === null) return null;
      const { vector, normBeforeClip } = clipByNorm(Float32Array.from(step), clipNorm);
      const told = toldNow(logged.memory, logged.rankings.values());
      const dimensions = vector.length;
      return { vector, told, dimensions, normBeforeClip, clipNorm, localSigma, baseVersion };
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
    // Two pages can say the very same: they are two uploads.
    one.told.flatMap(({ liked }) => [...liked]).join() ===
      other.told.flatMap(({ liked }) => [...liked]).join() &&
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
