import { fieldsOf, isCount, isHash, isShare, jsonOf } from "./read-fields.ts";
import type { ReadField } from "./read-fields.ts";

/** A head file, which is found by its content. */
export interface HeadFile {
  /** SHA-256, 64 lower-case hex digits; the file is at `heads/<hash>` beside the manifest, so that no manifest can point elsewhere. */
  readonly hash: string;
  /** Size of the file. */
  readonly bytes: number;
}

/** What a server offers and what it takes: its current global head, and the form of deltas against it. */
export interface Manifest {
  /** Version of the global head; a delta names it as its base. Only ever upward. */
  readonly version: number;
  /** Id of the feature layout: which weight means what. */
  readonly layout: string;
  /** Number of weights. */
  readonly dimensions: number;
  /** L2 bound for deltas, in units of a step. */
  readonly clipNorm: number;
  readonly head: HeadFile;
}

/** How devices take part. */
export interface Participation {
  /** Which deltas the server takes, see `DELTA_VERSION` of delta.ts; a manifest that does not say it takes version 1. */
  readonly deltaVersion: number;
  /** Of the reports that are due, the share that is sent: in (0, 1]. */
  readonly reportProbability: number;
  /** Standard deviation of the noise that a device adds itself, as a multiple of `clipNorm`; 0 for none. */
  readonly localSigma: number;
  /** What the server promises to do to the sum of a round. */
  readonly privacy: PrivacyTerms;
  /** A head that is tried on a share of the visitors; null if none is. */
  readonly canary: Canary | null;
  /** How deltas are split between two servers; null where they go to one. */
  readonly secureAggregation: Readonly<Record<string, unknown>> | null;
}

export interface PrivacyTerms {
  /** Standard deviation of the noise per value of the sum, as a multiple of what one report can change; 0 for none. */
  readonly noiseMultiplier: number;
  /** δ that ε is told for, in (0, 1). */
  readonly delta: number;
  /** How often one device reports at most, from 1. */
  readonly reportsPer90Days: number;
}

export interface Canary {
  /** Of the visitors, in (0, 1]. */
  readonly share: number;
  readonly head: HeadFile & { readonly version: number };
}

/** The whole of what a release key signs. */
export interface SignedManifest extends Manifest, Participation {
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
  /** Version of the key list that it goes with. */
  readonly keysVersion: number;
}

/** A delta of more weights would not fit the server's body limit of 64 KiB. */
const MAX_DIMENSIONS = 60_000;
/** More than the header of a head file ever takes. */
const MAX_HEAD_HEADER_BYTES = 4_096;
const BYTES_PER_WEIGHT = 4;

/** The text that a release key signs. */
export function encodeManifest(manifest: SignedManifest): string {
  return JSON.stringify({ type: "manifest", ...manifest });
}

/**
 * Reads a manifest whose signature was verified. What it does not know, it drops.
 *
 * @param source What it is called in errors, e.g. its URL.
 * @throws {ReleaseError} `format`, naming the field, what it must be and what came.
 */
export function parseManifest(signed: string, source: string): SignedManifest {
  const read = fieldsOf(jsonOf(signed, source), source);
  read("type", isType, '"manifest"');
  const dimensions = read("dimensions", isDimensions, `a whole number from 1 to ${MAX_DIMENSIONS}`);
  const issuedAtMs = read("issuedAtMs", isCount, "milliseconds since 1970");
  const part = (name: string): ReadField => fieldsOf(read(name, isRecord, "an object"), source, `${name}.`);
  return {
    version: read("version", isCount, WHOLE),
    layout: read("layout", isLayout, "a text"),
    dimensions,
    clipNorm: read("clipNorm", isPositive, "a positive number"),
    head: readHead(part("head"), dimensions),
    issuedAtMs,
    expiresAtMs: read("expiresAtMs", isAfter(issuedAtMs), "later than issuedAtMs"),
    keysVersion: read("keysVersion", isCount, WHOLE),
    deltaVersion: read("deltaVersion", isCountOrMissing, WHOLE) ?? 1,
    reportProbability: read("reportProbability", isShare, SHARE),
    localSigma: read("localSigma", isFromZero, "a number from 0"),
    privacy: readPrivacy(part("privacy")),
    canary:
      read("canary", isRecordOrNull, "an object or null") === null
        ? null
        : readCanary(part("canary"), dimensions, source),
    secureAggregation: read("secureAggregation", isRecordOrNull, "an object or null"),
  };
}

const WHOLE = "a whole number from 0";
const SHARE = "above 0 and at most 1";

function readHead(read: ReadField, dimensions: number): HeadFile {
  const least = dimensions * BYTES_PER_WEIGHT + 1;
  const most = dimensions * BYTES_PER_WEIGHT + MAX_HEAD_HEADER_BYTES;
  return {
    hash: read("hash", isHash, "64 hex digits"),
    bytes: read("bytes", isBetween(least, most), `from ${least} to ${most}`),
  };
}

function readPrivacy(read: ReadField): PrivacyTerms {
  return {
    noiseMultiplier: read("noiseMultiplier", isFromZero, "a number from 0"),
    delta: read("delta", isProbability, "between 0 and 1"),
    reportsPer90Days: read(
      "reportsPer90Days",
      isBetween(1, Number.MAX_SAFE_INTEGER),
      "a whole number from 1",
    ),
  };
}

function readCanary(read: ReadField, dimensions: number, source: string): Canary {
  const head = fieldsOf(read("head", isRecord, "an object"), source, "canary.head.");
  return {
    share: read("share", isShare, SHARE),
    head: { version: head("version", isCount, WHOLE), ...readHead(head, dimensions) },
  };
}

function isCountOrMissing(value: unknown): value is number | undefined {
  return value === undefined || isCount(value);
}

function isType(value: unknown): value is "manifest" {
  return value === "manifest";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isRecordOrNull(value: unknown): value is Record<string, unknown> | null {
  return value === null || isRecord(value);
}

function isLayout(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isDimensions(value: unknown): value is number {
  return isBetween(1, MAX_DIMENSIONS)(value);
}

function isPositive(value: unknown): value is number {
  return typeof value === "number" && value > 0 && value < Infinity;
}

function isFromZero(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value < Infinity;
}

function isProbability(value: unknown): value is number {
  return isPositive(value) && value < 1;
}

function isBetween(least: number, most: number): (value: unknown) => value is number {
  return (value): value is number => isCount(value) && value >= least && value <= most;
}

function isAfter(time: number): (value: unknown) => value is number {
  return (value): value is number => isCount(value) && value > time;
}
