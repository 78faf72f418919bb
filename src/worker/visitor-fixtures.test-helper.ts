import type { RankError } from "../base/errors.ts";
import { seededRandom } from "../base/random.ts";
import { DELTA_VERSION } from "../federation/delta.ts";
import { FEATURE_COUNT, featureRange } from "../learning/feature-layout.ts";
import type { Interaction } from "../ranking/interaction.ts";
import { memoryRecords } from "../store/memory-records.ts";
import type { Platform } from "./platform.ts";
import { plainMaths } from "../learning/plain-maths.ts";
import type { ShownRanking } from "../learning/shown-ranking.ts";
import { type VisitorHead, visitorHead } from "../learning/visitor-head.ts";
import type { ReleaseRecord } from "../store/sharing-records.ts";
import type { RankingRecord } from "../store/visitor-records.ts";

/** What a page asks for unless it says otherwise. For tests. */
export const BAYES = { learner: "bayes", learns: "last-layer" } as const;
export const bayesHead: VisitorHead = visitorHead(BAYES, null);

/** A ranking as it is kept, shown without chance. For tests. */
export function recordOf(shown: ShownRanking, modelId = "m1"): RankingRecord {
  const places = [...shown.itemIds.keys()];
  return {
    ...shown,
    key: shown.id,
    listId: "search",
    query: "",
    atMs: 1,
    modelId,
    titles: shown.itemIds.map((id) => id.toUpperCase()),
    arm: "personal",
    isExplored: false,
    shownPropensities: new Float64Array(places.length).fill(1),
    greedyPlaces: places,
    heldPlaces: [],
  };
}

/** A release with a head of that version, as it is kept. For tests. */
export function releaseOf(version: number, changes: Partial<ReleaseRecord> = {}): ReleaseRecord {
  return {
    key: "release",
    version,
    keysVersion: 1,
    issuedAtMs: 0,
    expiresAtMs: 7 * 86_400_000,
    etag: null,
    headVersion: version,
    headHash: `head ${version}`,
    canaryDraw: 0.5,
    clipNorm: 1,
    deltaVersion: DELTA_VERSION,
    reportProbability: 1,
    localSigma: 0,
    privacy: { noiseMultiplier: 1, delta: 1e-8, reportsPer90Days: 12 },
    isSplit: false,
    ...changes,
  };
}

const BRAND = featureRange("brand").start;

/** A browser with its lock and its store in memory, which passes for one that lasts. For tests. */
export function testPlatform(): Platform & { readonly warnings: RankError[] } {
  const warnings: RankError[] = [];
  let last: Promise<unknown> = Promise.resolve();
  let isUploading = false;
  return {
    fetch: () => Promise.reject(new Error("no network in this test")),
    now: () => 1_000,
    random: seededRandom(1),
    records: { ...memoryRecords(), storage: "indexeddb" },
    gpu: undefined,
    userAgent: "test",
    machine: { cores: 1, memoryGiB: null },
    makeHelper: null,
    savesData: false,
    headMaths: plainMaths,
    clockMs: () => 0,
    whenIdle: () => undefined,
    exclusively: (action) => {
      const result = last.then(action);
      last = result.catch(() => undefined);
      return result;
    },
    unlessUploading: async (action) => {
      if (isUploading) return null;
      isUploading = true;
      try {
        return await action();
      } finally {
        isUploading = false;
      }
    },
    warn: (error) => warnings.push(error),
    warnings,
  };
}

/** A ranking of three items, item i of brand i. For tests. */
export function ranking(id: string, modelId = "m1"): RankingRecord {
  const features = new Float32Array(3 * FEATURE_COUNT);
  for (let item = 0; item < 3; item++) features[item * FEATURE_COUNT + BRAND + item] = 1;
  const shown = {
    id,
    itemIds: ["a", "b", "c"],
    texts: ["Brand A", "Brand B", "Brand C"],
    features,
    baseScores: new Float64Array(3),
    propensities: Float64Array.of(1, 1 / 2, 1 / 3),
  };
  return recordOf(shown, modelId);
}

export const click = (
  rankingId: string,
  itemId: string,
  eventId = `${rankingId}/${itemId}`,
): Interaction => ({
  type: "click",
  rankingId,
  itemId,
  eventId,
  atMs: 5,
});

export const seen = (rankingId: string, itemId: string): Interaction => ({
  ...click(rankingId, itemId, `seen ${rankingId}/${itemId}`),
  type: "impression",
});
