import { Tokenizer as HuggingFaceTokenizer } from "@huggingface/tokenizers";
import { RankError } from "../base/errors.ts";
import type { EncoderConfig } from "./config.ts";

/**
 * Characters of a text that are read, per token of the limit: a word is at most 100 characters long (WordPiece reads
 * longer ones as unknown), so only a text of such words, or of hundreds of spaces, could be cut too early. Without a
 * limit a page's whole description would cost seconds.
 */
const CHARACTERS_PER_TOKEN = 128;

/** Text → token ids, with the special tokens around them. */
export interface Tokenizer {
  /** @returns 2 to `maxTokens` ids; the first is [CLS], the last [SEP], also after cutting. */
  encode(text: string): Int32Array;
}

/**
 * Makes a tokenizer from a Hugging Face `tokenizer.json`.
 * Cutting and padding settings of the file are ignored: the cut is the model's, and padding is the backend's business.
 *
 * The library (0.2.0) differs from the reference in Rust in two rare cases, both harmless to titles: CJK characters
 * beyond U+FFFF are not set apart, so a run of them is one unknown word; and a Greek Σ at the end of a word becomes ς.
 *
 * @param json   The parsed file.
 * @param config Of the encoder: its token limit and vocabulary size.
 * @param source What the file is called in errors, e.g. its URL.
 * @throws {RankError} `model-failed` if the file is no tokenizer, adds no special tokens, or has ids that the encoder's
 *   vocabulary lacks.
 */
export function createTokenizer(json: unknown, config: EncoderConfig, source: string): Tokenizer {
  const tokenizer = parseTokenizer(json, source);
  const { maxTokens, vocabularySize } = config;
  // Ids, not the number of entries: a vocabulary may have holes.
  let largestId = 0;
  for (const id of tokenizer.get_vocab().values()) largestId = Math.max(largestId, id);
  if (largestId >= vocabularySize) {
    throw wrong(
      source,
      `its ids must be below the "vocab_size" ${vocabularySize} of config.json: got ${largestId}`,
    );
  }
  const specialTokenCount = tokenizer.encode("").ids.length;
  if (specialTokenCount !== 2) {
    throw wrong(
      source,
      `it must put one token before and one after a text: got ${specialTokenCount} for an empty text`,
    );
  }
  return {
    encode(text) {
      const { ids } = tokenizer.encode(text.slice(0, maxTokens * CHARACTERS_PER_TOKEN));
      if (ids.length <= maxTokens) return Int32Array.from(ids);
      const cut = Int32Array.from(ids.slice(0, maxTokens));
      cut[maxTokens - 1] = ids[ids.length - 1]!;
      return cut;
    },
  };
}

function parseTokenizer(json: unknown, source: string): HuggingFaceTokenizer {
  if (typeof json !== "object" || json === null) throw wrong(source, "it must hold a JSON object");
  try {
    // The library's second argument is tokenizer_config.json; what BERT needs of it is in tokenizer.json already.
    return new HuggingFaceTokenizer(json, {});
  } catch (cause) {
    throw wrong(source, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function wrong(source: string, why: string, cause?: unknown): RankError {
  return new RankError(
    "model-failed",
    `Cannot use "${source}" as a tokenizer because ${why}; copy the tokenizer.json that belongs to the weights`,
    { cause },
  );
}
