import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tmpdir } from "node:os";
import { titleVectors } from "../../learning/title-vectors.ts";
import type { Precision } from "../../model/forward-pass.ts";
import { bestBuild } from "../../model/wasm/kernel-module.ts";
import type { LoadedModel } from "../../model/model-folder.ts";
import { createWasmEncoder } from "../../model/wasm/wasm-encoder.ts";
import type { Candidate } from "../../ranking/candidate.ts";
import { candidateText } from "../../ranking/candidate-text.ts";
import type { DescribedCatalogue } from "./described-catalogue.ts";

const CHUNK = 256;
/** So many texts are encoded on every run: their embeddings stand for the weights in the name of what is kept. */
const PROBES = 4;
const CACHE_NAME = "personal-rank-embeddings";

/**
 * Encodes a catalogue on the WebAssembly kernels, as a browser would: embeddings centred by the catalogue's mean and scaled to
 * length 1, projected features, title vectors. About 15 s for 10,000 titles of shelf-mini on one core; the embeddings are kept
 * in the temporary folder by a hash of model and texts, so that the next run takes a second or two.
 *
 * @param onProgress Told after each chunk, from 0 to 1.
 * @param precision Default: what pages use.
 */
export async function encodeCatalogue(
  model: LoadedModel,
  candidates: readonly Candidate[],
  onProgress: (share: number) => void,
  precision?: Precision,
): Promise<DescribedCatalogue> {
  const { staticWeights, tokenizer, headProjection, transitionWeights } = model;
  if (staticWeights === null) {
    throw new Error(
      "Cannot evaluate a model without idf and static weights in head.safetensors; train or adapt one by npm run model:train",
    );
  }
  const texts = candidates.map(candidateText);
  const raw = await rawEmbeddings(model, texts, { onProgress, precision });
  const size = model.config.hiddenSize;
  return {
    candidates,
    size,
    embeddings: centredUnits(raw, size),
    projected: projectedRows(raw, headProjection),
    titles: texts.map((text) => titleVectors(tokenizer.wordsOf(text), staticWeights.idf)),
    staticWeights,
    transitionWeights,
  };
}

async function rawEmbeddings(
  model: LoadedModel,
  texts: readonly string[],
  { onProgress, precision }: { onProgress: (share: number) => void; precision: Precision | undefined },
): Promise<Float32Array> {
  if (precision === "fast-int8" && bestBuild() !== "relaxed") {
    throw new Error(
      'Cannot encode in "fast-int8" because this Node has no relaxed SIMD; take Node 22, or node --experimental-wasm-relaxed-simd',
    );
  }
  using encoder = await createWasmEncoder(model, precision === undefined ? {} : { precision });
  const size = model.config.hiddenSize;
  const probes = await encoder.encode(texts.slice(0, PROBES));
  const hash = createHash("sha256")
    .update(new Uint8Array(probes.slice().buffer))
    .update(JSON.stringify(texts));
  const folder = join(tmpdir(), CACHE_NAME);
  const path = join(folder, `${hash.digest("hex").slice(0, 32)}.f32`);
  if (existsSync(path)) {
    const bytes = readFileSync(path);
    if (bytes.length === texts.length * size * Float32Array.BYTES_PER_ELEMENT)
      return new Float32Array(new Uint8Array(bytes).buffer);
  }
  const embeddings = new Float32Array(texts.length * size);
  for (let start = 0; start < texts.length; start += CHUNK) {
    embeddings.set(await encoder.encode(texts.slice(start, start + CHUNK)), start * size);
    onProgress(Math.min(1, (start + CHUNK) / texts.length));
  }
  mkdirSync(folder, { recursive: true });
  const partial = `${path}.${process.pid}`;
  // A run that is stopped half-way must not leave half a file under the final name.
  writeFileSync(partial, new Uint8Array(embeddings.buffer));
  renameSync(partial, path);
  return embeddings;
}

function centredUnits(raw: Float32Array, size: number): Float32Array {
  const count = raw.length / size;
  const mean = new Float64Array(size);
  for (let at = 0; at < raw.length; at++) mean[at % size] += raw[at] / count;
  const units = raw.map((value, at) => value - mean[at % size]);
  for (let start = 0; start < units.length; start += size) {
    let squares = 0;
    for (let at = start; at < start + size; at++) squares += units[at] * units[at];
    const length = Math.max(1e-12, Math.sqrt(squares));
    for (let at = start; at < start + size; at++) units[at] /= length;
  }
  return units;
}

/** ((vector − center) · projection) / scale for every row, [n, outputSize]. */
function projectedRows(
  raw: Float32Array,
  { inputSize, outputSize, center, projection, scale }: LoadedModel["headProjection"],
): Float32Array {
  const count = raw.length / inputSize;
  const rows = new Float32Array(count * outputSize);
  for (let row = 0; row < count; row++) {
    const target = rows.subarray(row * outputSize, (row + 1) * outputSize);
    for (let input = 0; input < inputSize; input++) {
      const value = raw[row * inputSize + input] - center[input];
      for (let at = 0; at < outputSize; at++) target[at] += value * projection[input * outputSize + at];
    }
    for (let at = 0; at < outputSize; at++) target[at] /= scale[at];
  }
  return rows;
}
