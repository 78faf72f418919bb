import { encodeCatalogue } from "../../../src/evaluation/catalogue/encode-catalogue.ts";
import { candidateOf } from "../../../src/evaluation/catalogue/read-candidates.ts";
import { comparedItem } from "../../../src/evaluation/catalogue/described-catalogue.ts";
import type { RankTask } from "../../../src/evaluation/contender.ts";
import { createFeatureRows } from "../../../src/evaluation/simulate/feature-rows.ts";
import type { Product } from "../../../src/demo/product.ts";
import { cosine } from "../../../src/learning/centred-vectors.ts";
import { FEATURE_COUNT, featureRange } from "../../../src/learning/feature-layout.ts";
import type { EngagedItem } from "../../../src/learning/history.ts";
import { linearScores } from "../../../src/learning/linear-scores.ts";
import { queryMatch } from "../../../src/learning/query-match.ts";
import { staticScores } from "../../../src/learning/static-score.ts";
import type { LoadedModel } from "../../../src/model/model-folder.ts";
import { candidateText } from "../../../src/ranking/candidate-text.ts";

const HISTORY = featureRange("history").start;

/** Describes a list for whoever has this history; the shop's order is that of the products. */
export type DescribePersonaList = (
  list: { readonly products: readonly Product[]; readonly query: string },
  history: readonly EngagedItem[],
) => RankTask;

/**
 * Describes lists as the harness of `eval:replay` does, with what an answer to a search has besides: how well each item matches the query.
 *
 * @param queries       All that will be asked: they are encoded with the catalogue.
 * @param globalWeights [d].
 * @throws {Error} if the model lacks static weights.
 */
export async function describePersonaLists(
  { products, queries }: { readonly products: readonly Product[]; readonly queries: readonly string[] },
  model: LoadedModel,
  globalWeights: ArrayLike<number>,
  onProgress: (share: number) => void,
): Promise<DescribePersonaList> {
  const asked = [...new Set(queries)].toSorted();
  const candidates = [...products.map(candidateOf), ...asked.map((query) => ({ id: query, title: query }))];
  const catalogue = await encodeCatalogue(model, candidates, onProgress);
  const { size, embeddings, staticWeights } = catalogue;
  const indexOf = new Map(products.map(({ id }, item) => [id, item]));
  const askedAt = new Map(asked.map((query, at) => [query, products.length + at]));
  const vectorOf = (item: number): Float32Array => embeddings.subarray(item * size, (item + 1) * size);
  const writeRows = createFeatureRows(catalogue);
  const weights = Float64Array.from(globalWeights);
  return ({ products: shown, query }, history) => {
    const items = shown.map(({ id }) => indexOf.get(id)!); // of this catalogue
    const vectors = items.map(vectorOf);
    const words = vectorOf(askedAt.get(query)!); // one of those above
    const match = queryMatch(
      {
        query,
        titles: items.map((item) => candidateText(candidates[item])),
        cosines: vectors.map((vector) => cosine(vector, words)),
        vectors,
      },
      model.matchWeights,
    );
    const features = new Float32Array(items.length * FEATURE_COUNT);
    writeRows({ items, match, target: features, firstRow: 0 });
    const byHistory = staticScores(
      items.map((item) => comparedItem(catalogue, item)),
      history.map(({ itemId, evidence }) => ({
        ...comparedItem(catalogue, indexOf.get(itemId)!), // it was on a list
        evidence,
      })),
      staticWeights,
    );
    const mean = byHistory.reduce((sum, score) => sum + score, 0) / items.length;
    for (const [index, score] of byHistory.entries())
      features[index * FEATURE_COUNT + HISTORY] = score - mean;
    return {
      items,
      features,
      baseScores: linearScores(features, weights),
      profile: { tfidf: new Float64Array(items.length), embedding: new Float64Array(items.length) },
      popularity: Float64Array.from(items, (_, index) => -index),
    };
  };
}
