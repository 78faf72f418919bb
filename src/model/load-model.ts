import type { FetchFile } from "./fetch-model-file.ts";
import { type LoadedModel, modelFolder } from "./model-folder.ts";

/**
 * Loads a model folder: `config.json`, `tokenizer.json`, `model.safetensors` and `head.safetensors`, all four at once.
 *
 * @param baseUrl URL of the folder, with or without a trailing slash.
 * @throws {RankError} `model-failed`, naming the file, what was wanted, what came, and what to do.
 */
export function loadModel(baseUrl: string, options: { readonly fetch: FetchFile }): Promise<LoadedModel> {
  return modelFolder(baseUrl, options).whole();
}
