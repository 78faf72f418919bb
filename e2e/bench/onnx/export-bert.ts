import type { EncoderConfig } from "../../../src/model/config.ts";
import type { DenseWeights, EncoderWeights, LayerNormWeights, Matrix } from "../../../src/model/weights.ts";
import { OnnxGraph } from "./onnx-graph.ts";
import { floatsOf, perTensorInt8, transposed } from "./weight-layouts.ts";

/** As PyTorch writes it for float32. */
const MASKED = -3.4028234663852886e38;

/**
 * Our encoder's weights as an ONNX model, as `torch.onnx.export` writes a BERT: stock operators only, GELU by `Erf`, attention by
 * `Reshape`, `Transpose`, `MatMul`, `Softmax`, with a mask for padding. int64 inputs `input_ids` and `attention_mask`
 * [batch, tokens]; outputs `last_hidden_state` [batch, tokens, hidden] and `sentence_embedding` [batch, hidden], its masked mean.
 *
 * `q8` has the layout of onnxruntime's dynamic quantisation with its default settings, which is also that of the quantised models
 * for transformers.js: per-tensor symmetric int8 weights, activations quantised to uint8 as they come (`DynamicQuantizeLinear`,
 * `MatMulInteger`), an int8 word table; the products of activations with each other stay float32.
 *
 * Token type 0 is already in the position table, so that the peer has an addition less to do than with a usual export.
 *
 * @throws {RangeError} for a model that is not of this kind.
 */
export function exportBert(
  config: EncoderConfig,
  weights: EncoderWeights,
  precision: "fp32" | "q8",
): Uint8Array<ArrayBuffer> {
  if (config.activation !== "gelu" || config.pooling !== "mean")
    throw new RangeError(
      `Cannot export "${config.modelId}" because this exporter knows "gelu" and "mean": got "${config.activation}" and "${config.pooling}"`,
    );
  const graph = new OnnxGraph();
  graph.input("input_ids", ["batch", "tokens"]);
  graph.input("attention_mask", ["batch", "tokens"]);
  const layers = new BertLayers(graph, config, precision === "q8");
  const bias = layers.maskBias("attention_mask");
  let x = layers.embed("input_ids", weights);
  for (const layer of weights.layers) {
    const attended = layers.attention(x, layer, bias);
    x = layers.norm(graph.node("Add", [attended, x]), layer.attentionNorm);
    const inner = layers.gelu(layers.dense(x, layer.intermediate));
    x = layers.norm(graph.node("Add", [layers.dense(inner, layer.output), x]), layer.outputNorm);
  }
  graph.output("last_hidden_state", x, ["batch", "tokens", config.hiddenSize]);
  graph.output("sentence_embedding", layers.meanPool(x, "attention_mask"), ["batch", config.hiddenSize]);
  return graph.encode();
}

/** The parts of a BERT as groups of nodes; every method gives the name of its result. */
class BertLayers {
  readonly #graph: OnnxGraph;
  readonly #config: EncoderConfig;
  readonly #isInt8: boolean;
  /** By the value that they quantise: query, key and value read the same one. */
  readonly #quantised = new Map<string, string[]>();

  constructor(graph: OnnxGraph, config: EncoderConfig, isInt8: boolean) {
    this.#graph = graph;
    this.#config = config;
    this.#isInt8 = isInt8;
  }

  /** 0 for tokens and the lowest float for padding, [batch, 1, 1, tokens]. */
  maskBias(mask: string): string {
    const graph = this.#graph;
    const widened = graph.node("Unsqueeze", [
      graph.node("Unsqueeze", [mask, graph.integers(1)]),
      graph.integers(2),
    ]);
    const isPadding = graph.node("Sub", [graph.scalar(1), graph.node("Cast", [widened], { to: 1 })]);
    return graph.node("Mul", [isPadding, graph.scalar(MASKED)]);
  }

  embed(ids: string, { words, positions, embeddingNorm }: EncoderWeights): string {
    const graph = this.#graph;
    const { positionCount, hiddenSize } = this.#config;
    const table = graph.constant(positions, [positionCount, hiddenSize]);
    const length = graph.node("Slice", [graph.node("Shape", [ids]), graph.integers(1), graph.integers(2)]);
    const used = graph.node("Slice", [table, graph.integers(0), length, graph.integers(0)]);
    const sum = graph.node("Add", [this.#gather(words, ids), used]);
    graph.shape(sum, ["batch", "tokens", hiddenSize]);
    return this.norm(sum, embeddingNorm);
  }

  norm(x: string, { weight, bias }: LayerNormWeights): string {
    const graph = this.#graph;
    const [scale, shift] = [graph.constant(weight, [weight.length]), graph.constant(bias, [bias.length])];
    const epsilon = { float: this.#config.layerNormEpsilon };
    return graph.node("LayerNormalization", [x, scale, shift], { axis: 2, epsilon });
  }

  dense(x: string, { weight, bias }: DenseWeights): string {
    const graph = this.#graph;
    const product = this.#isInt8
      ? this.#int8Product(x, weight)
      : graph.node("MatMul", [x, graph.constant(transposed(weight), [weight.columns, weight.rows])]);
    return graph.node("Add", [product, graph.constant(bias, [bias.length])]);
  }

  gelu(x: string): string {
    const graph = this.#graph;
    const erf = graph.node("Erf", [graph.node("Div", [x, graph.scalar(Math.SQRT2)])]);
    const product = graph.node("Mul", [x, graph.node("Add", [erf, graph.scalar(1)])]);
    return graph.node("Mul", [product, graph.scalar(0.5)]);
  }

  attention(x: string, layer: EncoderWeights["layers"][number], maskBias: string): string {
    const graph = this.#graph;
    const { headCount, attentionSize } = this.#config;
    const headSize = attentionSize / headCount;
    const heads = (dense: DenseWeights, perm: readonly number[]): string => {
      const split = graph.node("Reshape", [this.dense(x, dense), graph.integers(0, 0, headCount, headSize)]);
      return graph.node("Transpose", [split], { perm });
    };
    const query = heads(layer.query, [0, 2, 1, 3]);
    const key = heads(layer.key, [0, 2, 3, 1]);
    const value = heads(layer.value, [0, 2, 1, 3]);
    const scores = graph.node("Div", [graph.node("MatMul", [query, key]), graph.scalar(Math.sqrt(headSize))]);
    const shares = graph.node("Softmax", [graph.node("Add", [scores, maskBias])], { axis: 3 });
    const mixed = graph.node("Transpose", [graph.node("MatMul", [shares, value])], { perm: [0, 2, 1, 3] });
    const joined = graph.node("Reshape", [mixed, graph.integers(0, 0, attentionSize)]);
    return this.dense(joined, layer.attentionOutput);
  }

  meanPool(x: string, mask: string): string {
    const graph = this.#graph;
    const isToken = graph.node("Cast", [graph.node("Unsqueeze", [mask, graph.integers(2)])], { to: 1 });
    const sum = graph.node("ReduceSum", [graph.node("Mul", [x, isToken]), graph.integers(1)], {
      keepdims: 0,
    });
    const count = graph.node("ReduceSum", [isToken, graph.integers(1)], { keepdims: 0 });
    return graph.node("Div", [sum, count]);
  }

  #gather(words: Matrix, ids: string): string {
    const graph = this.#graph;
    const shape = [words.rows, words.columns];
    if (!this.#isInt8) return graph.node("Gather", [graph.constant(floatsOf(words), shape), ids]);
    const { data, scale } = perTensorInt8(floatsOf(words));
    const gathered = graph.node("Gather", [graph.constant(data, shape), ids]);
    return graph.node("DequantizeLinear", [
      gathered,
      graph.scalar(scale),
      graph.constant(Int8Array.of(0), []),
    ]);
  }

  #int8Product(x: string, weight: Matrix): string {
    const graph = this.#graph;
    const quantised = this.#quantised.get(x) ?? graph.nodes("DynamicQuantizeLinear", [x], 3);
    this.#quantised.set(x, quantised);
    const [values, scale, zeroPoint] = quantised;
    const int8 = perTensorInt8(transposed(weight));
    const matrix = graph.constant(int8.data, [weight.columns, weight.rows]);
    const zero = graph.constant(Int8Array.of(0), []);
    const product = graph.node("MatMulInteger", [values, matrix, zeroPoint, zero]);
    const bothScales = graph.node("Mul", [scale, graph.scalar(int8.scale)]);
    return graph.node("Mul", [graph.node("Cast", [product], { to: 1 }), bothScales]);
  }
}
