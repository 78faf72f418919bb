import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ImportError } from "./import-error.ts";
import { readJsonIfThere, readObjectIfThere } from "./json-file.ts";
import type { JsonFile } from "./json-file.ts";

export type Pooling = "mean" | "cls";

/** What a checkpoint folder says about itself, whichever layout it has. */
export interface CheckpointFolder {
  /** Where the transformer's own files are. */
  readonly transformer: string;
  readonly config: JsonFile;
  readonly weightsPath: string;
  /** As sentence-transformers says; null for a plain Hugging Face folder. */
  readonly pooling: Pooling | null;
  /** Token limit of sentence-transformers; null where it gives none. */
  readonly maxTokens: number | null;
  /** Texts are to be lower-cased before anything else. */
  readonly isLowered: boolean;
}

/**
 * Finds the parts of a Hugging Face or sentence-transformers folder:
 *
 *   plain:                 config.json, tokenizer.json or vocab.txt, model.safetensors or pytorch_model.bin
 *   sentence-transformers: these, and modules.json, 1_Pooling/config.json, sentence_bert_config.json; in older ones the
 *                          transformer's files are in 0_Transformer/ or another folder that modules.json names
 *
 * @throws {ImportError} naming the file that is missing, or the module that cannot be computed.
 */
export function openCheckpointFolder(folder: string): CheckpointFolder {
  if (!existsSync(folder))
    throw new ImportError(folder, "there is no such folder", { wayOut: "check --from" });
  const modules = readModules(folder);
  const transformer = join(folder, modules.transformer);
  const config = readObjectIfThere(join(transformer, "config.json"));
  if (config === null) {
    throw new ImportError(join(transformer, "config.json"), "there is no such file", {
      wayOut: "check that --from is the folder of a Hugging Face checkpoint",
    });
  }
  const sentence = readObjectIfThere(join(transformer, "sentence_bert_config.json"));
  const limit = sentence?.fields["max_seq_length"];
  return {
    transformer,
    config,
    weightsPath: findWeights(transformer),
    pooling: modules.pooling === null ? null : readPooling(join(folder, modules.pooling, "config.json")),
    maxTokens: typeof limit === "number" && Number.isSafeInteger(limit) && limit > 0 ? limit : null,
    isLowered: sentence?.fields["do_lower_case"] === true,
  };
}

/** Folders of the modules, relative to the checkpoint. */
function readModules(folder: string): { transformer: string; pooling: string | null } {
  const path = join(folder, "modules.json");
  const modules = readJsonIfThere(path);
  if (modules === null) {
    const transformer = !existsSync(join(folder, "config.json")) && existsSync(join(folder, "0_Transformer"));
    const pooling = existsSync(join(folder, "1_Pooling/config.json"));
    return { transformer: transformer ? "0_Transformer" : "", pooling: pooling ? "1_Pooling" : null };
  }
  if (!Array.isArray(modules))
    throw new ImportError(path, "it must hold a list", { wayOut: "download it again" });
  let transformer = "";
  let pooling: string | null = null;
  for (const module of modules as unknown[]) {
    const { type, path: place } = (module ?? {}) as Record<string, unknown>; // both are checked below
    const kind = String(type).split(".").at(-1);
    const where = typeof place === "string" ? place : "";
    if (kind === "Transformer") transformer = where;
    else if (kind === "Pooling") pooling = where;
    else if (kind !== "Normalize") {
      throw new ImportError(
        path,
        `its modules must be Transformer, Pooling and Normalize: got "${String(type)}"`,
        { wayOut: "choose a checkpoint without it, as its output would be missing" },
      );
    }
  }
  return { transformer, pooling };
}

function readPooling(path: string): Pooling {
  const file = readObjectIfThere(path);
  if (file === null)
    throw new ImportError(path, "there is no such file", { wayOut: "download the whole folder" });
  const { fields } = file;
  // Embeddings are scaled to length 1, so that a sum divided by √length is as good as a mean.
  const names: Readonly<Record<string, Pooling>> = {
    pooling_mode_cls_token: "cls",
    pooling_mode_mean_tokens: "mean",
    pooling_mode_mean_sqrt_len_tokens: "mean",
  };
  const chosen = Object.keys(fields).filter((key) => key.startsWith("pooling_mode_") && fields[key] === true);
  if (typeof fields["pooling_mode"] === "string") chosen.push(fields["pooling_mode"]);
  const pooling = chosen.length === 1 ? (names[chosen[0]] ?? chosen[0]) : undefined;
  if (pooling === "mean" || pooling === "cls") return pooling;
  throw new ImportError(
    path,
    `its pooling must be either mean or cls: got ${chosen.join(" and ") || "none"}`,
    {
      wayOut: "choose another checkpoint",
    },
  );
}

function findWeights(folder: string): string {
  for (const name of ["model.safetensors", "pytorch_model.bin"]) {
    if (existsSync(join(folder, name))) return join(folder, name);
  }
  const present = readdirSync(folder).filter((name) =>
    /\.(safetensors|bin|h5|onnx|msgpack|ckpt|pt)$|index\.json$/.test(name),
  );
  throw new ImportError(
    folder,
    `it must hold model.safetensors or pytorch_model.bin: got ${present.join(", ") || "no weights"}`,
    { wayOut: 'load it with transformers and save it by model.save_pretrained(DIR, max_shard_size="10GB")' },
  );
}
