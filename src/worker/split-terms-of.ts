import { DELTA_VERSION } from "../federation/delta.ts";
import { readSplitTerms, SPLIT_DELTA_VERSION } from "../federation/split-terms.ts";
import type { SplitTerms } from "../federation/split-terms.ts";
import { SPLIT_COORDINATES_VERSION } from "../learning/split-coordinates.ts";
import { MAY_SPLIT } from "./may-split.ts";
import type { OutboxRecord, ReleaseRecord } from "../store/sharing-records.ts";

/** How uploads are split by a release's terms; null if they go whole, or in a way that this version does not know. */
export function splitTermsOf(
  release: Pick<ReleaseRecord, "split" | "deltaVersion"> | null,
): SplitTerms | null {
  if (!MAY_SPLIT || release?.deltaVersion !== SPLIT_DELTA_VERSION) return null;
  const terms = readSplitTerms(release.split ?? null);
  return terms?.coordinates === SPLIT_COORDINATES_VERSION ? terms : null;
}

/** Whether this version can make what the server takes: whole deltas, or split ones. */
export function canMake(release: ReleaseRecord): boolean {
  if (!release.isSplit) return release.deltaVersion === DELTA_VERSION;
  return splitTermsOf(release) !== null;
}

/**
 * Whether an upload was made by a release's terms: whole, or for its second server, with its clip, as no server takes another one any more;
 * and with as much noise as it asks for.
 */
export function isByTermsOf(
  release: ReleaseRecord,
  {
    helper,
    madeBy = release,
  }: Pick<OutboxRecord, "helper"> & { readonly madeBy?: Pick<ReleaseRecord, "clipNorm" | "localSigma"> },
): boolean {
  return (
    helper?.url === splitTermsOf(release)?.helper &&
    madeBy.clipNorm === release.clipNorm &&
    madeBy.localSigma >= release.localSigma
  );
}
