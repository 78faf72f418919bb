import { WireError } from "./wire-error.ts";

/** What a server offers and what it takes: its current global head, and the terms for deltas against it. */
export interface Manifest {
  /** Version of the global head; a delta names it as its base. */
  readonly version: number;
  /** Id of the feature layout: which weight means what. */
  readonly layout: string;
  /** Number of weights. */
  readonly dimensions: number;
  /** L2 bound for deltas, in weight units. */
  readonly clipNorm: number;
  readonly head: {
    /** SHA-256 of the head file, 64 lower-case hex digits. */
    readonly hash: string;
    /** Relative to the manifest's own URL: always `heads/<hash>`, so that no manifest can point elsewhere. */
    readonly url: string;
    /** Size of the head file. */
    readonly bytes: number;
  };
}

/** A delta of more weights would not fit the server's body limit of 64 KiB. */
const MAX_DIMENSIONS = 60_000;
/** More than the header of a head file ever takes. */
const MAX_HEAD_HEADER_BYTES = 4_096;
const BYTES_PER_WEIGHT = 4;

/**
 * Reads a manifest from outside.
 *
 * @param json   The manifest as text.
 * @param source What it is called in errors, e.g. its URL.
 * @throws {WireError} `format`, naming the field, what it must be and what came.
 */
export function parseManifest(json: string, source: string): Manifest {
  const manifest = recordOf(parseJson(json, source));
  const head = recordOf(manifest["head"]);
  const { version, layout, dimensions, clipNorm } = manifest;
  const { hash, url, bytes } = head;
  const wrong = (field: string, wanted: string, got: unknown): WireError =>
    new WireError(
      "format",
      `Cannot use the manifest "${source}" as "${field}" must be ${wanted}: got ${String(JSON.stringify(got)).slice(0, 80)}`,
    );
  if (!isCount(version)) throw wrong("version", "a whole number from 0", version);
  if (typeof layout !== "string" || layout === "") throw wrong("layout", "a text", layout);
  if (!isCount(dimensions) || dimensions < 1 || dimensions > MAX_DIMENSIONS) {
    throw wrong("dimensions", `a whole number from 1 to ${MAX_DIMENSIONS}`, dimensions);
  }
  if (typeof clipNorm !== "number" || !(clipNorm > 0 && clipNorm < Infinity)) {
    throw wrong("clipNorm", "a positive number", clipNorm);
  }
  if (typeof hash !== "string" || !/^[0-9a-f]{64}$/.test(hash))
    throw wrong("head.hash", "64 hex digits", hash);
  if (url !== `heads/${hash}`) throw wrong("head.url", `"heads/${hash}"`, url);
  const leastBytes = dimensions * BYTES_PER_WEIGHT;
  const mostBytes = leastBytes + MAX_HEAD_HEADER_BYTES;
  if (!isCount(bytes) || bytes <= leastBytes || bytes > mostBytes) {
    throw wrong("head.bytes", `from ${leastBytes + 1} to ${mostBytes}`, bytes);
  }
  return { version, layout, dimensions, clipNorm, head: { hash, url, bytes } };
}

function parseJson(json: string, source: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new WireError(
      "format",
      `Cannot use the manifest "${source}" as it must be JSON: it starts with ${JSON.stringify(json.slice(0, 40))}; check the "sync" address`,
      { cause },
    );
  }
}

/** Anything that is not an object reads as an empty one: the first field's check then names what is missing. */
function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
