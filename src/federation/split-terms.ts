/** How a step is split between two servers, as a manifest's `secureAggregation` says it. */
export interface SplitTerms {
  /** Absolute URL of the second server's `/v1`. The first is the one that the manifest is of. */
  readonly helper: string;
  /** Which values of a step are split, see learning/split-coordinates.ts. */
  readonly coordinates: number;
}

/** A manifest's `deltaVersion` where shares are taken, and no whole delta: what a device then sends is a step in two parts. */
export const SPLIT_DELTA_VERSION = 3;

/** Of Prio3SumVec and of these terms: shares of another draft do not fit. */
const VERSION = 1;

/** The terms as they stand in a manifest. */
export function encodeSplitTerms({ helper, coordinates }: SplitTerms): Readonly<Record<string, unknown>> {
  return { version: VERSION, helper, coordinates };
}

/**
 * What a manifest says of splitting.
 *
 * @returns Null for terms of another version, and for an address that shares could not go to without being seen: then nothing is sent.
 */
export function readSplitTerms(terms: Readonly<Record<string, unknown>> | null): SplitTerms | null {
  const { version, helper, coordinates } = terms ?? {};
  if (version !== VERSION || typeof helper !== "string" || typeof coordinates !== "number") return null;
  return isPrivateAddress(helper) ? { helper, coordinates } : null;
}

/** Whether nobody between can read what goes there: https, or this very machine. */
export function isPrivateAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === "https:" || (protocol === "http:" && ["localhost", "127.0.0.1"].includes(hostname));
}
