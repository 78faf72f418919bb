import { asRankError, RankError } from "../base/errors.ts";
import { decodeSafetensors } from "../base/safetensors.ts";
import { parseConfig } from "./config.ts";
import type { EncoderConfig } from "./config.ts";
import { fetchModelFile } from "./fetch-model-file.ts";
import type { FetchFile } from "./fetch-model-file.ts";
import { readHeadProjection } from "./head-projection.ts";
import type { HeadProjection } from "./head-projection.ts";
import { createTokenizer } from "./tokenizer.ts";
import type { Tokenizer } from "./tokenizer.ts";
import { readWeights } from "./weights.ts";
import type { EncoderWeights } from "./weights.ts";

/** What an encoder is made of. */
export interface EncoderModel {
  readonly config: EncoderConfig;
  readonly tokenizer: Tokenizer;
  readonly weights: EncoderWeights;
}

/** A model folder, read and checked. */
export interface LoadedModel extends EncoderModel {
  readonly headProjection: HeadProjection;
}

export interface LoadModelOptions {
  readonly fetch: FetchFile;
}

/**
 * Loads a model folder: `config.json`, `tokenizer.json`, `model.safetensors` and `head.safetensors`, all four at once.
 *
 * @param baseUrl URL of the folder, with or without a trailing slash.
 * @throws {RankError} `model-failed`, naming the file, what was wanted, what came, and what to do.
 */
export async function loadModel(baseUrl: string, { fetch }: LoadModelOptions): Promise<LoadedModel> {
  const folder = baseUrl.endsWith("/") ? baseUrl : `${baseUrl}/`;
  const urlOf = (name: string): string => `${folder}${name}`;
  const [configBytes, tokenizerBytes, weightBytes, headBytes] = await Promise.all([
    fetchModelFile(urlOf("config.json"), fetch),
    fetchModelFile(urlOf("tokenizer.json"), fetch),
    fetchModelFile(urlOf("model.safetensors"), fetch),
    fetchModelFile(urlOf("head.safetensors"), fetch),
  ]);
  const config = parseConfig(parseJson(configBytes, urlOf("config.json")), urlOf("config.json"));
  return {
    config,
    tokenizer: createTokenizer(
      parseJson(tokenizerBytes, urlOf("tokenizer.json")),
      config,
      urlOf("tokenizer.json"),
    ),
    weights: readWeights(
      readTensors(weightBytes, urlOf("model.safetensors")),
      config,
      urlOf("model.safetensors"),
    ),
    headProjection: readHeadProjection(
      readTensors(headBytes, urlOf("head.safetensors")),
      config,
      urlOf("head.safetensors"),
    ),
  };
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

function readTensors(bytes: Uint8Array, url: string): ReturnType<typeof decodeSafetensors>["tensors"] {
  try {
    return decodeSafetensors(bytes, url).tensors;
  } catch (thrown) {
    throw asRankError(thrown, "model-failed");
  }
}
