import { decodeSafetensors } from "../base/safetensors.ts";
import type { EncoderConfig } from "./config.ts";
import { fetchModelFile, type FetchFile } from "./fetch-model-file.ts";
import type { ExpectedEmbeddings } from "./parity-gate.ts";
import { WeightReader } from "./weights.ts";

/** Spread over all kinds of texts that the golden file has; enough to tell a wrong kernel, and quick on any GPU. */
const GATE_TEXTS = 16;

/**
 * Reads a part of the vectors that PyTorch gave for the model, from `golden.json` and `golden.safetensors` of its folder:
 * some 200 KB, loaded only where a GPU is to be judged.
 *
 * @param baseUrl Of the model folder, with a trailing slash.
 * @returns null if the folder has none, or of another model: imported models may come without.
 */
export async function readGolden(
  baseUrl: string,
  { modelId, hiddenSize }: Pick<EncoderConfig, "modelId" | "hiddenSize">,
  fetch: FetchFile,
): Promise<ExpectedEmbeddings | null> {
  try {
    const [jsonBytes, vectorBytes] = await Promise.all([
      fetchModelFile(`${baseUrl}golden.json`, fetch),
      fetchModelFile(`${baseUrl}golden.safetensors`, fetch),
    ]);
    const json = JSON.parse(new TextDecoder().decode(jsonBytes)) as Partial<Record<string, unknown>> | null;
    const texts = json?.["texts"];
    if (json?.["model_id"] !== modelId || !isTexts(texts)) return null;
    const vectors = new WeightReader(
      decodeSafetensors(vectorBytes, "golden.safetensors").tensors,
      "golden.safetensors",
    ).floats("embeddings", [texts.length, hiddenSize]);
    const step = Math.max(1, Math.floor(texts.length / GATE_TEXTS));
    const rows = [...texts.keys()].filter((row) => row % step === 0);
    return {
      texts: rows.map((row) => texts[row]),
      embeddings: Float32Array.from(
        rows.flatMap((row) => [...vectors.subarray(row * hiddenSize, (row + 1) * hiddenSize)]),
      ),
    };
  } catch {
    return null; // without them the GPU is held against WebAssembly, whose kernels our tests hold against PyTorch
  }
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((text) => typeof text === "string");
}
