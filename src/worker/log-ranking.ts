import { catalogueCentre, centredUnit } from "../learning/centred-vectors.ts";
import { FEATURE_COUNT, featureRange } from "../learning/feature-layout.ts";
import type { EngagedItem } from "../learning/history.ts";
import { compareWithHistory, type HistoryComparison } from "../learning/history-comparison.ts";
import type { ComparedItem } from "../learning/static-score.ts";
import { engagedItem } from "../learning/transition.ts";
import { titleVectors } from "../learning/title-vectors.ts";
import { dot, rowOf } from "../learning/vectors.ts";
import { shopPriorAt } from "../ranking/position-model.ts";
import type { Ranking } from "../ranking/ranking.ts";
import type { CachedVectors, EmbeddingCache } from "../store/embedding-cache.ts";
import type { RankingRecord } from "../store/schema.ts";
import type { ListDescriber } from "./describe-list.ts";

const HISTORY = featureRange("history").start;

/** The embeddings that one list was described with, by text. */
export interface LookedUp {
  readonly vectorOf: ReadonlyMap<string, Float32Array>;
  readonly catalogue: CachedVectors["catalogue"];
}

/** A cache that notes what is looked up in it, so that nothing is looked up twice for one list. */
export function notingCache(
  cache: EmbeddingCache,
  note: (lookedUp: LookedUp) => void,
): Pick<EmbeddingCache, "vectorsOf"> {
  return {
    vectorsOf: async (texts, options) => {
      const found = await cache.vectorsOf(texts, options);
      const vectorOf = new Map(texts.map((text, at) => [text, found.vectors[at]]));
      note({ vectorOf, catalogue: found.catalogue });
      return found;
    },
  };
}

/**
 * The record of a ranking as the log keeps it: what the visitor did is in none of its numbers. The column of the history is
 * left out of the features, and of the base scores, and kept as what it is made of; the learned part of a score never was in.
 *
 * @param record  What was shown, with features and texts in displayed order.
 * @param options `weights`: the global head that scored it, [d]. `history`: by which it was scored, the newest last.
 */
export function logRanking(
  { ranking, record }: { readonly ranking: Ranking; readonly record: RankingRecord },
  {
    model: { headProjection, staticWeights, tokenizer, transitionWeights },
    weights,
    history,
    lookedUp,
  }: Pick<ListDescriber, "model"> & {
    readonly weights: Float32Array;
    readonly history: readonly EngagedItem[];
    readonly lookedUp: LookedUp;
  },
): RankingRecord {
  const features = record.features.slice();
  for (let index = 0; index < ranking.items.length; index++) features[index * FEATURE_COUNT + HISTORY] = 0;
  const baseScores = Float64Array.from(
    ranking.items,
    ({ shopIndex }, index) => shopPriorAt(shopIndex) + dot(rowOf(features, index), weights),
  );
  const known = history.filter(({ text }) => lookedUp.vectorOf.has(text));
  let comparison: HistoryComparison | null = null;
  if (staticWeights !== null && known.length > 0) {
    const centre = catalogueCentre(lookedUp.catalogue, headProjection.center);
    const compared = (text: string): ComparedItem => ({
      embedding: centredUnit(lookedUp.vectorOf.get(text)!, centre), // the list's own texts were looked up too
      title: titleVectors(tokenizer.wordsOf(text), staticWeights.idf),
    });
    const engaged = known.map(({ itemId, text }) => ({
      itemId,
      ...engagedItem(compared(text), transitionWeights),
    }));
    comparison = compareWithHistory(record.texts.map(compared), engaged, staticWeights);
  }
  const logged = { ...record, features, baseScores };
  return comparison === null ? logged : { ...logged, history: { weight: weights[HISTORY], comparison } };
}
