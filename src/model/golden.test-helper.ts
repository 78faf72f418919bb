import { expect } from "vitest";
import { decodeSafetensors } from "../base/safetensors.ts";
import { fetchModelFile } from "./fetch-model-file.ts";
import type { FetchFile } from "./fetch-model-file.ts";
import { loadModel } from "./load-model.ts";
import type { LoadedModel } from "./model-folder.ts";
import { WeightReader } from "./weights.ts";

/** What PyTorch and the reference tokenizer made of 200 texts with a shipped model; written by models/train. */
export interface Golden {
  readonly model: LoadedModel;
  readonly texts: readonly string[];
  readonly ids: readonly (readonly number[])[];
  /** [texts, hidden] */
  readonly embeddings: Float32Array;
}

export const SHIPPED_MODELS = ["shelf-mini", "shelf-tiny"] as const;

/** @param fetch Answers paths from the repository's root. */
export async function loadGolden(name: (typeof SHIPPED_MODELS)[number], fetch: FetchFile): Promise<Golden> {
  const folder = `/models/${name}`;
  const model = await loadModel(folder, { fetch });
  const json = new TextDecoder().decode(await fetchModelFile(`${folder}/golden.json`, fetch));
  // Written by our own pipeline beside the model, in exactly this shape.
  const { texts, ids } = JSON.parse(json) as Pick<Golden, "texts" | "ids">;
  const file = decodeSafetensors(
    await fetchModelFile(`${folder}/golden.safetensors`, fetch),
    "golden.safetensors",
  );
  const { hiddenSize } = model.config;
  const embeddings = new WeightReader(file.tensors, "golden.safetensors").floats("embeddings", [
    texts.length,
    hiddenSize,
  ]);
  return { model, texts, ids, embeddings };
}

/** Fails if a row of `actual` is farther than a cosine distance of 1e-3 from the same row of `expected`, or not of length 1. */
export function expectSameDirections(actual: Float32Array, expected: Float32Array, hidden: number): void {
  expect(actual.length).toBe(expected.length);
  for (let start = 0; start < expected.length; start += hidden) {
    let [dot, squares, expectedSquares] = [0, 0, 0];
    for (let i = start; i < start + hidden; i++) {
      dot += actual[i] * expected[i];
      squares += actual[i] ** 2;
      expectedSquares += expected[i] ** 2;
    }
    expect(squares).toBeCloseTo(1, 4);
    expect(1 - dot / Math.sqrt(squares * expectedSquares), `row ${start / hidden}`).toBeLessThan(1e-3);
  }
}
