import { existsSync } from "node:fs";
import { join } from "node:path";
import { ImportError } from "./import-error.ts";
import { readObjectIfThere } from "./json-file.ts";
import { tokenizerFromVocabulary } from "./vocabulary-file.ts";

/** A checkpoint's tokenizer. */
export interface ImportedTokenizer {
  /** The file that it was read from, for errors. */
  readonly path: string;
  /** The content of a tokenizer.json, without cutting and padding. */
  readonly json: Readonly<Record<string, unknown>>;
  /** The token limit that the checkpoint gives, if it gives one. */
  readonly maxTokens: number | null;
}

/** Numbers beyond mean "no limit": transformers writes 10³⁰. */
const MAX_LIMIT = 100_000;

/**
 * Reads `tokenizer.json`, or makes one from `vocab.txt`.
 *
 * @param folder    Of the transformer.
 * @param isLowered Lower-cases texts before anything else, as sentence-transformers' `do_lower_case` asks.
 * @throws {ImportError} if there is neither, or a SentencePiece file only.
 */
export function readTokenizer(folder: string, { isLowered }: { isLowered: boolean }): ImportedTokenizer {
  const config = readObjectIfThere(join(folder, "tokenizer_config.json"));
  const file = readObjectIfThere(join(folder, "tokenizer.json"));
  const vocabulary = join(folder, "vocab.txt");
  if (file === null && !existsSync(vocabulary)) {
    const pieces = ["sentencepiece.bpe.model", "spiece.model", "spm.model"].find((name) =>
      existsSync(join(folder, name)),
    );
    throw new ImportError(
      folder,
      `it must hold tokenizer.json or vocab.txt: got ${pieces === undefined ? "neither" : `"${pieces}" only`}`,
      {
        wayOut:
          "make one in Python: transformers.AutoTokenizer.from_pretrained(DIR, use_fast=True).save_pretrained(DIR)",
      },
    );
  }
  const path = file?.path ?? vocabulary;
  const json = (file?.fields ?? tokenizerFromVocabulary(vocabulary, config)) as Record<string, unknown>; // both are objects
  const normalizers = [{ type: "Lowercase" }, ...(json["normalizer"] ? [json["normalizer"]] : [])];
  const truncation = json["truncation"] as { max_length?: unknown } | null | undefined;
  return {
    path,
    json: {
      ...json,
      truncation: null,
      padding: null,
      ...(isLowered ? { normalizer: { type: "Sequence", normalizers } } : {}),
    },
    maxTokens: limitOf(truncation?.max_length) ?? limitOf(config?.fields["model_max_length"]),
  };
}

function limitOf(value: unknown): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 2 && value < MAX_LIMIT
    ? value
    : null;
}
