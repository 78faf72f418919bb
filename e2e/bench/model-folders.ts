import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LoadedModel } from "../../src/model/model-folder.ts";
import { loadModel } from "../../src/model/load-model.ts";
import { exportBert } from "./onnx/export-bert.ts";
import { writeRandomModel } from "./random-model.ts";

/** Models the benchmark knows: those of the product, and one of a larger shape whose weights are random. */
export const MODEL_NAMES = ["shelf-tiny", "shelf-mini", "random-L6-H384"] as const;
export type ModelName = (typeof MODEL_NAMES)[number];

/**
 * Writes one folder per model that all engines load: our own files, and beside them the same weights as ONNX in the places where
 * transformers.js looks.
 *
 * @param root    The repository.
 * @param folder  Emptied; the models' folders come to lie in it.
 */
export async function writeModelFolders(
  root: string,
  folder: string,
  names: readonly ModelName[],
): Promise<ReadonlyMap<ModelName, LoadedModel>> {
  rmSync(folder, { recursive: true, force: true });
  const models = new Map<ModelName, LoadedModel>();
  for (const name of names) {
    const target = join(folder, name);
    mkdirSync(join(target, "onnx"), { recursive: true });
    const source = join(root, "models", name);
    if (existsSync(source)) cpSync(source, target, { recursive: true });
    else writeRandomModel(join(root, "models/shelf-mini"), target, { layers: 6, hidden: 384, heads: 12 });
    const model = await loadModel(target, { fetch: async (path) => new Response(readFileSync(path)) });
    writeFileSync(join(target, "onnx/model.onnx"), exportBert(model.config, model.weights, "fp32"));
    writeFileSync(join(target, "onnx/model_quantized.onnx"), exportBert(model.config, model.weights, "q8"));
    liftTokenLimit(target, model.config.positionCount);
    models.set(name, model);
  }
  return models;
}

/** transformers.js would cut the texts of the longest workload at the product's limit. */
function liftTokenLimit(folder: string, tokens: number): void {
  const path = join(folder, "tokenizer_config.json");
  const config = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
  writeFileSync(path, JSON.stringify({ ...config, model_max_length: tokens }));
}
