import { existsSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { decodeSafetensors, encodeSafetensors } from "../../base/safetensors.ts";
import { loadModel } from "../../model/load-model.ts";
import type { LoadedModel } from "../../model/model-folder.ts";

/** Which of a model's static weights to score with: as far as the shop took part in the training. */
export type StaticKind = "unseen" | "catalogue" | "known";

/**
 * Loads a model folder from disk as a page would over the network.
 *
 * @param kind Weights of another kind than the file's own metadata says; null takes the file's.
 * @throws {Error} if there is no model in the folder, or one of its files is wrong.
 */
export async function loadModelFolder(folder: string, kind: StaticKind | null): Promise<LoadedModel> {
  if (!existsSync(join(folder, "config.json"))) {
    throw new Error(
      `Cannot read a model as "${join(folder, "config.json")}" is not there; check --model: it is a folder such as models/shelf-mini`,
    );
  }
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
