import type { HeadMaths } from "../base/head-maths.ts";
import { catalogueCentre, centredUnit, cosine } from "../learning/centred-vectors.ts";
import { featuresOf } from "../learning/features.ts";
import type { EngagedItem } from "../learning/history.ts";
import { queryMatch } from "../learning/query-match.ts";
import {
  compareWithHistory,
  type HistoryComparison,
  scoresByHistory,
} from "../learning/history-comparison.ts";
import { engagedItem } from "../learning/transition.ts";
import { titleVectors } from "../learning/title-vectors.ts";
import type { Encoder } from "../model/encoder.ts";
import type { ModelParts } from "../model/model-folder.ts";
import type { Candidate } from "../ranking/candidate.ts";
import { type KnownTexts } from "./known-texts.ts";
import type { EmbeddingCache } from "../store/embedding-cache.ts";
import { candidateText } from "../ranking/candidate-text.ts";

/** What describing a list takes: the encoder, the model's fixed weights, and the cache in front of it. */
export interface ListDescription {
  readonly encoder: Pick<Encoder, "encode">;
  readonly model: Pick<
    ModelParts,
    "headProjection" | "matchWeights" | "staticWeights" | "tokenizer" | "transitionWeights"
  >;
  readonly cache: EmbeddingCache;
  /** Of this model: what has been made of a text before. */
  readonly known: KnownTexts;
  readonly maths: HeadMaths;
}

/** A list as heads see it. */
export interface DescribedList {
  /** [n, d], list-centred. */
  readonly features: Float32Array;
  /** What the column of the history is made of; null for a newcomer, or a model without static weights. */
  readonly comparison: HistoryComparison | null;
}

/**
 * Describes the candidates of one list for one query and one visitor. Costs one encode of the query and of the items, shown or
 * in the history, that are not cached.
 *
 * @param request `history` as `addToHistory` keeps it.
 */
export async function describeList(
  { encoder, model, cache, known, maths }: ListDescription,
  request: {
    readonly candidates: readonly Candidate[];
    readonly query: string;
    readonly history: readonly EngagedItem[];
  },
): Promise<DescribedList> {
  const { candidates, query } = request;
  const { headProjection, matchWeights, staticWeights, tokenizer, transitionWeights } = model;
  const history = staticWeights === null ? [] : request.history;
  const texts = candidates.map(candidateText);
  const shopTexts = [...texts, ...history.map(({ text }) => text)];
  const hasQuery = query.trim() !== "";
  const { vectors, catalogue } = await cache.vectorsOf(hasQuery ? [...shopTexts, query] : shopTexts, {
    encode: (missing) => encoder.encode(missing),
    catalogueTexts: shopTexts.length,
  });
  const projected = known.projected(texts, headProjection.outputSize, (places) =>
    maths.project(
      joined(
        places.map((place) => vectors[place]),
        headProjection.inputSize,
      ),
      headProjection,
    ),
  );
  const centre = catalogueCentre(catalogue, headProjection.center);
  const units = vectors.map((vector) => centredUnit(vector, centre));
  const asked = units.at(-1); // of the query, if there is one
  const cosines = texts.map((_, item) => cosine(units[item], asked));
  const match = hasQuery
    ? queryMatch({ query, titles: texts, cosines, vectors: units.slice(0, texts.length) }, matchWeights)
    : new Float32Array(texts.length);
  if (staticWeights === null || history.length === 0) {
    const features = featuresOf(candidates, { projected, match, history: new Float32Array(texts.length) });
    return { features, comparison: null };
  }
  const compared = shopTexts.map((text, at) => ({
    embedding: units[at],
    title: known.title(text, () => titleVectors(tokenizer.wordsOf(text), staticWeights.idf)),
  }));
  const engaged = history.map(({ itemId }, at) => ({
    itemId,
    ...engagedItem(compared[texts.length + at], transitionWeights),
  }));
  const comparison = compareWithHistory(compared.slice(0, texts.length), engaged, staticWeights);
  const scores = scoresByHistory(comparison, history);
  return { features: featuresOf(candidates, { projected, match, history: scores }), comparison };
}

function joined(vectors: readonly Float32Array[], size: number): Float32Array {
  const rows = new Float32Array(vectors.length * size);
  for (const [at, vector] of vectors.entries()) rows.set(vector, at * size);
  return rows;
}
