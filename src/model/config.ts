import { RankError } from "../base/errors.ts";

/** The checked content of a model's `config.json`. */
export interface EncoderConfig {
  readonly modelId: string;
  /** Length of a token's vector and of an embedding; a multiple of 8. */
  readonly hiddenSize: number;
  readonly layerCount: number;
  /** Divides `hiddenSize`. */
  readonly headCount: number;
  /**
   * Length of all heads' queries together: `hiddenSize`, or more where a head's width is no multiple of 8 and is padded up
   * to one (pad-heads.ts).
   */
  readonly attentionSize: number;
  /** Width of the feed-forward layer; a multiple of 8. */
  readonly intermediateSize: number;
  /** Inside the feed-forward layer. */
  readonly activation: Activation;
  readonly vocabularySize: number;
  readonly positionCount: number;
  readonly tokenTypeCount: number;
  readonly layerNormEpsilon: number;
  /** Tokens per text that the encoder looks at, special tokens included. */
  readonly maxTokens: number;
  /** What of the last layer's vectors is the embedding: their mean, or the first one. */
  readonly pooling: "mean" | "cls";
}

/** GELU exactly (with erf), GELU by its approximation with tanh, or ReLU. */
export type Activation = "gelu" | "gelu-tanh" | "relu";

const ACTIVATIONS: ReadonlyMap<unknown, Activation> = new Map([
  ["gelu", "gelu"],
  ["gelu_new", "gelu-tanh"],
  ["gelu_pytorch_tanh", "gelu-tanh"],
  ["relu", "relu"],
]);
/** Values that the kernels take at once. */
const LANES = 8;

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
  // Absent means the value that Hugging Face takes by default.
  const activation = ACTIVATIONS.get(file["hidden_act"] ?? "gelu");
  if (activation === undefined) {
    throw wrong(
      source,
      `"hidden_act" must be one of ${[...ACTIVATIONS.keys()].join(", ")}`,
      file["hidden_act"],
    );
  }
  const positionType = file["position_embedding_type"] ?? "absolute";
  if (positionType !== "absolute")
    throw wrong(source, `"position_embedding_type" must be "absolute"`, positionType);
  const pooling = own["pooling"];
  if (pooling !== "mean" && pooling !== "cls") {
    throw wrong(source, `"personal_rank.pooling" must be "mean" or "cls"`, pooling);
  }
  const modelId = own["model_id"];
  if (typeof modelId !== "string" || modelId === "") {
    throw wrong(source, `"personal_rank.model_id" must be a text`, modelId);
  }
  const hiddenSize = count(file, "hidden_size", source, LANES);
  const headCount = count(file, "num_attention_heads", source);
  if (hiddenSize % headCount !== 0) {
    throw wrong(source, `"hidden_size" ${hiddenSize} must be a multiple of "num_attention_heads"`, headCount);
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
    attentionSize: headCount * Math.ceil(hiddenSize / headCount / LANES) * LANES,
    intermediateSize: count(file, "intermediate_size", source, LANES),
    activation,
    vocabularySize: count(file, "vocab_size", source),
    positionCount,
    tokenTypeCount: count(file, "type_vocab_size", source),
    layerNormEpsilon,
    maxTokens,
    pooling,
  };
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
