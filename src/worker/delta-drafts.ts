import { hexOf } from "../base/hex.ts";
import { type Random, randomBytes } from "../base/random.ts";
import { clipByNorm, DEFAULT_CLIP_NORM } from "../federation/clip.ts";
import { encodeDelta } from "../federation/delta.ts";
import { addLocalNoise } from "../federation/local-noise.ts";
import { quantize } from "../federation/quantize.ts";
import type { SplitTerms } from "../federation/split-terms.ts";
import { FEATURE_LAYOUT } from "../learning/feature-layout.ts";
import type { ReleaseRecord, ToldRanking } from "../store/sharing-records.ts";
import { toldNow } from "../store/told-now.ts";
import { heldRelease } from "./held-release.ts";
import { pageStep, stepSum } from "./page-step.ts";
import type { Platform } from "./platform.ts";
import type { DeltaPreview } from "./protocol.ts";
import { sharedSoFar, toldByRanking } from "./shared-so-far.ts";
import { splitTermsOf } from "./split-terms-of.ts";
import type { Visitor } from "./visitor.ts";

/** What is to be sent, before noise and rounding. */
export interface Measured extends Omit<DeltaPreview, "bytes" | "helper"> {
  readonly vector: Float32Array;
  /** How it is split; null if it goes whole. */
  readonly split: SplitTerms | null;
  /** What has been told once this is. */
  readonly told: readonly ToldRanking[];
}

/** What is to be sent, byte for byte. */
export interface Draft extends Pick<DeltaPreview, "bytes" | "helper"> {
  /** Idempotency key: 32 hex digits. */
  readonly key: string;
}

/** What was done since the last upload, as a step of the global head, and the bytes of it. */
export interface DeltaDrafts {
  /**
   * The step as of now, clipped; null if there is nothing to share. Reads the whole log with its
   * rankings, some megabytes. To be called under the lock.
   */
  measure(): Promise<Measured | null>;
  /** Noise and rounding are drawn once for what is to be sent: the bytes that were shown are the bytes that go. */
  encode(measured: Measured): Promise<Draft>;
  /**
   * Loads what encoding takes, which is not to be waited for under the lock.
   *
   * @throws {Error} without a network; it may be tried again.
   */
  load(): Promise<void>;
}

/** Few servers take what is split: it is loaded where they do. */
const splitParts = () => import("./split-uploads.ts");

/** @see DeltaDrafts */
export function deltaDrafts(
  { records, random }: Pick<Platform, "records" | "random">,
  person: Pick<Visitor, "logged">,
): DeltaDrafts {
  let last: { readonly measured: Measured; readonly draft: Draft } | null = null;
  return {
    measure: async () => {
      const logged = await person.logged();
      const { modelId, headVersion: baseVersion } = logged.memory;
      const release = await heldRelease(records);
      const { clipNorm, localSigma } = termsOf(release);
      const split = splitTermsOf(release);
      const { told: before, shifts: moved, sealed } = await sharedSoFar(records, modelId);
      const shifts = new Map(moved.map(({ rankingId, shift }) => [rankingId, shift]));
      const step = stepSum(pageStep(logged, { told: toldByRanking(before), shifts }), sealed);
      if (step === null) return null;
      const values = split === null ? step : (await splitParts()).splitUploads.valuesOf(step);
      const { vector, normBeforeClip } = clipByNorm(Float32Array.from(values), clipNorm);
      if (split !== null && normBeforeClip === 0) return null; // all that it says is left out
      const told = toldNow(logged.memory, logged.rankings.values());
      const dimensions = vector.length;
      return { vector, told, dimensions, normBeforeClip, clipNorm, localSigma, baseVersion, split };
    },
    encode: async (measured) => {
      if (last === null || !isSame(last.measured, measured))
        last = { measured, draft: await encoded(measured, random) };
      return last.draft;
    },
    load: async () => {
      if (splitTermsOf(await heldRelease(records)) !== null) await splitParts();
    },
  };
}

/** Of a page without a server too, where the inspector shows what would be sent. */
function termsOf(release: ReleaseRecord | null): Pick<ReleaseRecord, "clipNorm" | "localSigma"> {
  return release ?? { clipNorm: DEFAULT_CLIP_NORM, localSigma: 0 };
}

/** Two pages can say the very same: they are two uploads. */
function isSame(one: Measured, other: Measured): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

async function encoded(measured: Measured, random: Random): Promise<Draft> {
  const { vector, baseVersion, clipNorm, localSigma, split } = measured;
  const noise = { clipNorm, sigma: localSigma, randomBytes: randomBytes(random) };
  const told = localSigma > 0 ? addLocalNoise(vector, noise) : vector;
  if (split !== null) {
    const { splitUploads } = await splitParts();
    const { key, bytes, helperBytes } = await splitUploads.make(told, { clipNorm, baseVersion, random });
    return { key, bytes, helper: { url: split.helper, bytes: helperBytes } };
  }
  const bytes = encodeDelta({ ...quantize(told, random), baseVersion, clipNorm, layout: FEATURE_LAYOUT });
  return { key: randomKey(random), bytes };
}

/** 128 random bits as 32 hex digits. */
function randomKey(random: Random): string {
  return hexOf(randomBytes(random)(16));
}
