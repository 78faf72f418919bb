import type { Tensor } from "../base/safetensors.ts";
import type { EncoderConfig } from "../model/config.ts";
import type { Encoder } from "../model/encoder.ts";
import type { Tokenizer } from "../model/tokenizer.ts";
import { createWasmEncoder } from "../model/wasm/wasm-encoder.ts";
import { readWeights } from "../model/weights.ts";
import type { WantedTensor } from "./architecture.ts";
import { OpenFile } from "./open-file.ts";
import { readSafetensorsHeader } from "./safetensors-file.ts";
import type { SourceTensors } from "./source-tensors.ts";
import { readRows } from "./stored-tensor.ts";

/** Gives a tensor, or only some rows of it. */
type ReadTensor = (wanted: WantedTensor, rows: readonly number[] | null) => Tensor;

interface SampleParts {
  readonly config: EncoderConfig;
  readonly tokenizer: Tokenizer;
  /** All that the encoder will be asked for. */
  readonly texts: readonly string[];
}

const WORD_TABLE = "embeddings.word_embeddings.weight";

/**
 * An encoder for given texts with the checkpoint's own weights, in float32: what quantisation is measured against.
 * Of the word table it holds only the rows that the texts need, as a multilingual table has hundreds of megabytes.
 */
export function createSourceSample(source: SourceTensors, parts: SampleParts): Promise<Encoder> {
  return createSample(source, parts, ({ name, shape }, rows) => {
    if (rows === null) {
      return { dtype: "F32", shape, data: source.read(name, { first: 0, count: shape[0] }) };
    }
    const data = new Float32Array(rows.length * shape[1]);
    rows.forEach((first, row) => data.set(source.read(name, { first, count: 1 }), row * shape[1]));
    return { dtype: "F32", shape: [rows.length, shape[1]], data };
  });
}

/** {@link createSourceSample} with the weights of a written `model.safetensors`: what will run on pages. */
export async function createWrittenSample(
  path: string,
  source: SourceTensors,
  parts: SampleParts,
): Promise<Encoder> {
  using file = new OpenFile(path);
  const written = readSafetensorsHeader(file);
  const read = (name: string, rows: readonly number[] | null): Tensor => {
    const { shape, format } = written.tensors.get(name)!; // the file was written from the same list
    const values =
      rows === null
        ? readRows(written, name, { first: 0, count: shape[0] })
        : Float32Array.from(rows.flatMap((first) => [...readRows(written, name, { first, count: 1 })]));
    const newShape = rows === null ? shape : [rows.length, ...shape.slice(1)];
    return format === "I8"
      ? { dtype: "I8", shape: newShape, data: Int8Array.from(values) }
      : { dtype: "F32", shape: newShape, data: values };
  };
  return createSample(
    source,
    parts,
    ({ name }, rows) => read(name, rows),
    ({ name }, rows) => (written.tensors.has(`${name}_scale`) ? read(`${name}_scale`, rows) : null),
  );
}

async function createSample(
  { wanted }: SourceTensors,
  { config, tokenizer, texts }: SampleParts,
  read: ReadTensor,
  readScale: (wanted: WantedTensor, rows: readonly number[] | null) => Tensor | null = () => null,
): Promise<Encoder> {
  const used = [...new Set(texts.flatMap((text) => [...tokenizer.encode(text)]))].sort((a, b) => a - b);
  const places = new Map(used.map((id, place) => [id, place]));
  const tensors = new Map<string, Tensor>();
  for (const tensor of wanted) {
    const rows = tensor.name === WORD_TABLE ? used : null;
    tensors.set(tensor.name, read(tensor, rows));
    const scale = readScale(tensor, rows);
    if (scale !== null) tensors.set(`${tensor.name}_scale`, scale);
  }
  const small = { ...config, vocabularySize: used.length };
  return createWasmEncoder({
    config: small,
    tokenizer: { encode: (text) => tokenizer.encode(text).map((id) => places.get(id)!) }, // all texts were looked at
    weights: readWeights(tensors, small, "the imported weights"),
  });
}
