import type { SignedManifest } from "../federation/manifest.ts";
import { encodeSplitTerms } from "../federation/split-terms.ts";
import { FEATURE_COUNT } from "../learning/feature-layout.ts";
import { splitCoordinates } from "../learning/split-coordinates.ts";
import type { RankingRecord } from "../store/visitor-records.ts";
import { allSteps, sharingSetting } from "./sharing-fixtures.test-helper.ts";
import type { SharingSetting } from "./sharing-fixtures.test-helper.ts";
import { ranking } from "./visitor-fixtures.test-helper.ts";

/** The servers of {@link sharingSetting} and of {@link SPLIT}. For tests. */
export const LEADER = "rank.shop.example";
export const HELPER = "other.example";
/** What a manifest says of the two. For tests. */
export const SPLIT: Pick<SignedManifest, "deltaVersion" | "secureAggregation"> = {
  deltaVersion: 3,
  secureAggregation: encodeSplitTerms({ helper: `https://${HELPER}/v1`, coordinates: 1 }),
};

/** Three items that their texts tell apart, which is what is split; brands are left out. For tests. */
export function textRanking(id: string): RankingRecord {
  const features = new Float32Array(3 * FEATURE_COUNT);
  for (let item = 0; item < 3; item++)
    for (const [at, coordinate] of splitCoordinates().entries())
      features[item * FEATURE_COUNT + coordinate] = Math.sin(3 * at + item);
  return { ...ranking(id), features };
}

export const splitSetting = (): Promise<SharingSetting> => sharingSetting({ manifest: SPLIT }, textRanking);

/** What went where, each time that it did. For tests. */
export function posts({
  server,
}: SharingSetting): { readonly host: string; readonly path: string; readonly bytes: Uint8Array }[] {
  return server.requests
    .filter(({ method }) => method === "POST")
    .map(({ host, path, init }) => ({ host, path, bytes: init.body as Uint8Array })); // as the client sends it
}

export const hosts = (setting: SharingSetting): string[] => posts(setting).map(({ host }) => host);

/** [64]: the step of the pages, of what is split. For tests. */
export async function wholeStepOf(setting: SharingSetting): Promise<Float32Array> {
  const step = await allSteps(setting);
  return Float32Array.from(splitCoordinates(), (at) => step[at]);
}
