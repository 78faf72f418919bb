import { RankError } from "../base/errors.ts";

/** The checked content of a model's `config.json`. */
export interface EncoderConfig {
  readonly modelId: string;
  /** Length of a token's vector and of an embedding; a multiple of 8. */
  readonly hiddenSize: number;
  readonly layerCount: number;
  /** Divides `hiddenSize`; each head is a multiple of 8 wide. */
  readonly headCount: number;
  /** Width of the feed-forward layer; a multiple of 8. */
  readonly intermediateSize: number;
  readonly vocabularySize: number;
  readonly positionCount: number;
  readonly tokenTypeCount: number;
  readonly layerNormEpsilon: number;
  /** Tokens per text that the encoder looks at, special tokens included. */
  readonly maxTokens: number;
}

/**
 * Checks a Hugging Face `config.json` of a BERT encoder with our `personal_rank` entry.
 *
 * @param json   The parsed file.
 * @param source What the file is called in errors, e.g. its URL.
 * @throws {RankError} `model-failed`, naming the key, what it must be and what it is.
 */
export function parseConfig(json: unknown, source: string): EncoderConfig {
  const file = record(json, "the file", source);
  const own = record(file["personal_rank"], `"personal_rank"`, source);
  expectValue(file, "hidden_act", "gelu", source);
  expectValue(file, "position_embedding_type", "absolute", source);
  if (own["pooling"] !== "mean") {
    throw wrong(source, `"personal_rank.pooling" must be "mean"`, own["pooling"]);
  }
  const modelId = own["model_id"];
  if (typeof modelId !== "string" || modelId === "") {
    throw wrong(source, `"personal_rank.model_id" must be a text`, modelId);
  }
  const hiddenSize = count(file, "hidden_size", source, 8);
  const headCount = count(file, "num_attention_heads", source);
  if (hiddenSize % (headCount * 8) !== 0) {
    throw wrong(
      source,
      `"hidden_size" ${hiddenSize} must be a multiple of 8 times "num_attention_heads"`,
      headCount,
    );
  }
  const positionCount = count(file, "max_position_embeddings", source);
  const maxTokens = count(own, "max_tokens", source);
  if (maxTokens < 3 || maxTokens > positionCount) {
    throw wrong(
      source,
      `"personal_rank.max_tokens" must lie between 3 and "max_position_embeddings" ${positionCount}`,
      maxTokens,
    );
  }
  const layerNormEpsilon = file["layer_norm_eps"] ?? 1e-12;
  if (typeof layerNormEpsilon !== "number" || !(layerNormEpsilon >= 0 && layerNormEpsilon < 1)) {
    throw wrong(source, `"layer_norm_eps" must be a number from 0 to 1`, layerNormEpsilon);
  }
  return {
    modelId,
    hiddenSize,
    layerCount: count(file, "num_hidden_layers", source),
    headCount,
    intermediateSize: count(file, "intermediate_size", source, 8),
    vocabularySize: count(file, "vocab_size", source),
    positionCount,
    tokenTypeCount: count(file, "type_vocab_size", source),
    layerNormEpsilon,
    maxTokens,
  };
}

/** Absent means the value that Hugging Face takes by default, which is the one we support. */
function expectValue(file: Record<string, unknown>, key: string, value: string, source: string): void {
  if (file[key] !== undefined && file[key] !== value)
    throw wrong(source, `"${key}" must be "${value}"`, file[key]);
}

function count(file: Record<string, unknown>, key: string, source: string, multipleOf: number = 1): number {
  const value = file[key];
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 1 || value % multipleOf !== 0) {
    throw wrong(source, `"${key}" must be a positive multiple of ${multipleOf}`, value);
  }
  return value;
}

function record(value: unknown, what: string, source: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw wrong(source, `${what} must be a JSON object`, value);
  }
  return value as Record<string, unknown>; // checked in the line above
}

function wrong(source: string, wanted: string, got: unknown): RankError {
  return new RankError(
    "model-failed",
    `Cannot use "${source}" as a model configuration because ${wanted}: got ${JSON.stringify(got) ?? "nothing"}; import the checkpoint again with "npm run model:import"`,
  );
}
