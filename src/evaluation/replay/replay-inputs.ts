import type { Candidate } from "../../ranking/candidate.ts";
import { encodeCatalogue } from "../catalogue/encode-catalogue.ts";
import type { DescribedCatalogue } from "../catalogue/described-catalogue.ts";
import type { LoadedModel } from "../../model/model-folder.ts";
import type { Precision } from "../../model/forward-pass.ts";
import type { ShopLog } from "./shop-log.ts";
import { splitOf } from "./split-of.ts";
import { type TfIdf, tfIdfOf } from "./tf-idf.ts";

/** A shop's log with its catalogue as the product sees it. */
export interface ReplayInputs {
  readonly log: ShopLog;
  readonly catalogue: DescribedCatalogue;
  readonly tfIdf: TfIdf;
  /** [n]: purchases of each item by train shoppers. */
  readonly popularity: Float64Array;
}

/** Describes all that a log's lists need; about a minute for 60,000 titles, of which the embeddings are kept. */
export async function replayInputs(
  log: ShopLog,
  model: LoadedModel,
  onProgress: (share: number) => void,
  precision?: Precision,
): Promise<ReplayInputs> {
  const candidates = log.titles.map((title, item): Candidate =>
    log.prices === null ? { id: String(item), title } : { id: String(item), title, price: log.prices[item] },
  );
  const popularity = new Float64Array(log.titles.length);
  for (const { id, purchases } of log.shoppers)
    if (splitOf(log.name, id) === "train") for (const { item } of purchases) popularity[item]++;
  return {
    log,
    catalogue: await encodeCatalogue(model, candidates, onProgress, precision),
    tfIdf: tfIdfOf(log.titles),
    popularity,
  };
}
