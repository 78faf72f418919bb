import { existsSync, readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { decodeSafetensors, encodeSafetensors } from "../../base/safetensors.ts";
import { loadModel, type LoadedModel } from "../../model/load-model.ts";

/** Which of a model's static weights to score with: as far as the shop took part in the training. */
export type StaticKind = "unseen" | "catalogue" | "known";

/**
 * Loads a model folder from disk as a page would over the network.
 *
 * @param kind Weights of another kind than the file's own metadata says; null takes the file's.
 */
export function loadModelFolder(folder: string, kind: StaticKind | null): Promise<LoadedModel> {
  return loadModel(pathToFileURL(resolve(folder)).href, {
    fetch: (url) => {
      const path = fileURLToPath(url);
      if (!existsSync(path)) return Promise.resolve(new Response(null, { status: 404 }));
      const bytes = new Uint8Array(readFileSync(path));
      if (kind === null || basename(path) !== "head.safetensors") return Promise.resolve(new Response(bytes));
      const { tensors, metadata } = decodeSafetensors(bytes, path);
      return Promise.resolve(
        new Response(encodeSafetensors({ tensors, metadata: { ...metadata, static: kind } })),
      );
    },
  });
}
