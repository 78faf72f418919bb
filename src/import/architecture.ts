import { ImportError } from "./import-error.ts";
import { countIn } from "./json-file.ts";
import type { JsonFile } from "./json-file.ts";

/** One tensor of the model folder, and what it is called in the checkpoint. */
export interface WantedTensor {
  /** Its name here: that of Hugging Face's BertModel. */
  readonly name: string;
  /** Names that it may have in the checkpoint, without a prefix; empty: it does not exist there and is all zeros. */
  readonly sources: readonly string[];
  readonly shape: readonly number[];
  /** Matrices are quantised, in int8 with one scale per row. */
  readonly isMatrix: boolean;
}

/** A checkpoint's architecture in our words. */
export interface Architecture {
  readonly hiddenSize: number;
  readonly layerCount: number;
  readonly headCount: number;
  readonly intermediateSize: number;
  readonly vocabularySize: number;
  readonly positionCount: number;
  readonly tokenTypeCount: number;
  readonly layerNormEpsilon: number;
  /** As Hugging Face calls it. */
  readonly activation: string;
  /** Turns one of our names into those that the checkpoint may use. */
  readonly sourcesOf: (name: string) => readonly string[];
}

const ACTIVATIONS = ["gelu", "gelu_new", "gelu_pytorch_tanh", "relu"];
/** What the kernels read at once. */
const LANES = 8;

const DISTILBERT_PARTS: readonly (readonly [ours: string, theirs: string])[] = [
  ["encoder.layer.", "transformer.layer."],
  ["attention.self.query", "attention.q_lin"],
  ["attention.self.key", "attention.k_lin"],
  ["attention.self.value", "attention.v_lin"],
  ["attention.output.dense", "attention.out_lin"],
  ["attention.output.LayerNorm", "sa_layer_norm"],
  ["intermediate.dense", "ffn.lin1"],
  [".output.dense", ".ffn.lin2"],
  [".output.LayerNorm", ".output_layer_norm"],
];

/**
 * Reads a Hugging Face `config.json` of BERT (TinyBERT and MiniLM are BERT too) or DistilBERT.
 *
 * @throws {ImportError} naming the key, what it must be and what it is.
 */
export function readArchitecture(config: JsonFile): Architecture {
  const { fields } = config;
  const isDistilBert =
    fields["model_type"] === "distilbert" || (!fields["model_type"] && "n_layers" in fields);
  // TinyBERT's first files do not say what they are.
  const isBert = fields["model_type"] === "bert" || (!fields["model_type"] && "num_hidden_layers" in fields);
  if (!isDistilBert && !isBert) {
    throw wrong(
      config,
      `"model_type" must be "bert" (TinyBERT and MiniLM included) or "distilbert": got ${show(fields["model_type"])}`,
      "choose a checkpoint of one of these",
    );
  }
  const architecture = isDistilBert ? readDistilBert(config) : readBert(config);
  const { hiddenSize, headCount, intermediateSize, activation } = architecture;
  for (const [what, size] of [
    ["hidden size", hiddenSize],
    ["feed-forward size", intermediateSize],
  ] as const) {
    if (size % LANES !== 0) {
      throw wrong(
        config,
        `its ${what} must be a multiple of ${LANES}: got ${size}`,
        "choose another checkpoint",
      );
    }
  }
  if (hiddenSize % headCount !== 0) {
    throw wrong(config, `its ${headCount} attention heads must divide its hidden size ${hiddenSize}`, CHECK);
  }
  if (!ACTIVATIONS.includes(activation)) {
    throw wrong(
      config,
      `its activation must be one of ${ACTIVATIONS.join(", ")}: got ${show(activation)}`,
      "choose another checkpoint",
    );
  }
  const positionType = fields["position_embedding_type"] ?? "absolute";
  if (positionType !== "absolute") {
    throw wrong(
      config,
      `"position_embedding_type" must be "absolute": got ${show(positionType)}`,
      "choose another one",
    );
  }
  return architecture;
}

function readBert(config: JsonFile): Architecture {
  const epsilon = config.fields["layer_norm_eps"] ?? 1e-12;
  if (typeof epsilon !== "number" || !(epsilon >= 0 && epsilon < 1)) {
    throw wrong(config, `"layer_norm_eps" must be a number from 0 to 1: got ${show(epsilon)}`, CHECK);
  }
  return {
    hiddenSize: countIn(config, "hidden_size"),
    layerCount: countIn(config, "num_hidden_layers"),
    headCount: countIn(config, "num_attention_heads"),
    intermediateSize: countIn(config, "intermediate_size"),
    vocabularySize: countIn(config, "vocab_size"),
    positionCount: countIn(config, "max_position_embeddings", 3),
    tokenTypeCount: config.fields["type_vocab_size"] === undefined ? 2 : countIn(config, "type_vocab_size"),
    layerNormEpsilon: epsilon,
    activation: nameOf(config.fields["hidden_act"]),
    // The first files call LayerNorm's weight gamma and its bias beta.
    sourcesOf: (name) =>
      name.includes("LayerNorm") ? [name, name.replace(/weight$/, "gamma").replace(/bias$/, "beta")] : [name],
  };
}

function readDistilBert(config: JsonFile): Architecture {
  return {
    hiddenSize: countIn(config, "dim"),
    layerCount: countIn(config, "n_layers"),
    headCount: countIn(config, "n_heads"),
    intermediateSize: countIn(config, "hidden_dim"),
    vocabularySize: countIn(config, "vocab_size"),
    positionCount: countIn(config, "max_position_embeddings", 3),
    tokenTypeCount: 1,
    layerNormEpsilon: 1e-12, // fixed in its code
    activation: nameOf(config.fields["activation"]),
    sourcesOf(name) {
      if (name.includes("token_type")) return [];
      if (name.startsWith("embeddings.")) return [name];
      return [DISTILBERT_PARTS.reduce((result, [ours, theirs]) => result.replace(ours, theirs), name)];
    },
  };
}

/** Absent means Hugging Face's default, "gelu". */
function nameOf(activation: unknown): string {
  return typeof activation === "string" ? activation : activation === undefined ? "gelu" : show(activation);
}

const CHECK = "check that it is the config.json that belongs to the weights";

function wrong(config: JsonFile, why: string, wayOut: string): ImportError {
  return new ImportError(config.path, why, { wayOut });
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? "nothing";
}

/** Every tensor that the model folder holds, in the order in which it holds them. */
export function wantedTensors(architecture: Architecture): WantedTensor[] {
  const { hiddenSize: hidden, intermediateSize: inner, sourcesOf } = architecture;
  const wanted: WantedTensor[] = [];
  const add = (name: string, shape: readonly number[], isMatrix: boolean = false): void => {
    wanted.push({ name, sources: sourcesOf(name), shape, isMatrix });
  };
  const dense = (name: string, outputs: number, inputs: number): void => {
    add(`${name}.weight`, [outputs, inputs], true);
    add(`${name}.bias`, [outputs]);
  };
  const norm = (name: string): void => {
    add(`${name}.weight`, [hidden]);
    add(`${name}.bias`, [hidden]);
  };
  add("embeddings.word_embeddings.weight", [architecture.vocabularySize, hidden], true);
  add("embeddings.position_embeddings.weight", [architecture.positionCount, hidden]);
  add("embeddings.token_type_embeddings.weight", [architecture.tokenTypeCount, hidden]);
  norm("embeddings.LayerNorm");
  for (let i = 0; i < architecture.layerCount; i++) {
    const layer = `encoder.layer.${i}`;
    for (const part of ["query", "key", "value"]) dense(`${layer}.attention.self.${part}`, hidden, hidden);
    dense(`${layer}.attention.output.dense`, hidden, hidden);
    norm(`${layer}.attention.output.LayerNorm`);
    dense(`${layer}.intermediate.dense`, inner, hidden);
    dense(`${layer}.output.dense`, hidden, inner);
    norm(`${layer}.output.LayerNorm`);
  }
  return wanted;
}
