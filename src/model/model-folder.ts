import { asRankError, RankError } from "../base/errors.ts";
import { decodeSafetensors } from "../base/safetensors.ts";
import { sha256 } from "../base/sha256.ts";
import type { Safetensors } from "../base/safetensors.ts";
import { parseConfig } from "./config.ts";
import type { EncoderConfig } from "./config.ts";
import { fetchModelFile } from "./fetch-model-file.ts";
import type { FetchFile } from "./fetch-model-file.ts";
import { readHeadPrior } from "./head-prior.ts";
import type { HeadPrior } from "./head-prior.ts";
import { readHeadProjection } from "./head-projection.ts";
import type { HeadProjection } from "./head-projection.ts";
import { readMatchWeights } from "./match-weights.ts";
import type { MatchWeights } from "./match-weights.ts";
import { readStaticWeights } from "./static-weights.ts";
import type { StaticWeights } from "./static-weights.ts";
import { readTransitionWeights } from "./transition-weights.ts";
import type { TransitionWeights } from "./transition-weights.ts";
import { createTokenizer } from "./tokenizer.ts";
import type { Tokenizer } from "./tokenizer.ts";
import { readWeights } from "./weights.ts";
import type { EncoderWeights } from "./weights.ts";

/** What an encoder is made of. */
export interface EncoderModel {
  readonly config: EncoderConfig;
  readonly tokenizer: Pick<Tokenizer, "encode">;
  readonly weights: EncoderWeights;
}

/** What of a model describes lists once their texts are embeddings: all but the weights, which are nine tenths of its bytes. */
export interface ModelParts {
  readonly config: EncoderConfig;
  readonly tokenizer: Tokenizer;
  readonly headProjection: HeadProjection;
  /** Null for a model without them: then a visitor's history counts only through what the head learns. */
  readonly staticWeights: StaticWeights | null;
  /** Null for a model without them: then a query is compared with the items by the encoder alone. */
  readonly matchWeights: MatchWeights | null;
  /** Null for a model without them, and in a shop whose purchases it was not fitted on. */
  readonly transitionWeights: TransitionWeights | null;
  /** Null for a model without it: then heads start from what the product ships. */
  readonly headPrior: HeadPrior | null;
}

/** A model folder, read and checked. */
export type LoadedModel = ModelParts & EncoderModel;

/**
 * A model folder whose files are fetched when they are wanted, each once; what did not come, or came damaged, is fetched anew when it is
 * wanted again.
 * Both methods throw {@link RankError} `model-failed`, naming the file, what was wanted, what came, and what to do.
 */
export interface ModelFolder {
  /** `config.json`, `tokenizer.json` and `head.safetensors`, all three at once. */
  parts(): Promise<ModelParts>;
  /** `model.safetensors` too. */
  whole(): Promise<LoadedModel>;
}

/**
 * An encoder of 118 million weights takes 475 MB in float. The steps of loading hold it twice (the pieces that came and the file, the tensors
 * and the encoder's own) or three times (the file, what the browser hashes of it, and its tensors), and once more as long as the browser has not
 * collected what the step before left.
 */
const MOST_WEIGHT_BYTES = 2 ** 29;

/** @param baseUrl URL of the folder, with or without a trailing slash. */
export function modelFolder(baseUrl: string, { fetch }: { readonly fetch: FetchFile }): ModelFolder {
  const folder = baseUrl.endsWith("/") ? baseUrl : `${baseUrl}/`;
  const url = `${folder}model.safetensors`;
  const parts = untilItComes(() => loadParts(folder, fetch));
  const whole = untilItComes(async (): Promise<LoadedModel> => {
    const [model, weightBytes] = await Promise.all([parts(), fetchModelFile(url, fetch, MOST_WEIGHT_BYTES)]);
    // Both at once. Of a file that is another model's, this says more than why it could not be read.
    const isOwn = requireOwnWeights(weightBytes, model.config, url);
    try {
      return { ...model, weights: readWeights(readTensors(weightBytes, url).tensors, model.config, url) };
    } finally {
      await isOwn;
    }
  });
  return { parts, whole };
}

async function loadParts(folder: string, fetch: FetchFile): Promise<ModelParts> {
  const urlOf = (name: string): string => `${folder}${name}`;
  const [configBytes, tokenizerBytes, headBytes] = await Promise.all([
    fetchModelFile(urlOf("config.json"), fetch),
    fetchModelFile(urlOf("tokenizer.json"), fetch),
    fetchModelFile(urlOf("head.safetensors"), fetch),
  ]);
  const config = parseConfig(parseJson(configBytes, urlOf("config.json")), urlOf("config.json"));
  const head = readTensors(headBytes, urlOf("head.safetensors"));
  const { model_id: owner = config.modelId } = head.metadata;
  if (owner !== config.modelId) throw ofAnother(urlOf("head.safetensors"));
  return {
    config,
    tokenizer: createTokenizer(
      parseJson(tokenizerBytes, urlOf("tokenizer.json")),
      config,
      urlOf("tokenizer.json"),
    ),
    headProjection: readHeadProjection(head.tensors, config, urlOf("head.safetensors")),
    staticWeights: readStaticWeights(head, config, urlOf("head.safetensors")),
    matchWeights: readMatchWeights(head.tensors, urlOf("head.safetensors")),
    transitionWeights: readTransitionWeights(head, config, urlOf("head.safetensors")),
    headPrior: readHeadPrior(head, urlOf("head.safetensors")),
  };
}

/** The same promise for everybody who asks, unless it was rejected: then the next one to ask starts it again. */
function untilItComes<T>(start: () => Promise<T>): () => Promise<T> {
  let begun: Promise<T> | null = null;
  return () => {
    begun ??= start().catch((thrown: unknown) => {
      begun = null;
      throw thrown;
    });
    return begun;
  };
}

/**
 * The id of a model ends with the first 12 digits of its weights' SHA-256. Where browsers do not compute one, on pages without HTTPS,
 * nothing is checked.
 *
 * @throws {RankError} `model-failed` if these are other ones, from a cache say, or damaged.
 */
async function requireOwnWeights(
  bytes: Uint8Array<ArrayBuffer>,
  { modelId }: EncoderConfig,
  url: string,
): Promise<void> {
  const wanted = /-([0-9a-f]{12})$/.exec(modelId)?.[1];
  if (wanted === undefined || crypto.subtle === undefined) return;
  if (!(await sha256(bytes, crypto.subtle)).startsWith(wanted)) throw ofAnother(url);
}

function ofAnother(url: string): RankError {
  return new RankError(
    "model-failed",
    `Cannot use "${url}" because it is damaged or of another model than config.json; copy the folder again, under another path if caches may hold parts of it`,
  );
}

function parseJson(bytes: Uint8Array, url: string): unknown {
  const text = new TextDecoder().decode(bytes);
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new RankError(
      "model-failed",
      `Cannot read "${url}" as JSON: it has ${text.length} characters and starts with "${text.slice(0, 15)}"; check that the file was copied whole`,
      { cause },
    );
  }
}

function readTensors(bytes: Uint8Array, url: string): Safetensors {
  try {
    return decodeSafetensors(bytes, url);
  } catch (thrown) {
    throw asRankError(thrown, "model-failed");
  }
}
