import { normalFrom, seededRandom } from "../base/random.ts";
import { encodeSafetensors } from "../base/safetensors.ts";
import type { Tensor } from "../base/safetensors.ts";
import type { FetchFile } from "./fetch-model-file.ts";

/** A model folder in memory. */
export interface Checkpoint {
  /** By file name; a test may replace or delete one. */
  readonly files: Map<string, Uint8Array<ArrayBuffer>>;
  /** By name; change one and call {@link writeWeights}. */
  readonly tensors: Map<string, Tensor>;
  /** Answers with `files`, and 404 for what is not there. */
  readonly fetch: FetchFile;
}

const HIDDEN = 32;
const INNER = 64;
const POSITIONS = 24;
const WORDS = [
  "red",
  "blue",
  "shoe",
  "shoes",
  "hat",
  "##s",
  "##es",
  "garden",
  "straw",
  "a",
  "the",
  "for",
  "of",
  ",",
  "-",
];
const VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ...WORDS];

/**
 * A tiny checkpoint (2 layers, hidden 32, 2 heads, 20 words) with random weights, in the format of the real ones.
 * Weights are large enough, and biases and LayerNorm scales far enough from 0 and 1, that every part of the formula
 * shows in the result.
 */
export function randomCheckpoint({ isInt8, seed = 3 }: { isInt8: boolean; seed?: number }): Checkpoint {
  const random = seededRandom(seed);
  const normals = (count: number, scale: number): Float32Array<ArrayBuffer> =>
    Float32Array.from({ length: count }, () => normalFrom(random) * scale);
  const tensors = new Map<string, Tensor>();
  const floats = (name: string, shape: readonly number[], scale: number, offset: number = 0): void => {
    const count = shape.reduce((product, length) => product * length, 1);
    tensors.set(name, { dtype: "F32", shape, data: normals(count, scale).map((value) => value + offset) });
  };
  const matrix = (name: string, rows: number, columns: number, scale: number): void => {
    if (!isInt8) return floats(name, [rows, columns], scale);
    const data = Int8Array.from({ length: rows * columns }, () => Math.floor(random() * 255) - 127);
    tensors.set(name, { dtype: "I8", shape: [rows, columns], data });
    const scales = Float32Array.from({ length: rows }, () => (scale / 70) * (0.5 + random()));
    tensors.set(`${name}_scale`, { dtype: "F32", shape: [rows], data: scales });
  };
  const dense = (name: string, outputs: number, inputs: number): void => {
    matrix(`${name}.weight`, outputs, inputs, 0.3);
    floats(`${name}.bias`, [outputs], 0.3);
  };
  const layerNorm = (name: string): void => {
    floats(`${name}.weight`, [HIDDEN], 0.2, 1);
    floats(`${name}.bias`, [HIDDEN], 0.2);
  };
  matrix("embeddings.word_embeddings.weight", VOCABULARY.length, HIDDEN, 1);
  floats("embeddings.position_embeddings.weight", [POSITIONS, HIDDEN], 0.5);
  floats("embeddings.token_type_embeddings.weight", [2, HIDDEN], 0.5);
  layerNorm("embeddings.LayerNorm");
  for (const layer of ["encoder.layer.0", "encoder.layer.1"]) {
    for (const part of ["query", "key", "value"]) dense(`${layer}.attention.self.${part}`, HIDDEN, HIDDEN);
    dense(`${layer}.attention.output.dense`, HIDDEN, HIDDEN);
    layerNorm(`${layer}.attention.output.LayerNorm`);
    dense(`${layer}.intermediate.dense`, INNER, HIDDEN);
    dense(`${layer}.output.dense`, HIDDEN, INNER);
    layerNorm(`${layer}.output.LayerNorm`);
  }
  const head = new Map<string, Tensor>([
    ["center", { dtype: "F32", shape: [HIDDEN], data: normals(HIDDEN, 0.1) }],
    ["projection", { dtype: "F32", shape: [HIDDEN, 64], data: normals(HIDDEN * 64, 1) }],
    ["scale", { dtype: "F32", shape: [64], data: normals(64, 1) }],
  ]);
  const files = new Map([
    ["config.json", jsonBytes(CONFIG)],
    ["tokenizer.json", jsonBytes(TOKENIZER)],
    ["model.safetensors", encodeSafetensors({ tensors, metadata: {} })],
    ["head.safetensors", encodeSafetensors({ tensors: head, metadata: {} })],
  ]);
  return { files, tensors, fetch: fetchFrom(files) };
}

/** Writes the tensors into the checkpoint's file again, after a test has changed them. */
export function writeWeights({ files, tensors }: Checkpoint): void {
  files.set("model.safetensors", encodeSafetensors({ tensors, metadata: {} }));
}

/** A value as the bytes of a JSON file. */
export function jsonBytes(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(value));
}

function fetchFrom(files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>): FetchFile {
  return async (url) => {
    const bytes = files.get(url.slice(url.lastIndexOf("/") + 1));
    return bytes === undefined ? new Response("not here", { status: 404 }) : new Response(bytes);
  };
}

/** The `config.json`. */
export const CONFIG: Readonly<Record<string, unknown>> = {
  model_type: "bert",
  vocab_size: VOCABULARY.length,
  hidden_size: HIDDEN,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: INNER,
  max_position_embeddings: POSITIONS,
  type_vocab_size: 2,
  hidden_act: "gelu",
  layer_norm_eps: 1e-12,
  position_embedding_type: "absolute",
  personal_rank: { pooling: "mean", max_tokens: 20, model_id: "random-tiny" },
};

/** The `tokenizer.json`. */
export const TOKENIZER: Readonly<Record<string, unknown>> = {
  version: "1.0",
  truncation: null,
  padding: null,
  added_tokens: VOCABULARY.slice(0, 5).map((content, id) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  })),
  normalizer: {
    type: "BertNormalizer",
    clean_text: true,
    handle_chinese_chars: true,
    strip_accents: true,
    lowercase: true,
  },
  pre_tokenizer: { type: "BertPreTokenizer" },
  post_processor: {
    type: "TemplateProcessing",
    single: [
      { SpecialToken: { id: "[CLS]", type_id: 0 } },
      { Sequence: { id: "A", type_id: 0 } },
      { SpecialToken: { id: "[SEP]", type_id: 0 } },
    ],
    pair: [],
    special_tokens: {
      "[CLS]": { id: "[CLS]", ids: [2], tokens: ["[CLS]"] },
      "[SEP]": { id: "[SEP]", ids: [3], tokens: ["[SEP]"] },
    },
  },
  decoder: { type: "WordPiece", prefix: "##", cleanup: false },
  model: {
    type: "WordPiece",
    unk_token: "[UNK]",
    continuing_subword_prefix: "##",
    max_input_chars_per_word: 100,
    vocab: Object.fromEntries(VOCABULARY.map((word, id) => [word, id])),
  },
};
