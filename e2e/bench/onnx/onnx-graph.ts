import { ProtobufMessage } from "./protobuf-message.ts";

/** The element types of ONNX that a BERT needs, by their numbers in the format. */
const TYPE = { float: 1, uint8: 2, int8: 3, int64: 7 } as const;
const ATTRIBUTE = { float: 1, int: 2, ints: 7 } as const;
const IR_VERSION = 8;
/** The last that PyTorch's classic exporter writes. */
const OPSET = 17;

type Values = Float32Array | Int8Array | Uint8Array | BigInt64Array;
/** Integers are not negative: axes are counted from the front. */
type Attributes = Readonly<Record<string, number | { readonly float: number } | readonly number[]>>;

/**
 * Builds an ONNX model: nodes in the order they are added, each with one result unless it says otherwise. Names of values are
 * made here.
 *
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
 */
export class OnnxGraph {
  readonly #graph = new ProtobufMessage().text(2, "bert");
  #count = 0;

  /** A tensor of the file; row-major. */
  constant(values: Values, shape: readonly number[]): string {
    const name = this.#name("constant");
    const tensor = new ProtobufMessage();
    for (const length of shape) tensor.integer(1, length);
    tensor.integer(2, typeOf(values)).text(8, name);
    tensor.bytes(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    this.#graph.message(5, tensor);
    return name;
  }

  integers(...values: number[]): string {
    return this.constant(BigInt64Array.from(values, BigInt), [values.length]);
  }

  scalar(value: number): string {
    return this.constant(Float32Array.of(value), []);
  }

  /** @returns The name of its result. */
  node(operator: string, inputs: readonly string[], attributes: Attributes = {}): string {
    return this.nodes(operator, inputs, 1, attributes)[0];
  }

  /** A node with several results. */
  nodes(operator: string, inputs: readonly string[], results: number, attributes: Attributes = {}): string[] {
    const names = Array.from({ length: results }, () => this.#name(operator));
    this.#add(operator, inputs, names, attributes);
    return names;
  }

  input(name: string, dimensions: readonly string[]): void {
    this.#graph.message(11, valueInfo(name, TYPE.int64, dimensions));
  }

  /** Tells the shape of a float value that readers cannot find out: some of their optimisations ask for it. */
  shape(value: string, dimensions: readonly (string | number)[]): void {
    this.#graph.message(13, valueInfo(value, TYPE.float, dimensions));
  }

  /** Makes a value an output of this name. */
  output(name: string, value: string, dimensions: readonly (string | number)[]): void {
    this.#add("Identity", [value], [name], {});
    this.#graph.message(12, valueInfo(name, TYPE.float, dimensions));
  }

  encode(): Uint8Array<ArrayBuffer> {
    return new ProtobufMessage()
      .integer(1, IR_VERSION)
      .text(2, "personal-rank-bench")
      .message(7, this.#graph)
      .message(8, new ProtobufMessage().text(1, "").integer(2, OPSET))
      .encode();
  }

  #add(
    operator: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: Attributes,
  ): void {
    const node = new ProtobufMessage();
    for (const input of inputs) node.text(1, input);
    for (const output of outputs) node.text(2, output);
    node.text(3, this.#name("node")).text(4, operator);
    for (const [name, value] of Object.entries(attributes)) node.message(5, attribute(name, value));
    this.#graph.message(1, node);
  }

  #name(kind: string): string {
    return `${kind}_${++this.#count}`;
  }
}

function typeOf(values: Values): number {
  if (values instanceof Float32Array) return TYPE.float;
  if (values instanceof BigInt64Array) return TYPE.int64;
  return values instanceof Int8Array ? TYPE.int8 : TYPE.uint8;
}

function attribute(name: string, value: Attributes[string]): ProtobufMessage {
  const message = new ProtobufMessage().text(1, name);
  if (typeof value === "number") return message.integer(3, value).integer(20, ATTRIBUTE.int);
  if ("float" in value) return message.float(2, value.float).integer(20, ATTRIBUTE.float);
  for (const item of value) message.integer(8, item);
  return message.integer(20, ATTRIBUTE.ints);
}

function valueInfo(name: string, type: number, dimensions: readonly (string | number)[]): ProtobufMessage {
  const shape = new ProtobufMessage();
  for (const dimension of dimensions) {
    const entry = new ProtobufMessage();
    shape.message(1, typeof dimension === "number" ? entry.integer(1, dimension) : entry.text(2, dimension));
  }
  const tensor = new ProtobufMessage().integer(1, type).message(2, shape);
  return new ProtobufMessage().text(1, name).message(2, new ProtobufMessage().message(1, tensor));
}
