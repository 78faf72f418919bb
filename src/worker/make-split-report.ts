import type { Random } from "../base/random.ts";
import { splitReport } from "../federation/split-report.ts";
import { encodeSplitShare, splitReportId } from "../federation/split-share.ts";
import { splitUnits } from "../federation/split-units.ts";
import { FEATURE_LAYOUT } from "../learning/feature-layout.ts";
import { SPLIT_COORDINATES_VERSION } from "../learning/split-coordinates.ts";

/** Both files of an upload, and the name by which both servers count it once. */
export interface SplitUpload {
  /** 32 hex digits. */
  readonly key: string;
  /** For the server that the page names. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** For the second one. */
  readonly helperBytes: Uint8Array<ArrayBuffer>;
}

/**
 * Rounds a step and splits it in two, each part as good as chance by itself. A file of its own, which only pages of such a server load.
 *
 * @param values [k]: of the coordinates that are split, with the noise that is asked for.
 * @param random Unpredictable: who can guess it sees the values.
 */
export async function makeSplitReport(
  values: Float32Array,
  {
    clipNorm,
    baseVersion,
    random,
  }: { readonly clipNorm: number; readonly baseVersion: number; readonly random: Random },
): Promise<SplitUpload> {
  const randomBytes = (count: number): Uint8Array =>
    Uint8Array.from({ length: count }, () => Math.floor(random() * 256));
  const report = await splitReport(splitUnits(values, { clipNorm, random }), randomBytes);
  const { nonce, publicShare, leaderShare, helperShare } = report;
  const terms = {
    layout: FEATURE_LAYOUT,
    clipNorm,
    coordinates: SPLIT_COORDINATES_VERSION,
    dimensions: values.length,
  };
  const both = { nonce, publicShare, baseVersion };
  return {
    key: splitReportId(report),
    bytes: encodeSplitShare({ ...both, role: "leader", share: leaderShare }, terms),
    helperBytes: encodeSplitShare({ ...both, role: "helper", share: helperShare }, terms),
  };
}
