import { createHash } from "node:crypto";
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import golden from "../../models/shelf-mini/golden.json";
import { encodeSafetensors } from "../base/safetensors.ts";
import type { Tensor } from "../base/safetensors.ts";
import { parseConfig } from "../model/config.ts";
import type { Encoder } from "../model/encoder.ts";
import { createTokenizer } from "../model/tokenizer.ts";
import { readArchitecture } from "./architecture.ts";
import type { Architecture } from "./architecture.ts";
import { builtInTitles } from "./built-in-titles.ts";
import { openCheckpointFolder } from "./checkpoint-folder.ts";
import type { Pooling } from "./checkpoint-folder.ts";
import { headTensors } from "./head-tensors.ts";
import { ImportError, reading } from "./import-error.ts";
import { OpenFile } from "./open-file.ts";
import { readTokenizer } from "./read-tokenizer.ts";
import { createSourceSample, createWrittenSample } from "./sample-encoder.ts";
import { findSourceTensors } from "./source-tensors.ts";
import { writeWeights } from "./write-weights.ts";
import type { Precision } from "./write-weights.ts";

export interface ImportOptions {
  /** Folder of the checkpoint. */
  readonly from: string;
  /** Folder to write; its last part is the model's name. */
  readonly to: string;
  readonly precision: Precision;
  /** Overrules what the checkpoint says; a plain Hugging Face folder says nothing and gets the mean. */
  readonly pooling: Pooling | null;
  /** Overrules the checkpoint's token limit. */
  readonly maxTokens: number | null;
  /** The shop's own titles for the head's projection; null: built-in ones. */
  readonly titles: readonly string[] | null;
  /** Replaces `to` if it is there already. */
  readonly isForced: boolean;
  readonly onProgress: (what: string, share: number) => void;
}

/** What was made. */
export interface ImportReport {
  readonly modelId: string;
  readonly architecture: Architecture;
  readonly pooling: Pooling;
  readonly maxTokens: number;
  /** Sizes of the files that a page loads, in bytes, by name. */
  readonly bytes: Readonly<Record<string, number>>;
  /** Cosine between embeddings before and after quantisation over the golden texts; null for float32. */
  readonly cosine: { readonly mean: number; readonly min: number } | null;
}

/** Titles are short; a longer text would only hold up the page. A checkpoint's own smaller limit is kept. */
const DEFAULT_MAX_TOKENS = 128;
const BUILT_IN_TITLE_COUNT = 512;
const TEXTS_PER_STEP = 8;

/**
 * Makes a model folder from a checkpoint: reads and checks everything, quantises, and writes `config.json`,
 * `tokenizer.json`, `model.safetensors`, `head.safetensors` and golden vectors, into a folder beside that takes the name
 * only when it is complete.
 *
 * @throws {ImportError} naming the file at fault, what was wanted, what came and what to do.
 */
export async function importCheckpoint(options: ImportOptions): Promise<ImportReport> {
  const { from, to } = options;
  if (existsSync(to) && readdirSync(to).length > 0 && !options.isForced) {
    throw new ImportError(to, "the folder is there already", {
      wayOut: "choose another --to, or add --force",
    });
  }
  const partial = join(dirname(to), `.${basename(to)}.partial-${process.pid}`);
  mkdirSync(partial, { recursive: true });
  try {
    const report = await writeModel(from, partial, options);
    rmSync(to, { recursive: true, force: true });
    renameSync(partial, to);
    return report;
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

async function writeModel(from: string, out: string, options: ImportOptions): Promise<ImportReport> {
  const folder = openCheckpointFolder(from);
  const architecture = readArchitecture(folder.config);
  const imported = readTokenizer(folder.transformer, folder);
  const pooling = options.pooling ?? folder.pooling ?? "mean";
  const maxTokens = Math.min(
    options.maxTokens ?? folder.maxTokens ?? Math.min(imported.maxTokens ?? Infinity, DEFAULT_MAX_TOKENS),
    architecture.positionCount,
  );
  if (maxTokens < 3) {
    throw new ImportError(from, `its token limit must be at least 3: got ${maxTokens}`, {
      wayOut: "set --max-tokens",
    });
  }
  const tokenizer = reading(imported.path, () =>
    createTokenizer(imported.json, { maxTokens, vocabularySize: architecture.vocabularySize }, imported.path),
  );
  using file = new OpenFile(folder.weightsPath);
  const source = findSourceTensors(file, architecture, maxTokens);

  const titles = options.titles ?? builtInTitles(BUILT_IN_TITLE_COUNT);
  const weightsPath = join(out, "model.safetensors");
  writeWeights(weightsPath, source, {
    precision: options.precision,
    metadata: {
      format: "personal-rank-encoder",
      version: "1",
      recipe: `import of ${basename(from)}`,
      quantization: options.precision === "int8" ? "int8 per row" : "none",
      // The model's id comes of this file: with other pooling, tokens or a head of other titles the same weights are another model.
      computes: hashOf([configOf(architecture, { pooling, maxTokens, modelId: "" }), imported.json, titles]),
    },
    onProgress: (share) => options.onProgress("Reading and writing weights", share),
  });
  const modelId = `${basename(options.to)}-${(await sha256(weightsPath)).slice(0, 12)}`;
  const configJson = configOf(architecture, { pooling, maxTokens, modelId });
  const config = parseConfig(configJson, folder.config.path);

  const { texts } = golden;
  const parts = { config, tokenizer, texts: [...texts, ...titles] };
  const embed = (
    encoder: Encoder,
    list: readonly string[],
    what: string,
  ): Promise<Float32Array<ArrayBuffer>> =>
    encodeInSteps(encoder, list, (share) => options.onProgress(what, share));
  using written = await createWrittenSample(weightsPath, source, parts);
  const embeddings = await embed(written, texts, "Encoding golden texts");
  const titleEmbeddings = await embed(written, titles, "Encoding titles for the head");
  let cosine: ImportReport["cosine"] = null;
  if (options.precision === "int8") {
    using original = await createSourceSample(source, parts);
    const wanted = await embed(original, texts, "Measuring what quantisation costs");
    cosine = cosinesOf(embeddings, wanted, config.hiddenSize);
  }

  writeJson(join(out, "config.json"), configJson, 2);
  writeJson(join(out, "tokenizer.json"), imported.json, 0);
  writeJson(
    join(out, "golden.json"),
    { model_id: modelId, texts, ids: texts.map((text) => [...tokenizer.encode(text)]) },
    0,
  );
  const shape = [texts.length, config.hiddenSize];
  writeTensors(
    join(out, "golden.safetensors"),
    new Map([["embeddings", { dtype: "F32", shape, data: embeddings }]]),
    {
      format: "personal-rank-golden",
      model_id: modelId,
      source: `WebAssembly, ${options.precision} weights`,
    },
  );
  writeTensors(join(out, "head.safetensors"), headTensors(titleEmbeddings, config.hiddenSize), {
    format: "personal-rank-head",
    version: "0",
    model_id: modelId,
  });
  return { modelId, architecture, pooling, maxTokens, bytes: sizesIn(out), cosine };
}

/** Hugging Face's config.json for BERT, with our entry; also for DistilBERT, which is written as BERT. */
function configOf(
  architecture: Architecture,
  own: { pooling: Pooling; maxTokens: number; modelId: string },
): object {
  return {
    model_type: "bert",
    architectures: ["BertModel"],
    vocab_size: architecture.vocabularySize,
    hidden_size: architecture.hiddenSize,
    num_hidden_layers: architecture.layerCount,
    num_attention_heads: architecture.headCount,
    intermediate_size: architecture.intermediateSize,
    max_position_embeddings: own.maxTokens,
    type_vocab_size: architecture.tokenTypeCount,
    hidden_act: architecture.activation,
    layer_norm_eps: architecture.layerNormEpsilon,
    hidden_dropout_prob: 0,
    attention_probs_dropout_prob: 0,
    position_embedding_type: "absolute",
    personal_rank: { pooling: own.pooling, max_tokens: own.maxTokens, model_id: own.modelId },
  };
}

async function encodeInSteps(
  encoder: Encoder,
  texts: readonly string[],
  onProgress: (share: number) => void,
): Promise<Float32Array<ArrayBuffer>> {
  const embeddings = new Float32Array(texts.length * encoder.hiddenSize);
  for (let start = 0; start < texts.length; start += TEXTS_PER_STEP) {
    const step = await encoder.encode(texts.slice(start, start + TEXTS_PER_STEP));
    embeddings.set(step, start * encoder.hiddenSize);
    onProgress(Math.min(1, (start + TEXTS_PER_STEP) / texts.length));
  }
  return embeddings;
}

/** Of rows of length 1. */
function cosinesOf(a: Float32Array, b: Float32Array, hidden: number): { mean: number; min: number } {
  const count = a.length / hidden;
  let [mean, min] = [0, 1];
  for (let row = 0; row < count; row++) {
    let cosine = 0;
    for (let i = row * hidden; i < (row + 1) * hidden; i++) cosine += a[i] * b[i];
    mean += cosine / count;
    min = Math.min(min, cosine);
  }
  return { mean, min };
}

/** Of anything that JSON can hold. */
function hashOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}

async function sha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer); // no encoding is set
  return hash.digest("hex");
}

function writeJson(path: string, value: unknown, indent: number): void {
  writeFileSync(path, `${JSON.stringify(value, null, indent)}\n`);
}

function writeTensors(path: string, tensors: Map<string, Tensor>, metadata: Record<string, string>): void {
  writeFileSync(path, encodeSafetensors({ tensors, metadata }));
}

function sizesIn(folder: string): Record<string, number> {
  const names = ["config.json", "tokenizer.json", "model.safetensors", "head.safetensors"];
  return Object.fromEntries(names.map((name) => [name, statSync(join(folder, name)).size]));
}
