import { join } from "node:path";
import { filesHash } from "./files-hash.ts";

/** As src/model/model-folder.ts reads them. */
const FILES = ["config.json", "tokenizer.json", "head.safetensors", "model.safetensors"];

/**
 * Names a model folder with all that is in it. A model's id names its encoder alone: `head.safetensors` may have another prior, first
 * global head or static weights under the same id.
 *
 * @throws {Error} if a file is missing.
 */
export function modelHash(folder: string): string {
  return filesHash(FILES.map((name) => join(folder, name)));
}
