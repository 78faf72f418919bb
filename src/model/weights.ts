import { RankError } from "../base/errors.ts";
import type { Tensor } from "../base/safetensors.ts";
import type { EncoderConfig } from "./config.ts";
import { padHeadInputs, padHeadOutputs } from "./pad-heads.ts";

/**
 * A matrix as stored: row-major [rows, columns], float32, or int8 with one scale per row (value = int8 · scale[row]).
 * Dense layers keep torch's layout [outputs, inputs]: y = x Wᵀ + b.
 */
export type Matrix =
  | { readonly rows: number; readonly columns: number; readonly data: Float32Array }
  | {
      readonly rows: number;
      readonly columns: number;
      readonly data: Int8Array;
      readonly scale: Float32Array;
    };

export interface DenseWeights {
  readonly weight: Matrix;
  /** [outputs] */
  readonly bias: Float32Array;
}

export interface LayerNormWeights {
  /** [hidden] */
  readonly weight: Float32Array;
  /** [hidden] */
  readonly bias: Float32Array;
}

/** Heads are as wide as the kernels want: `query`, `key` and `value` have `attentionSize` outputs. */
interface LayerWeights {
  readonly query: DenseWeights;
  readonly key: DenseWeights;
  readonly value: DenseWeights;
  readonly attentionOutput: DenseWeights;
  readonly attentionNorm: LayerNormWeights;
  readonly intermediate: DenseWeights;
  readonly output: DenseWeights;
  readonly outputNorm: LayerNormWeights;
}

export interface EncoderWeights {
  /** [vocabulary, hidden] */
  readonly words: Matrix;
  /** [positions, hidden], the vector of token type 0 already added: one text has no second part. */
  readonly positions: Float32Array;
  readonly embeddingNorm: LayerNormWeights;
  readonly layers: readonly LayerWeights[];
}

/**
 * Picks a BERT encoder's tensors by their Hugging Face names (without the `bert.` prefix) and checks every shape.
 * Tensors it does not need, such as the pooler's, are left alone.
 *
 * @param source What the file is called in errors, e.g. its URL.
 * @throws {RankError} `model-failed`, naming the tensor that is missing, has another shape or type than the config says, or is not finite.
 */
export function readWeights(
  tensors: ReadonlyMap<string, Tensor>,
  config: EncoderConfig,
  source: string,
): EncoderWeights {
  const read = new WeightReader(tensors, source);
  const { hiddenSize, intermediateSize } = config;
  const positions = read
    .floats("embeddings.position_embeddings.weight", [config.positionCount, hiddenSize])
    .slice();
  const tokenTypes = read.floats("embeddings.token_type_embeddings.weight", [
    config.tokenTypeCount,
    hiddenSize,
  ]);
  for (let i = 0; i < positions.length; i++) positions[i] += tokenTypes[i % hiddenSize];
  const layers: LayerWeights[] = [];
  for (let i = 0; i < config.layerCount; i++) {
    const layer = `encoder.layer.${i}`;
    const attention = {
      query: read.dense(`${layer}.attention.self.query`, hiddenSize, hiddenSize),
      key: read.dense(`${layer}.attention.self.key`, hiddenSize, hiddenSize),
      value: read.dense(`${layer}.attention.self.value`, hiddenSize, hiddenSize),
      attentionOutput: read.dense(`${layer}.attention.output.dense`, hiddenSize, hiddenSize),
    };
    layers.push({
      ...(config.attentionSize === hiddenSize ? attention : padAttention(attention, config)),
      attentionNorm: read.layerNorm(`${layer}.attention.output.LayerNorm`, hiddenSize),
      intermediate: read.dense(`${layer}.intermediate.dense`, intermediateSize, hiddenSize),
      output: read.dense(`${layer}.output.dense`, hiddenSize, intermediateSize),
      outputNorm: read.layerNorm(`${layer}.output.LayerNorm`, hiddenSize),
    });
  }
  return {
    words: read.matrix("embeddings.word_embeddings.weight", config.vocabularySize, hiddenSize),
    positions,
    embeddingNorm: read.layerNorm("embeddings.LayerNorm", hiddenSize),
    layers,
  };
}

type AttentionWeights = Pick<LayerWeights, "query" | "key" | "value" | "attentionOutput">;

function padAttention(
  { query, key, value, attentionOutput }: AttentionWeights,
  { headCount, hiddenSize, attentionSize }: EncoderConfig,
): AttentionWeights {
  const heads = { headCount, width: hiddenSize / headCount, paddedWidth: attentionSize / headCount };
  return {
    query: padHeadOutputs(query, heads, Math.sqrt(heads.paddedWidth / heads.width)),
    key: padHeadOutputs(key, heads, 1),
    value: padHeadOutputs(value, heads, 1),
    attentionOutput: padHeadInputs(attentionOutput, heads),
  };
}

/** Reads tensors of one file by name. All numbers must be finite; of float matrices, which may be large, that is not looked at. */
export class WeightReader {
  readonly #tensors: ReadonlyMap<string, Tensor>;
  readonly #source: string;

  constructor(tensors: ReadonlyMap<string, Tensor>, source: string) {
    this.#tensors = tensors;
    this.#source = source;
  }

  dense(name: string, outputs: number, inputs: number): DenseWeights {
    return {
      weight: this.matrix(`${name}.weight`, outputs, inputs),
      bias: this.floats(`${name}.bias`, [outputs]),
    };
  }

  layerNorm(name: string, size: number): LayerNormWeights {
    return { weight: this.floats(`${name}.weight`, [size]), bias: this.floats(`${name}.bias`, [size]) };
  }

  matrix(name: string, rows: number, columns: number): Matrix {
    const tensor = this.#tensor(name, [rows, columns]);
    if (tensor.dtype === "F32") return { rows, columns, data: tensor.data };
    return { rows, columns, data: tensor.data, scale: this.floats(`${name}_scale`, [rows]) };
  }

  floats(name: string, shape: readonly number[]): Float32Array<ArrayBuffer> {
    const tensor = this.#tensor(name, shape);
    if (tensor.dtype !== "F32") throw this.#wrong(name, `must be F32: got ${tensor.dtype}`);
    if (!tensor.data.every(Number.isFinite)) throw this.#wrong(name, "must hold finite numbers");
    return tensor.data;
  }

  #tensor(name: string, shape: readonly number[]): Tensor {
    const tensor = this.#tensors.get(name);
    if (tensor === undefined) throw this.#wrong(name, `of shape [${shape.join()}] is missing`);
    if (tensor.shape.length !== shape.length || tensor.shape.some((length, i) => length !== shape[i])) {
      throw this.#wrong(name, `must have shape [${shape.join()}]: got [${tensor.shape.join()}]`);
    }
    return tensor;
  }

  #wrong(name: string, what: string): RankError {
    return new RankError(
      "model-failed",
      `Cannot use the weights in "${this.#source}" because tensor "${name}" ${what}; check that it belongs to the config.json beside it`,
    );
  }
}
